"""The run of a back-fill: batches of a source to the broker, at a rate, behind the news."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

from monitor.kafka.connection import KafkaConnection
from monitor.kafka.lag import LagReader
from monitor.kafka.producer import TooLarge
from monitor.kafka.topics import ARTICLES, PROCESSOR, Topic
from monitor.records import Article, Record
from monitor.services.backfill.checkpoint import Checkpoint
from monitor.services.backfill.items import Batch, Skipped, Source, as_news

LOOK_EVERY_S = 1.0
"""Seconds between two looks at the lag: at the default rate, 50 articles."""


class Sender(Protocol):
    """Sends records. Called for every article."""

    async def send(self, topic: Topic, key: str, record: Record) -> None:
        """Return when the broker has the record. Raises KafkaError, `TooLarge`."""
        ...


class Gate(Protocol):
    """Holds back what is not urgent."""

    async def wait(self) -> None:
        """Return when more may be sent. Called before each batch; raises KafkaError."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """How a run goes."""

    rate: float
    """Articles a second at most."""
    notify: bool = False
    """Whether alerts notify."""


@dataclass(slots=True)
class Outcome:
    """What a run has done."""

    sent: int = 0
    skipped: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    """Skipped items by the class of their reason."""

    def add(self, batch: Batch) -> None:
        """Count a batch."""
        self.sent += len(batch.articles)
        self.skipped += len(batch.skipped)
        self.reasons.update(each.reason.partition(": ")[0][:80] for each in batch.skipped)


OnBatch = Callable[[Batch], object]
Sleep = Callable[[float], Awaitable[object]]


class Backfill:
    """One run over one source."""

    def __init__(
        self,
        source: Source,
        sender: Sender,
        gate: Gate,
        options: RunOptions,
        *,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._source, self._sender, self._gate = source, sender, gate
        self._options, self._sleep = options, sleep
        self.outcome = Outcome()

    async def run(self, checkpoint: Checkpoint, on_batch: OnBatch = bool) -> Outcome:
        """Send everything after the checkpoint; it is complete afterwards.

        Raises KafkaError and the errors of the source; the checkpoint then holds what was sent. An
        article that is too large for a message is skipped.
        """
        sent = checkpoint.sent
        position = checkpoint.position or {}
        async for batch in self._source.batches(checkpoint.position):
            await self._gate.wait()
            done = await self._send(batch)
            sent += len(done.articles)
            position = done.position
            checkpoint.add_skipped(done.skipped)
            checkpoint.store(position, sent)
            self.outcome.add(done)
            on_batch(done)
        checkpoint.store(position, sent, is_done=True)
        return self.outcome

    async def _send(self, batch: Batch) -> Batch:
        """Send the articles of a batch side by side, then wait until the rate permits more."""
        started = time.monotonic()
        results = await asyncio.gather(*map(self._send_one, batch.articles))
        refused = tuple(each for each in results if each is not None)
        lost = {each.item for each in refused}
        left = len(batch.articles) / self._options.rate - (time.monotonic() - started)
        if left > 0:
            await self._sleep(left)
        sent = tuple(article for article in batch.articles if article.url not in lost)
        return Batch(sent, (*batch.skipped, *refused), batch.position, batch.size)

    async def _send_one(self, article: Article) -> Skipped | None:
        record = as_news(article) if self._options.notify else article
        try:
            await self._sender.send(ARTICLES, article.id, record)
        except TooLarge as error:
            return Skipped(article.url, f"too_large: {error}")
        return None


class NewsFirst:
    """A gate that waits while many messages are pending at the processors."""

    def __init__(self, kafka: KafkaConnection, partitions: int, most_pending: int) -> None:
        self._reader = LagReader(kafka, partitions)
        self._most_pending = most_pending
        self._looked_at = 0.0
        self.pending = 0

    async def start(self) -> None:
        """Connect. Raises KafkaError."""
        await self._reader.start()

    async def stop(self) -> None:
        """Disconnect."""
        await self._reader.stop()

    async def wait(self) -> None:
        """Return when few messages are pending. Raises KafkaError."""
        while time.monotonic() - self._looked_at >= LOOK_EVERY_S:
            self.pending = (await self._reader.read()).of(PROCESSOR)
            if self.pending <= self._most_pending:
                self._looked_at = time.monotonic()
                return
            await asyncio.sleep(LOOK_EVERY_S)
