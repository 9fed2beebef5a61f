"""Faust's Kafka transport, corrected so that it never skips a message.

Faust 0.15.3 loses fetched messages in six ways. All but the fifth were observed under ``kill -9``
of workers and broker, and on a loaded machine:

1. After a rebalance it seeks every partition to its committed offset, and a partition without a
   committed offset nowhere. Here such a partition is sought to its beginning.
2. A fetch that was in progress when a rebalance began can end after that seek, when nothing reads
   its result: the messages are gone, and the position lies behind them. Here positions are compared
   with the messages that were delivered, and sought back.
3. A jump in the offsets of a partition is taken for a gap in the log and committed over. Topics of
   records have no gaps (no transactions are used) except at their beginning, where the broker
   deletes. So a jump is sought back too.
4. Messages in a stream's queue at the beginning of a rebalance are skipped, and acknowledged as if
   they had been processed; so is a message whose agent ends by an error, since Faust's compiled
   streams acknowledge without asking the consumer. Here streams acknowledge nothing (``noack``):
   `CarefulConsumer.acknowledge` does, and skipped messages are delivered again.
5. Acknowledged offsets are committed although the one message before them is not acknowledged (an
   off-by-one error in ``_new_offset``). Here nothing is committed past an unprocessed message.

6. A delivered message can disappear from a queue during a rebalance without being skipped; the
   messages after it are processed. Here a partition whose first pending message is older than
   acknowledged ones for `GAP_TIMEOUT_S` is sought back to its committed offset. The last message
   of a partition has none after it: so has a partition with pending messages while its topic
   processes nothing for `STALL_TIMEOUT_S`.

Changelogs are excluded: they are compacted, so their offsets have gaps, and nothing commits them.
What Faust loses of them stops a worker instead: it restores its tables up to the ends that the
changelogs had, and waits for entries that were fetched and dropped. Here a changelog that is being
restored and has given no entry for `RESTORE_TIMEOUT_S` is sought back behind the last one; entries
that come twice are skipped by Faust. Seen once in some hundred rebalances of two processors.

Importing this module imports Faust.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import structlog
from aiokafka.errors import KafkaError
from faust.transport.drivers import aiokafka as driver

CHECK_INTERVAL_S = 1.0
"""Seconds between comparisons of positions: one request to the consumer's thread per partition."""
CHECK_TIMEOUT_S = 5.0
"""Seconds for one position; the thread answers in milliseconds unless a rebalance blocks it."""

GAP_TIMEOUT_S = 10.0
"""Seconds; a message is acknowledged before later ones of its partition start, so that a gap lasts
only while messages that were sought back to are on their way."""

STALL_TIMEOUT_S = 15.0
"""Seconds; the slowest article takes under two. A message that only waits for the broker is
delivered again, which changes nothing."""

RESTORE_TIMEOUT_S = 10.0
"""Seconds without an entry of a changelog that is not restored yet. A broker that has entries sends
them within one; entries on their way are only read again."""

CHANGELOG_BUFFERED = 5_000
"""Entries of changelogs that may wait for the producer: more than one eviction of marks gives at
once, and a second of work. Above it Faust warns and stops its streams."""

log = structlog.get_logger("processor")


