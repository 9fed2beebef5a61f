"""The poller: polls the feeds that this process owns until it is stopped.

    feed states topic --assignment--> owned feeds --due--> poll_feed --articles--> articles topic
                                                                     --state-----> feed states topic

1. A feed belongs to a partition of the compacted feed-states topic (CRC-32 of its id); the consumer
   group assigns partitions to pollers. The states of a partition are read whole before its first
   poll (`OwnedStates`).
2. When a partition is revoked, its polls in flight are cancelled before the next owner starts.
3. A feed's state is published after Kafka has acknowledged its articles: after a crash in between,
   the same articles are published again under the same ids.
4. A host that requests a pause gets one for all its feeds (`HostPauses`). Waits run on the
   monotonic clock.
5. A feed whose hub pushes is polled after each push, and otherwise at its longest interval.
"""

import dataclasses
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import msgspec
import structlog
from aiokafka import ConsumerRebalanceListener, TopicPartition

from monitor.config import Configuration
from monitor.feeds.catalogue import FeedCatalogue
from monitor.feeds.due_queue import NEVER, DueQueue
from monitor.feeds.host_pauses import HostPauses
from monitor.feeds.schedule import stable_share
from monitor.feeds.transition import new_state
from monitor.feeds.values import Feed
from monitor.flow.poll_feed import Polled, Refusal, poll_feed
from monitor.flow.ports import PollPorts, TimedFetcher
from monitor.kafka.closing import close
from monitor.kafka.connection import KafkaConnection
from monitor.kafka.consumer import group_consumer
from monitor.kafka.dead_letters import make_entry_rejection, make_rejection, send_rejection
from monitor.kafka.producer import RecordProducer, TooLarge
from monitor.kafka.topics import ARTICLES, FEED_STATES, POLLERS, Topic, partition_of
from monitor.records import Article, FeedState, Record
from monitor.records.retry_after import LONGEST_RETRY_AFTER
from monitor.records.wire import Unreadable, decode, encode
from monitor.services.feed_states import OwnedStates, StatePublisher
from monitor.services.flights import Flights
from monitor.services.poller_report import PollerReport
from monitor.telemetry.metrics import POLL_DURATION, observe_poll
from monitor.telemetry.tracing import article_span, poll_span

__all__ = ["PollPorts", "Poller", "PollerOptions", "poll_owned_feeds"]


FLIGHTS = 64
"""Polls in flight; one takes 0.2 to 2 s on the net, so this is more than 60 feeds a second."""

TICK = 0.1
"""Seconds between two checks of the queue."""

STOP_WITHIN = 8.0
"""Seconds to publish the pending states at the end; a stopped process is killed after 12 s."""

PAUSE_SPREAD = 0.2
"""Share of a pause by which the feeds of a host are spread after it."""

log = structlog.get_logger("poller")


Connect = Callable[[KafkaConnection], tuple[Any, Any]]
"""Returns consumer and producer for the address of a broker."""


