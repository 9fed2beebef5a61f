"""Faust tables that do not lose their last changes.

Faust 0.15 sends a change of a table to its changelog without waiting for the broker, and may commit
the offset of the message that caused it before the change is there. If the process is killed in
between, the change is lost. Here the writer waits with `CarefulTable.flush` before its message is
acknowledged. That is needed only where the loss would show: lost copies of an alert do not, since
the store merges them.

Importing this module imports Faust.
"""

import asyncio
from typing import Any

import faust


class CarefulTable(faust.Table):  # type: ignore[misc]  # Faust carries no types
    """A table whose writer can wait for its changelog."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.awaits_changelog = False
        """If False, pending changelog writes are not tracked, and `flush` returns at once."""
        self._pending: list[asyncio.Future[Any]] = []

    def send_changelog(self, *args: Any, **kwargs: Any) -> Any:
        """Send a change to the changelog; remember the pending write."""
        write = super().send_changelog(*args, **kwargs)
        if self.awaits_changelog:
            self._pending.append(write)
        return write

    async def flush(self) -> None:
        """Wait until the changelog has every change. Raises KafkaError."""
        pending, self._pending = self._pending, []
        await asyncio.gather(*pending)