class CarefulConsumer(driver.Consumer):  # type: ignore[misc]  # Faust carries no types
    """Delivers every message of a partition, in order, from the committed offset or the start."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._next_offset: dict[Any, int] = {}
        """By partition, the offset of the message to deliver next."""
        self._processed: dict[Any, Any] = {}
        """By partition, the message that was acknowledged last by its agent."""
        self._skipped: dict[Any, int] = {}
        """By partition, the first offset that a stream has skipped."""
        self._checked_at = 0.0
        self._gap_since: dict[Any, float] = {}
        """By partition with acknowledged messages after an unacknowledged one, since when."""
        self._stalled_since: dict[Any, float] = {}
        """By partition with pending messages, since when its topic has processed nothing."""
        self._active_topics: set[str] = set()
        """Topics of which a message was processed since the last check."""
        self._unrestored_since: dict[Any, float] = {}
        """By changelog that is being restored, since when it has given no entry."""

    def acknowledge(self, message: Any) -> None:
        """Acknowledge a message whose results are in the broker."""
        self._processed[message.tp] = message
        self._active_topics.add(message.tp.topic)
        message.ack(self)

    def ack(self, message: Any) -> bool:
        """Acknowledge a processed message; schedule a skipped one for another delivery."""
        partition = message.tp
        if _carries_records(partition) and self._processed.get(partition) is not message:
            self._unacked_messages.discard(message)
            first = self._skipped.get(partition, message.offset)
            self._skipped[partition] = min(message.offset, first)
            return False
        return bool(super().ack(message))

    def _new_offset(self, partition: Any) -> int | None:
        """Return the offset to commit; None if a message before it is not acknowledged.

        None too until the partition was sought: what is acknowledged then is of an earlier
        assignment.
        """
        is_sought = self._committed_offset[partition] is not None
        if _carries_records(partition) and (not is_sought or self._has_gap(partition)):
            return None
        offset: int | None = super()._new_offset(partition)
        return offset

    async def perform_seek(self) -> None:
        """Seek every partition to its committed offset, or to its beginning without one."""
        await super().perform_seek()
        partitions = [partition for partition in self.assignment() if _carries_records(partition)]
        uncommitted = [
            partition for partition in partitions if self._committed_offset.get(partition) is None
        ]
        if uncommitted:
            beginnings = await self._thread.earliest_offsets(*uncommitted)
            offsets = {partition: beginnings[partition] for partition in uncommitted}
            await self._thread.seek_wait(offsets)
            self._committed_offset.update(offsets)
        for partition in partitions:
            self._next_offset[partition] = self._committed_offset[partition]

    async def getmany(self, timeout: float) -> AsyncIterator[tuple[Any, Any]]:
        """Yield the fetched messages; on a jump of the offsets, seek the partition back instead."""
        sought: set[Any] = set()
        async for partition, message in super().getmany(timeout):
            if not _carries_records(partition):
                self._unrestored_since.pop(partition, None)
                yield partition, message
            elif partition not in sought:
                if self._is_jump(partition, message.offset):
                    sought.add(partition)
                    await self._seek_back(partition, message.offset)
                    continue
                expected = self._next_offset.get(partition) or 0
                self._next_offset[partition] = max(expected, message.offset + 1)
                yield partition, message
        if self.flow_active and self.app.flow_control.is_active():
            await self._seek_to_skipped()
            if time.monotonic() - self._checked_at > CHECK_INTERVAL_S:
                self._checked_at = time.monotonic()
                await self._check_positions()
                await self._check_gaps(self._checked_at)
                await self._check_stalls(self._checked_at)
                await self._check_restoration(self._checked_at)

    def _is_jump(self, partition: Any, offset: int) -> bool:
        expected = self._next_offset.get(partition)
        return expected is not None and offset > expected

    async def _seek_to_skipped(self) -> None:
        """Seek back to the skipped messages that have not been processed since."""
        skipped, self._skipped = self._skipped, {}
        for partition, offset in skipped.items():
            is_owned = partition in self._next_offset and partition in self.assignment()
            if is_owned and not self._is_acknowledged(partition, offset):
                position, self._next_offset[partition] = self._next_offset[partition], offset
                await self._seek_back(partition, position)

    def _is_acknowledged(self, partition: Any, offset: int) -> bool:
        committed = self._committed_offset[partition] or 0
        return offset < committed or offset in self._acked_index[partition]

    async def _check_positions(self) -> None:
        """Seek back wherever the position lies behind messages that were never delivered."""
        for partition in filter(_carries_records, self.assignment()):
            expected = self._next_offset.get(partition)
            if expected is None:
                continue
            try:
                position = await asyncio.wait_for(self._thread.position(partition), CHECK_TIMEOUT_S)
                is_unchanged = self._next_offset.get(partition) == expected
                if position is not None and position > expected and is_unchanged:
                    await self._seek_back(partition, position)
            except (KafkaError, TimeoutError):
                return  # a rebalance, or no broker: both end in a seek of every partition

    def _has_gap(self, partition: Any) -> bool:
        """Return whether messages are acknowledged though the first pending one is not."""
        acked, committed = self._acked[partition], self._committed_offset[partition]
        return bool(acked) and committed is not None and min(acked) > committed

    async def _check_gaps(self, now: float) -> None:
        """Seek back every partition with a gap that has lasted too long; ``now`` is monotonic."""
        partitions = filter(_carries_records, self.assignment())
        gaps = [partition for partition in partitions if self._has_gap(partition)]
        self._gap_since = {partition: self._gap_since.get(partition, now) for partition in gaps}
        for partition in gaps:
            is_overdue = now - self._gap_since[partition] > GAP_TIMEOUT_S
            if is_overdue and partition in self._next_offset:
                del self._gap_since[partition]
                await self._seek_to_committed(partition)

    def _has_pending(self, partition: Any) -> bool:
        """Return whether delivered messages are neither committed nor acknowledged."""
        committed = self._committed_offset[partition]
        delivered = self._next_offset.get(partition)
        if committed is None or delivered is None:
            return False
        return bool(delivered - committed > len(self._acked[partition]))

    async def _check_stalls(self, now: float) -> None:
        """Seek back every partition that is stalled for too long; ``now`` is monotonic."""
        active, self._active_topics = self._active_topics, set()
        partitions = filter(_carries_records, self.assignment())
        pending = [partition for partition in partitions if self._has_pending(partition)]
        self._stalled_since = {
            partition: now if partition.topic in active else self._stalled_since.get(partition, now)
            for partition in pending
        }
        for partition in pending:
            if now - self._stalled_since[partition] > STALL_TIMEOUT_S:
                del self._stalled_since[partition]
                await self._seek_to_committed(partition)

    async def _check_restoration(self, now: float) -> None:
        """Seek back every changelog that gives no entry for too long; ``now`` is monotonic."""
        restored, ends = self._restoration()
        unrestored = [partition for partition, end in ends.items() if restored[partition] < end]
        self._unrestored_since = {
            partition: self._unrestored_since.get(partition, now) for partition in unrestored
        }
        for partition in unrestored:
            if now - self._unrestored_since[partition] > RESTORE_TIMEOUT_S:
                del self._unrestored_since[partition]
                try:
                    await self._read_again(partition, restored[partition] + 1, ends[partition])
                except (KafkaError, TimeoutError):
                    return  # a rebalance, after which tables are restored again; or no broker

    def _restoration(self) -> tuple[dict[Any, int], dict[Any, int]]:
        """Return the last offset read and the last one there of each changelog being restored.

        None while entries wait in the queue: what was delivered is not lost.
        """
        recovery = self.app.tables.recovery
        if not recovery.in_recovery or not self.app.tables.changelog_queue.empty():
            return {}, {}
        changelogs = recovery.active_tps & self.assignment()
        ends = {partition: recovery.active_highwaters[partition] for partition in changelogs}
        return {partition: recovery.active_offsets[partition] for partition in changelogs}, ends

    async def _seek_to_committed(self, partition: Any) -> None:
        position = self._next_offset[partition]
        self._next_offset[partition] = self._committed_offset[partition]
        await self._seek_back(partition, position)

    async def _seek_back(self, partition: Any, position: int) -> None:
        """Seek a partition from ``position`` to its next message, or to its first one left."""
        offset = await self._read_again(partition, self._next_offset[partition], position)
        self._next_offset[partition] = offset

    async def _read_again(self, partition: Any, since: int, position: int) -> int:
        """Seek a partition from ``position`` to ``since``, or to its first message; return it."""
        beginnings = await self._thread.earliest_offsets(partition)
        offset: int = max(since, beginnings[partition])
        log.warning(
            "messages.read_again",
            partition=f"{partition.topic}/{partition.partition}",
            since=offset,
            at=position,
        )
        await self._thread.seek_wait({partition: offset})
        return offset


class PatientProducer(driver.Producer):  # type: ignore[misc]  # Faust carries no types
    """Takes the changelog entries of a whole batch of acknowledgements before streams pause."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.buffer.max_messages = CHANGELOG_BUFFERED


class CarefulTransport(driver.Transport):  # type: ignore[misc]  # Faust carries no types
    """Kafka for Faust, with `CarefulConsumer`."""

    Consumer = CarefulConsumer
    Producer = PatientProducer


def _carries_records(partition: Any) -> bool:
    """Return whether a partition belongs to a topic of records and not to a changelog."""
    return not partition.topic.endswith("-changelog")
