"""Faust's transport, kept from skipping messages.

Faust 0.15.3 loses what it has fetched in five ways, all but the last seen here under `kill -9` of workers and broker:

1. After a rebalance it seeks every partition to its committed offset. A partition whose offset was never committed is not
   sought at all. Here it is sought to its beginning.
2. A fetch that was under way while a rebalance began can end after that seek, with nobody waiting for it: its messages are
   gone, and the position stands behind them. Here positions are compared with what was handed out, and sought back.
3. A jump in the offsets of a partition is taken for a gap in the log and committed over. Topics of records have no gaps
   (nobody writes transactions) but at their beginning, where the broker deletes; so a jump is sought back too.

4. What waits in a stream's queue when a rebalance begins is skipped, and acknowledged as if it had been worked on; killed
   before it is read again, it is lost. Here only what an agent has declared `done` is acknowledged, and what was skipped
   is sought back to.
5. Acknowledged offsets are committed although the one message before them is not acknowledged (an off-by-one in
   ``_new_offset``). Here nothing is committed over a message that is still to be done.

Importing this module imports Faust.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import structlog
from aiokafka.errors import KafkaError
from faust.transport.drivers import aiokafka as driver

CHECK_EVERY = 1.0
"""Seconds between comparisons of positions; each asks the consumer's thread once for a partition."""
CHECK_WITHIN = 5.0

log = structlog.get_logger("processor")


class CarefulConsumer(driver.Consumer):  # type: ignore[misc]  # Faust carries no types
    """Delivers every message of a partition, in order, from the committed offset or the beginning."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._expected: dict[Any, int] = {}
        """By partition, the offset of the message that is handed out next."""
        self._checked_at = 0.0
        self._done: dict[Any, Any] = {}
        self._skipped: dict[Any, int] = {}
        """By partition, the first offset that a stream has skipped."""

    def done(self, message: Any) -> None:
        """Note that an agent has worked on a message: the acknowledgement that follows counts."""
        self._done[message.tp] = message

    def ack(self, message: Any) -> bool:
        """Acknowledge a message that is done; one that a stream has skipped comes again and is not."""
        if _is_stream(message.tp) and self._done.get(message.tp) is not message:
            self._unacked_messages.discard(message)
            self._skipped[message.tp] = min(
                message.offset, self._skipped.get(message.tp, message.offset)
            )
            return False
        return bool(super().ack(message))

    def _new_offset(self, partition: Any) -> int | None:
        """Return the offset to commit, None where a message before the acknowledged ones is still to be done."""
        acked, committed = self._acked[partition], self._committed_offset[partition]
        if _is_stream(partition) and acked and committed is not None and min(acked) > committed:
            return None
        offset: int | None = super()._new_offset(partition)
        return offset

    async def perform_seek(self) -> None:
        """Seek every partition to its committed offset, or to its beginning where nothing was committed."""
        await super().perform_seek()
        streams = [partition for partition in self.assignment() if _is_stream(partition)]
        fresh = [
            partition for partition in streams if self._committed_offset.get(partition) is None
        ]
        if fresh:
            found = await self._thread.earliest_offsets(*fresh)
            await self._thread.seek_wait({partition: found[partition] for partition in fresh})
            self._committed_offset.update({partition: found[partition] for partition in fresh})
        self._expected.update(
            {partition: self._committed_offset[partition] for partition in streams}
        )

    async def getmany(self, timeout: float) -> AsyncIterator[tuple[Any, Any]]:
        """Yield what was fetched; where offsets jump, seek back instead."""
        sought = set()
        async for partition, message in super().getmany(timeout):
            if _is_stream(partition):
                if partition in sought:
                    continue
                expected = self._expected.get(partition)
                if expected is not None and message.offset > expected:
                    sought.add(partition)
                    await self._seek_back(partition, message.offset)
                    continue
                self._expected[partition] = max(expected or 0, message.offset + 1)
            yield partition, message
        if self.flow_active and self.app.flow_control.is_active():
            await self._return_to_skipped()
            if time.monotonic() - self._checked_at > CHECK_EVERY:
                self._checked_at = time.monotonic()
                await self._check_positions()

    async def _return_to_skipped(self) -> None:
        """Seek back to what streams have skipped, where it has not been done since."""
        skipped, self._skipped = self._skipped, {}
        for partition, offset in skipped.items():
            is_done = (
                offset < (self._committed_offset[partition] or 0)
                or offset in self._acked_index[partition]
            )
            if not is_done and partition in self._expected and partition in self.assignment():
                at, self._expected[partition] = self._expected[partition], offset
                await self._seek_back(partition, at)

    async def _check_positions(self) -> None:
        """Seek back wherever the position stands behind messages that were never handed out."""
        for partition in filter(_is_stream, self.assignment()):
            expected = self._expected.get(partition)
            if expected is None:
                continue
            try:
                position = await asyncio.wait_for(self._thread.position(partition), CHECK_WITHIN)
                if position is not None and position > expected == self._expected.get(partition):
                    await self._seek_back(partition, position)
            except (KafkaError, TimeoutError):
                return  # a rebalance, or no broker: both end in a seek of everything

    async def _seek_back(self, partition: Any, position: int) -> None:
        found = await self._thread.earliest_offsets(partition)
        expected = max(self._expected[partition], found[partition])
        log.warning(
            "messages.read_again",
            partition=f"{partition.topic}/{partition.partition}",
            since=expected,
            at=position,
        )
        self._expected[partition] = expected
        await self._thread.seek_wait({partition: expected})


class CarefulTransport(driver.Transport):  # type: ignore[misc]  # Faust carries no types
    """Kafka for Faust, with `CarefulConsumer`."""

    Consumer = CarefulConsumer


def _is_stream(partition: Any) -> bool:
    return not partition.topic.endswith("-changelog")
