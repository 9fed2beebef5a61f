"""Faust's tables, kept from losing what was written last.

Faust 0.15 sends a table's change to its changelog without waiting for the broker, and may commit the offset of the message that made it
before it is there; killed in between, the change is lost for good. Here an agent waits until what it wrote is in the changelog
(`CarefulTable.written`) before its message counts as done, where the loss would show: that of an alert's copies does not, the store unites them.

Importing this module imports Faust.
"""

import asyncio
from typing import Any

import faust


class CarefulTable(faust.Table):  # type: ignore[misc]  # Faust carries no types
    """A table whose writer can wait for its changelog."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_waited_for = False
        """Whether its writer waits for the changelog; what nobody waits for is not remembered."""
        self._unwritten: list[asyncio.Future[Any]] = []

    def send_changelog(self, *args: Any, **kwargs: Any) -> Any:
        """Send a change, and remember that it is on its way."""
        sent = super().send_changelog(*args, **kwargs)
        if self.is_waited_for:
            self._unwritten.append(sent)
        return sent

    async def written(self) -> None:
        """Wait until every change is in the changelog. Raises KafkaError."""
        unwritten, self._unwritten = self._unwritten, []
        if unwritten:
            await asyncio.gather(*unwritten)
