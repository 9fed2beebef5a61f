"""Services killed one after the other while articles arrive.

The main process of a container is killed from outside, as a crash or the kernel would do it, so
that the restart policy of docker-compose.yml is what brings it back; where the engine runs
elsewhere, the container is killed and started again. A service counts as back when its container
runs and its health check passes.
"""

import os
import signal
from collections.abc import Callable, Iterator

from tools.compose.engine import CommandFailed
from tools.compose.system import System, wait_for

VICTIMS = ("process", "poll", "kafka", "deliver", "postgres", "web", "process", "kafka")
"""In this order; the broker twice, the second time right after a processor."""
BACK_WITHIN_S = 180.0
"""Seconds for one service: the broker recovers its log, and a health check runs every 15 s."""


def kill_all(
    system: System, log: Callable[[str], None], victims: tuple[str, ...] = VICTIMS
) -> Iterator[dict[str, object]]:
    """Kill each service in turn; yield its name and the seconds until it was healthy again.

    Raises `Failed` for one that does not come back.
    """
    for name in victims:
        log(f"kill {name}")
        before = _started_at(system, name)
        kill(system, name)
        seconds = wait_for(
            f"{name} is back",
            lambda name=name, before=before: _is_back(system, name, before),  # type: ignore[misc]
            BACK_WITHIN_S,
        )
        yield {"service": name, "healthy_again_s": seconds}


def kill(system: System, name: str) -> None:
    """Kill the main process of a service. Raises `CommandFailed` where none runs."""
    container = container_of(system, name)
    process = int(system.docker.run("inspect", "--format", "{{.State.Pid}}", container))
    if process <= 0:  # a signal to process 0 would end this test
        raise CommandFailed(f"{name} does not run")
    try:
        os.kill(process, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        system.docker.run("kill", container)
        system.docker.run("start", container)


def _is_back(system: System, name: str, before: str) -> bool:
    container = container_of(system, name)
    health_of = "{{if .State.Health}}{{.State.Health.Status}}{{end}}"
    form = "{{.State.Running}} {{.State.StartedAt}} " + health_of
    running, started_at, *health = system.docker.run("inspect", "--format", form, container).split()
    return running == "true" and started_at != before and health in ([], ["healthy"])


def _started_at(system: System, name: str) -> str:
    form = "{{.State.StartedAt}}"
    return system.docker.run("inspect", "--format", form, container_of(system, name))


def container_of(system: System, name: str) -> str:
    """Return the id of a service's container. Raises `CommandFailed` where it has none."""
    ids = system.compose("ps", "--quiet", name).split()
    if not ids:
        raise CommandFailed(f"{name} has no container")
    return ids[0]
