"""A subscriber of everything in the running system: which events have arrived, how often.

subscribe --POST /api/v1/subscriptions--> secret --> container of `tools.compose.receiver`
"""

import contextlib
import inspect
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from tools.compose import receiver
from tools.compose.engine import CommandFailed, Docker
from tools.compose.system import Failed, System, wait_for

HOST = "receiver"
"""Its name in the network of the services; they may post to it by MONITOR_ALLOW_HOSTS."""
ARRIVED_WITHIN_S = 240.0
"""Seconds for the last event: the third attempt of a delivery is five minutes after the second,
and the storm's services are there before."""


@dataclass(frozen=True, slots=True)
class Subscriber:
    """The receiver's container."""

    docker: Docker
    container: str

    def received(self) -> Counter[str]:
        """Return how often each event (``alert.revision``) arrived.

        Raises `Failed` for a message whose signature was wrong.
        """
        lines = self.docker.run("logs", self.container).splitlines()
        refused = [line for line in lines if line.startswith("refused")]
        if refused:
            raise Failed(f"the receiver refused a message: {refused[0]}")
        return Counter(lines)

    def wait_for_every_alert(self, system: System) -> dict[str, int]:
        """Wait until each alert has arrived; return the numbers of events and of repeats.

        Raises `Failed`.
        """
        expected = {alert["id"] for alert in system.alerts() if not alert["quiet"]}

        def have_arrived() -> bool:
            return {event.rpartition(".")[0] for event in self.received()} >= expected

        wait_for("every alert at the receiver", have_arrived, ARRIVED_WITHIN_S)
        received = self.received()
        return {"events": len(received), "repeats": received.total() - len(received)}


@contextlib.contextmanager
def subscribed(system: System, image: str, network: str) -> Iterator[Subscriber]:
    """Subscribe to everything and receive it until the end. Raises `CommandFailed`, OSError."""
    channel = {"type": "webhook", "url": f"http://{HOST}:{receiver.PORT}/hook"}
    secret = system.post("/api/v1/subscriptions", {"id": HOST, "channel": channel})["secret"]
    options = ("--detach", "--network", network, "--network-alias", HOST, "--name", f"{network}-in")
    start = ("--env", f"SECRET={secret}", "--entrypoint", "python3", image)
    source = inspect.getsource(receiver)
    container = system.docker.run("run", *options, *start, "-c", source)
    try:
        yield Subscriber(system.docker, container)
    finally:
        with contextlib.suppress(CommandFailed):
            system.docker.run("rm", "--force", container)
