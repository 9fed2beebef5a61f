"""Faust's transport, kept from skipping messages.

Faust 0.15.3 reads past messages in two ways, both seen here under `kill -9`:

1. After a rebalance it seeks every partition to its committed offset. A partition whose offset was never committed is not
   sought at all, so what was fetched and dropped meanwhile is never seen by this process. Here it is sought to its beginning.
2. A jump in the offsets of a partition is taken for a gap in the log and committed over. Topics of records have no gaps
   (nobody writes transactions), so here a jump is read again from where it began; the second time it is believed,
   because then the broker has deleted what was in between.

Importing this module imports Faust.
"""

from collections.abc import AsyncIterator
from typing import Any

import structlog
from faust.transport.drivers import aiokafka as driver

log = structlog.get_logger("processor")


class CarefulConsumer(driver.Consumer):  # type: ignore[misc]  # Faust carries no types
    """Delivers every message of a partition, in order, from the committed offset or the beginning."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._expected: dict[Any, int] = {}
        self._read_again: dict[Any, int] = {}

    async def perform_seek(self) -> None:
        """Seek every partition to its committed offset, or to its beginning where nothing was committed."""
        await super().perform_seek()
        streams = [partition for partition in self.assignment() if _is_stream(partition)]
        fresh = [partition for partition in streams if self._committed_offset.get(partition) is None]
        if fresh:
            found = await self._thread.earliest_offsets(*fresh)
            await self._thread.seek_wait({partition: found[partition] for partition in fresh})
            self._expected.update({partition: found[partition] for partition in fresh})
        for partition in set(streams) - set(fresh):
            self._expected[partition] = self._committed_offset[partition]

    async def getmany(self, timeout: float) -> AsyncIterator[tuple[Any, Any]]:
        """Yield what was fetched; where offsets jump, seek back instead."""
        sought = set()
        async for partition, message in super().getmany(timeout):
            if _is_stream(partition):
                if partition in sought:
                    continue
                expected = self._expected.get(partition)
                if expected is not None and message.offset > expected and self._read_again.get(partition) != expected:
                    log.error("messages.skipped", partition=str(partition), expected=expected, got=message.offset)
                    self._read_again[partition] = expected
                    sought.add(partition)
                    await self._thread.seek_wait({partition: expected})
                    continue
                if expected is None or message.offset >= expected:
                    self._expected[partition] = message.offset + 1
            yield partition, message


class CarefulTransport(driver.Transport):  # type: ignore[misc]  # Faust carries no types
    """Kafka for Faust, with `CarefulConsumer`."""

    Consumer = CarefulConsumer


def _is_stream(partition: Any) -> bool:
    return not partition.topic.endswith("-changelog")
