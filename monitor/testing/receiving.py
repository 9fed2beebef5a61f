"""A double of a receiver of alerts, for tests of `monitor.flow.deliver_alert` and of channels."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from monitor.deliveries import Delivered, Outcome, Subscription


@dataclass
class RecordingReceiver:
    """A receiver that keeps every event and answers with prepared outcomes, then `Delivered`."""

    outcomes: list[Outcome] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)

    async def __call__(
        self, events: Sequence[dict[str, Any]], subscription: Subscription
    ) -> Outcome:
        """Keep the events of one attempt and return its outcome."""
        self.events += events
        return self.outcomes.pop(0) if self.outcomes else Delivered()
