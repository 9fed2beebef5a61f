"""A storm over the containers: each disturbance once in a random order, then again, with pauses
that are too short for the services to recover in.

    kill        SIGKILL for the main process, as a crash or the kernel would do it
    restart     docker restart: SIGTERM, then a new process
    freeze      every process of the container stopped for some seconds, then continued
    cut         the container taken off its network for some seconds

PostgreSQL's connections are ended as well. What has to hold afterwards is what has to hold after
any run: every article, exactly the expected alerts, each once, nothing rejected.
"""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tools.compose.chaos import container_of, kill
from tools.compose.engine import CommandFailed
from tools.compose.system import System, wait_for

SERVICES = ("deliver", "kafka", "poll", "postgres", "process", "web")
STILL_S = (2.0, 6.0)
"""Seconds of a freeze and of a cut, at least and at most, as in the storm over `monitor up`."""
PAUSE_S = (1.0, 3.0)
"""Seconds between two disturbances, at least and at most."""
RUNS_WITHIN_S = 90.0
"""Seconds for a container that was just killed to run again: the engine waits up to a minute
before it restarts one that has ended many times in a row."""
END_CONNECTIONS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE pid <> pg_backend_pid() AND datname = 'monitor'"
)


@dataclass(frozen=True, slots=True)
class Storm:
    """The disturbances of a running system."""

    system: System
    network: str
    chance: random.Random

    def disturbances(self) -> dict[str, Callable[[], None]]:
        """Return every disturbance by name."""
        kinds = {
            "kill": self._kill,
            "restart": self._restart,
            "freeze": self._freeze,
            "cut": self._cut,
        }
        every = {
            f"{kind} {service}": lambda act=act, service=service: act(service)
            for kind, act in kinds.items()
            for service in SERVICES
        }
        return {**every, "end the database's connections": self._end_connections}

    def blow(self, count: int, log: Callable[[str], None]) -> Iterator[dict[str, object]]:
        """Disturb the system ``count`` times; yield each with its second. Raises `Failed`."""
        every, order, started = self.disturbances(), list[str](), time.monotonic()
        for number in range(1, count + 1):
            order = order or self.chance.sample(sorted(every), len(every))
            name = order.pop()
            log(f"{number} of {count}: {name}")
            every[name]()
            yield {"second": round(time.monotonic() - started, 1), "disturbance": name}
            time.sleep(self.chance.uniform(*PAUSE_S))

    def _kill(self, service: str) -> None:
        def is_killed() -> bool:
            kill(self.system, service)
            return True

        wait_for(f"{service} runs and is killed", is_killed, RUNS_WITHIN_S)

    def _restart(self, service: str) -> None:
        self.system.docker.run("restart", "--time", "20", container_of(self.system, service))

    def _freeze(self, service: str) -> None:
        container, run = container_of(self.system, service), self.system.docker.run
        wait_for(
            f"{service} runs and is stopped", lambda: bool(run("pause", container)), RUNS_WITHIN_S
        )
        time.sleep(self.chance.uniform(*STILL_S))
        run("unpause", container)

    def _cut(self, service: str) -> None:
        container = container_of(self.system, service)
        self.system.docker.run("network", "disconnect", self.network, container)
        time.sleep(self.chance.uniform(*STILL_S))
        # The name of a service is an alias of its containers; it is lost with the connection.
        self.system.docker.run("network", "connect", "--alias", service, self.network, container)

    def _end_connections(self) -> None:
        def are_ended() -> bool:
            command = ("psql", "-qAt", "-U", "monitor", "-d", "monitor", "-c", END_CONNECTIONS)
            self.system.compose("exec", "-T", "postgres", *command)
            return True

        wait_for("PostgreSQL takes a query", are_ended, RUNS_WITHIN_S)


def network_of(system: System) -> str:
    """Return the network of the services. Raises `CommandFailed` where it is not one."""
    form = "{{range $name, $_ := .NetworkSettings.Networks}}{{$name}} {{end}}"
    names = system.docker.run("inspect", "--format", form, container_of(system, "web")).split()
    if len(names) != 1:
        raise CommandFailed(f"the web service is in the networks {names}, not in one")
    return names[0]