class Sender(Protocol):
    """Sends records to Kafka. Called for articles, refused entries and states; an error fails the
    poll, which is repeated.
    """

    async def send(
        self, topic: Topic, key: str, record: Record, *, partition: int | None = None
    ) -> None:
        """Return when the broker has acknowledged the record."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PollerOptions:
    """What a poller needs to know of its surroundings.

    ``configuration`` returns the configuration in force. ``pushes`` returns, for each feed with a
    verified hub, the time of the last push in seconds since the epoch.
    """

    partitions: int
    configuration: Callable[[], Configuration]
    ports: PollPorts
    proxy_hosts: frozenset[str] = frozenset()
    pushes: Callable[[], dict[str, float]] = dict
    requests: Callable[[], dict[str, float]] = dict
    report: PollerReport = field(default_factory=PollerReport)


class Poller:
    """Polls each feed of the assigned partitions when it is due."""

    def __init__(self, options: PollerOptions, sender: Sender) -> None:
        self._options, self._sender = options, sender
        self._catalogue = FeedCatalogue()
        self._queue = DueQueue()
        self._queued_partitions: set[int] = set()
        self._pauses = HostPauses(options.proxy_hosts)
        self._states = OwnedStates()
        self._publisher = StatePublisher(sender, self._states)
        self._flights = Flights(FLIGHTS, self._retry, options.report.poll_ended)
        self._pushes_seen: dict[str, float] = {}
        self._requests_seen: dict[str, float] = {}

    # -- ownership ---------------------------------------------------------------------------------

    def assign(self, partition: int, end_offset: int) -> None:
        """Own a partition, whose states follow up to ``end_offset``."""
        self._states.assign(partition, end_offset)

    async def revoke(self, partitions: set[int]) -> None:
        """End the polls of these partitions, publish their pending states and forget them."""
        await self._flights.end(
            [feed for feed in self._flights.feeds if self._partition_of(feed) in partitions]
        )
        await self._publisher.flush(partitions, time.monotonic())
        self._queued_partitions -= partitions
        for feed in self._states.revoke(partitions):
            self._queue.remove(feed)

    async def stop(self) -> None:
        """End every poll and publish the pending states."""
        await self._flights.end(self._flights.feeds)
        await self._publisher.flush(self._states.partitions, time.monotonic())

    async def read(self, partition: int, message: Any) -> None:
        """Take over a state from the topic; an undecodable message becomes a dead letter."""
        if not self._states.owns(partition) or message.value is None:
            return
        state = decode(message.value, FeedState)
        if isinstance(state, Unreadable):
            rejection = make_rejection(
                message, "poll", "unreadable", state.reason, topic=FEED_STATES.name
            )
            await send_rejection(self._sender, rejection)
        else:
            self._states.read(partition, state)

    @property
    def incomplete_partitions(self) -> set[int]:
        """The partitions whose states have not been read whole yet."""
        return self._states.incomplete

    def advance(self, partition: int, position: int) -> None:
        """Note how far a partition of the feed-states topic has been read."""
        self._states.advance(partition, position)

    # -- queue -------------------------------------------------------------------------------------

    def tick(self) -> None:
        """Start the polls that are due."""
        now = time.monotonic()
        self._take_over_configuration()
        self._queue_owned_feeds(now)
        self._hurry_pushed_feeds(now)
        while self._flights.has_capacity and (feed_id := self._queue.pop_due(now)) is not None:
            feed = self._catalogue.get(feed_id)
            if feed is not None and feed_id not in self._flights:
                self._start_or_defer(feed, now)
        self._report_check(now)

    def _start_or_defer(self, feed: Feed, now: float) -> None:
        paused_until = self._pauses.paused_until(feed.url, now)
        if paused_until is not None:
            self._queue.schedule(feed.id, paused_until + stable_share(feed.id))
        else:
            self._flights.start(feed.id, self._poll(feed))

    def _report_check(self, now: float) -> None:
        """Report that the queue was checked, and since when a feed has been due or in flight."""
        due_at = self._queue.first_due_at
        since = [self._flights.first_started_at]
        if due_at is not None and due_at <= now:
            since.append(due_at)
        self._options.report.checked(
            work_since=min((at for at in since if at is not None), default=None),
            partitions=len(self._states.partitions),
        )

    def _take_over_configuration(self) -> None:
        feeds = self._options.configuration().feeds
        if feeds is not self._catalogue.feeds:
            self._catalogue = FeedCatalogue(feeds)
            self._queue.keep_only(self._catalogue.ids)
            self._options.report.keep_only(self._catalogue.ids)
            self._queued_partitions = set()

    def _queue_owned_feeds(self, now: float) -> None:
        """Queue the feeds of partitions that have become complete since the last tick."""
        complete = self._states.complete
        if complete == self._queued_partitions:
            return
        self._queued_partitions = complete
        for feed in self._catalogue.feeds:
            partition = self._partition_of(feed.id)
            if partition in complete and feed.id not in self._queue:
                self._queue.schedule(feed.id, now + self._first_wait(feed, partition))

    def _first_wait(self, feed: Feed, partition: int) -> float:
        """Return the seconds until the first poll of a feed by this process."""
        now = datetime.now(UTC)
        state = self._states.get(partition, feed.id)
        if state is None:
            state = new_state(feed, now)
            self._states.put(partition, state)
        if state.muted:
            return NEVER
        wait = (state.next_due_at - now).total_seconds() if state.next_due_at else 0.0
        # A clock that was ahead may have scheduled the feed days from now; cap the wait at the
        # longest that a poll at this moment could cause.
        longest = LONGEST_RETRY_AFTER if state.failures else feed.max_interval or feed.interval
        return min(max(wait, 0.0), longest.total_seconds())

    def _hurry_pushed_feeds(self, now: float) -> None:
        self._hurry(self._options.pushes(), self._pushes_seen, now)
        self._hurry(self._options.requests(), self._requests_seen, now)

    def _hurry(self, wanted: Mapping[str, float], seen: dict[str, float], now: float) -> None:
        """Make feeds due that are wanted since a time that was not seen before."""
        for feed, at in wanted.items():
            due_at = self._queue.due_at(feed)
            is_new = seen.get(feed, 0.0) < at
            if is_new and due_at is not None and due_at != NEVER:
                self._queue.schedule(feed, now)
            seen[feed] = at

    def _retry(self, feed: str, wait_s: float) -> None:
        """Queue a feed again whose poll raised, unless it was removed or revoked meanwhile."""
        if feed in self._queue:
            self._queue.schedule(feed, time.monotonic() + wait_s)

    # -- one poll ----------------------------------------------------------------------------------

    async def _poll(self, feed: Feed) -> None:
        with poll_span(feed.id) as span:
            state, new = await self._poll_traced(feed)
            span.end(new=new, error=state.error)

    async def _poll_traced(self, feed: Feed) -> tuple[FeedState, int]:
        """Poll a feed; return its state and the number of published articles."""
        now, started = datetime.now(UTC), time.monotonic()
        partition = self._partition_of(feed.id)
        state = self._states.get(partition, feed.id) or new_state(feed, now)
        if feed.id in self._pushes_seen and feed.max_interval is not None:
            # The hub reports news; polling covers only what a hub misses.
            feed = dataclasses.replace(feed, interval=feed.max_interval)
        catalogue = self._catalogue
        fetcher = TimedFetcher(self._options.ports.fetcher, time.monotonic)
        polled = await poll_feed(
            feed,
            state,
            ports=dataclasses.replace(self._options.ports, fetcher=fetcher),
            now=now,
            is_other_feed=lambda url: catalogue.is_other_feed(url, feed.id),
        )
        waited_s = state.waited_s + fetcher.waited_s
        timed = msgspec.structs.replace(polled.state, waited_s=round(waited_s, 3))
        polled = dataclasses.replace(polled, state=timed)
        await self._publish(polled, state, partition)
        POLL_DURATION.observe(time.monotonic() - started)
        observe_poll(polled.state.error, polled.articles, len(polled.refused))
        self._schedule(feed, polled, now)
        _log_poll(polled)
        return polled.state, len(polled.articles)

    async def _publish(self, polled: Polled, before: FeedState, partition: int) -> None:
        """Publish articles and refusals, then the state that presumes them."""
        for article in polled.articles:
            await self._publish_article(article)
        for refusal in polled.refused:
            await self._reject(refusal, polled.state.url)
        now = time.monotonic()
        if polled.articles or self._publisher.is_due(
            before, polled.state, feeds=len(self._queue), now=now
        ):
            await self._publisher.publish(partition, polled.state, now)
        else:
            self._publisher.postpone(polled.state.id)
        self._states.put(partition, polled.state)

    async def _publish_article(self, article: Article) -> None:
        try:
            with article_span(article.id, feed=article.feed):
                await self._sender.send(ARTICLES, article.id, article)
        except TooLarge as error:
            reason = f"{article.url}: {error}"
            rejection = make_entry_rejection(
                article.id, "poll", "too_large", reason, encode(article)
            )
            await send_rejection(self._sender, rejection)

    async def _reject(self, refusal: Refusal, feed_url: str) -> None:
        reason = f"{feed_url}: {refusal.message}"
        rejection = make_entry_rejection(refusal.entry, "poll", refusal.error, reason)
        await send_rejection(self._sender, rejection)

    def _schedule(self, feed: Feed, polled: Polled, now: datetime) -> None:
        if feed.id not in self._queue:
            return
        due_at = polled.state.next_due_at or now + feed.interval
        wait = NEVER if polled.state.muted else (due_at - now).total_seconds()
        monotonic = time.monotonic()
        self._queue.schedule(feed.id, monotonic + wait)
        pause = polled.retry_after or timedelta(0)
        if pause > timedelta(0):
            spread = 1.0 + PAUSE_SPREAD * stable_share(feed.id)
            self._pauses.pause(feed.url, monotonic + pause.total_seconds() * spread)

    def _partition_of(self, feed: str) -> int:
        return partition_of(feed, self._options.partitions)


def _log_poll(polled: Polled) -> None:
    state = polled.state
    event = log.warning if state.error else log.info
    event(
        "feed.polled",
        feed=state.url,
        new=len(polled.articles),
        error=state.error,
        detail=state.error_detail,
    )


def connect(kafka: KafkaConnection) -> tuple[Any, RecordProducer]:
    """Return consumer and producer of a poller; nothing is connected yet."""
    consumer = group_consumer(kafka, POLLERS, wait_ms=200)
    return consumer, RecordProducer(kafka, "poller")


async def poll_owned_feeds(
    options: PollerOptions, kafka: KafkaConnection, *, connect: Connect = connect
) -> None:
    """Poll until cancelled, as a member of the consumer group `POLLERS`. Raises KafkaError."""
    consumer, producer = connect(kafka)
    poller = Poller(options, producer)
    try:
        await producer.start()
        await consumer.start()
        consumer.subscribe(
            [kafka.wire_name(FEED_STATES.name)], listener=_Listener(poller, consumer)
        )
        while True:
            await _read_states(poller, consumer)
            poller.tick()
    finally:
        await close(poller.stop(), within=STOP_WITHIN)
        await close(consumer.stop(), producer.stop())


async def _read_states(poller: Poller, consumer: Any) -> None:
    """Wait at most `TICK` seconds for messages of the feed-states topic and take them over."""
    batches = await consumer.getmany(timeout_ms=int(TICK * 1000), max_records=500)
    for partition, messages in batches.items():
        for message in messages:
            await poller.read(partition.partition, message)
    incomplete = poller.incomplete_partitions
    for partition in consumer.assignment():
        if partition.partition in incomplete:
            poller.advance(partition.partition, await consumer.position(partition))


class _Listener(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka carries no types
    """Passes rebalances of the consumer group to the poller."""

    def __init__(self, poller: Poller, consumer: Any) -> None:
        self._poller, self._consumer = poller, consumer

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        """Give up partitions before they are assigned to another poller."""
        await self._poller.revoke({partition.partition for partition in revoked})

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        """Own partitions and read them from the beginning."""
        ends = await self._consumer.end_offsets(list(assigned)) if assigned else {}
        for partition in assigned:
            await self._consumer.seek_to_beginning(partition)
            self._poller.assign(partition.partition, ends[partition])
        log.info("partitions.assigned", partitions=sorted(p.partition for p in assigned))
