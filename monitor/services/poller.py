"""The poller: every feed has one owner, polls when it is due, and loses nothing when its owner dies.

    feeds topic --assignment--> owned feeds --due--> poll_feed --articles, acknowledged--> articles topic
                                                              --then the new state-------> feeds topic

1. A feed belongs to a partition of the compacted ``feeds`` topic (CRC-32 of its id); the consumer group assigns partitions
   to pollers. What is in the partition is the feed's state, read whole before the first poll.
2. When a partition is taken away, its polls in flight are ended before the next owner starts.
3. The state goes to Kafka after its articles were acknowledged: killed in between, the same articles are published again
   under the same ids.
4. A host that asks for a pause gets one for all its feeds, unless the operator names it as a proxy for many sites. Times to wait run on the
   monotonic clock.
5. With more than `MANY` feeds, what a poll that brought nothing changes is told every `TELL_EVERY` seconds alone, and when the feed is handed
   over: a state lost with a killed process costs one poll too many.
6. A feed whose hub pushes is polled when it does, and at its longest interval besides.
"""

import asyncio
import dataclasses
import heapq
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import structlog
from aiokafka import ConsumerRebalanceListener, TopicPartition

from monitor.config import Configuration
from monitor.feeds.schedule import LONGEST_RETRY_AFTER, stable_share
from monitor.feeds.values import Feed
from monitor.flow.poll_feed import Polled, new_state, poll_feed
from monitor.flow.ports import DocumentParser, Fetcher, PageReader
from monitor.kafka.consumer import group_consumer
from monitor.kafka.dead_letters import make_rejection, park
from monitor.kafka.producer import RecordProducer, TooLarge
from monitor.kafka.topics import ARTICLES, FEED_STATES, partition_of
from monitor.records import Article, FeedState
from monitor.records.urls import canonical_url
from monitor.records.wire import Unreadable, decode, encode

GROUP = "pollers"
AT_ONCE = 64
"""Polls in flight; one takes 0.2 to 2 s on the net, so this is more than 60 feeds a second."""
TICK = 0.1
"""Seconds between looks at what is due."""
MANY = 500
TELL_EVERY = 300.0

log = structlog.get_logger("poller")


class Poller:
    """Polls the feeds that this process owns until it is stopped."""

    def __init__(
        self,
        bootstrap: str,
        partitions: int,
        configuration: Callable[[], Configuration],
        fetcher: Fetcher,
        parser: DocumentParser,
        pages: PageReader,
        proxy_hosts: frozenset[str] = frozenset(),
        pushed: Callable[[], dict[str, float]] = dict,
    ) -> None:
        self._bootstrap = bootstrap
        self._partitions = partitions
        self._configuration = configuration
        self._fetcher, self._parser, self._pages = fetcher, parser, pages
        self._producer = RecordProducer(bootstrap, "poller")
        self._states: dict[int, dict[str, FeedState]] = {}
        self._ends: dict[int, int] = {}
        self._proxy_hosts, self._pushed = proxy_hosts, pushed
        self._pushes_seen: dict[str, float] = {}
        self._due: dict[str, float] = {}
        self._queue: list[tuple[float, str]] = []
        """The feeds by when they are due, soonest first; an entry that no longer agrees with ``_due`` is dropped when it comes up."""
        self._feeds: dict[str, Feed] = {}
        self._feeds_of: tuple[Feed, ...] | None = None
        self._urls: dict[str, str] = {}
        self._ready: set[int] = set()
        self._told: dict[str, float] = {}
        self._untold: set[str] = set()
        """Feeds of which Kafka has an older state."""
        self._flights: dict[str, asyncio.Task[None]] = {}
        self._paused_hosts: dict[str, float] = {}

    async def run(self) -> None:
        """Poll until cancelled."""
        consumer = group_consumer(self._bootstrap, GROUP, wait_ms=200)
        await self._producer.start()
        await consumer.start()
        try:
            consumer.subscribe([FEED_STATES.name], listener=_Listener(self, consumer))
            while True:
                await self._read_states(consumer)
                self._start_due_polls()
        finally:
            await self._end_flights(list(self._flights))
            await self._tell_rest(set(self._states))
            await consumer.stop()
            await self._producer.stop()

    # -- ownership -------------------------------------------------------------------------------------------------------

    async def take(self, consumer: Any, partitions: list[TopicPartition]) -> None:
        """Own these partitions: their states are read from the beginning before anything is polled."""
        ends = await consumer.end_offsets(partitions) if partitions else {}
        for partition in partitions:
            await consumer.seek_to_beginning(partition)
            self._states[partition.partition] = {}
            self._ends[partition.partition] = ends[partition]
        log.info("partitions.taken", partitions=sorted(p.partition for p in partitions))

    async def give_up(self, partitions: list[TopicPartition]) -> None:
        """End what is in flight for these partitions and forget their states."""
        numbers = {partition.partition for partition in partitions}
        lost = [feed for number in numbers for feed in self._states.get(number, {})]
        await self._end_flights(
            [feed for feed in self._flights if partition_of(feed, self._partitions) in numbers]
        )
        await self._tell_rest(numbers)
        self._ready -= numbers
        for number in numbers:
            self._states.pop(number, None)
            self._ends.pop(number, None)
        for feed in lost:
            self._due.pop(feed, None)

    async def _tell_rest(self, numbers: set[int]) -> None:
        """Tell the states that Kafka has not got yet."""
        for number in numbers:
            for feed in self._untold & self._states.get(number, {}).keys():
                await self._producer.send(
                    FEED_STATES, feed, self._states[number][feed], partition=number
                )
                self._untold.discard(feed)

    async def _read_states(self, consumer: Any) -> None:
        batches = await consumer.getmany(timeout_ms=int(TICK * 1000), max_records=500)
        for partition, messages in batches.items():
            states = self._states.get(partition.partition)
            if states is None:
                continue
            for message in messages:
                state = decode(message.value, FeedState)
                if isinstance(state, Unreadable):
                    if message.value is not None:
                        await park(
                            self._producer,
                            make_rejection(message, "poll", "unreadable", state.reason),
                        )
                elif state.id not in states or states[state.id].polls <= state.polls:
                    states[state.id] = state
        for partition in consumer.assignment():
            end = self._ends.get(partition.partition)
            if end is not None and await consumer.position(partition) >= end:
                del self._ends[partition.partition]  # read whole: its feeds may be polled

    # -- polling ---------------------------------------------------------------------------------------------------------

    def _start_due_polls(self) -> None:
        now = time.monotonic()
        self._take_on_feeds(now)
        self._hurry_pushed(now)
        held: list[tuple[float, str]] = []
        while self._queue and self._queue[0][0] <= now and len(self._flights) < AT_ONCE:
            due, id_ = heapq.heappop(self._queue)
            feed = self._feeds.get(id_)
            if feed is None or self._due.get(id_) != due or id_ in self._flights:
                continue
            paused_until = self._paused_hosts.get(_host(feed), 0.0)
            if paused_until > now:
                self._due[id_] = paused_until + stable_share(id_)
                held.append((self._due[id_], id_))
                continue
            task = asyncio.create_task(
                self._poll(feed, partition_of(id_, self._partitions)), name=f"poll {id_}"
            )
            self._flights[id_] = task
            task.add_done_callback(lambda done, id_=id_: self._landed(id_, done))  # type: ignore[misc]  # mypy cannot infer a default's type
        for entry in held:
            heapq.heappush(self._queue, entry)

    def _take_on_feeds(self, now: float) -> None:
        """Queue the feeds that this process owns and has not queued yet."""
        feeds = self._configuration().feeds
        if feeds is not self._feeds_of:
            self._feeds_of, self._feeds = feeds, {feed.id: feed for feed in feeds}
            self._urls = {canonical_url(feed.url): feed.id for feed in feeds}
            self._ready = set()
            for gone in self._due.keys() - self._feeds.keys():
                del self._due[gone]
        ready = {number for number in self._states if number not in self._ends}
        if ready == self._ready:
            return
        self._ready = ready
        for feed in self._feeds.values():
            partition = partition_of(feed.id, self._partitions)
            if partition in ready and feed.id not in self._due:
                self._wait_until(feed.id, now + self._first_wait(feed, self._states[partition]))

    def _hurry_pushed(self, now: float) -> None:
        """Make feeds due whose hub has told of news; ``pushed`` gives by feed, for those with a hub that works, when it did last."""
        for id_, at in self._pushed().items():
            if self._pushes_seen.get(id_, 0.0) < at and self._due.get(id_, 0.0) not in (
                0.0,
                float("inf"),
            ):
                self._wait_until(id_, now)
            self._pushes_seen[id_] = at

    def _wait_until(self, feed: str, due: float) -> None:
        self._due[feed] = due
        if due != float("inf"):
            heapq.heappush(self._queue, (due, feed))

    def _is_worth_telling(self, before: FeedState, after: FeedState) -> bool:
        if len(self._due) <= MANY or time.monotonic() - self._told.get(after.id, 0.0) > TELL_EVERY:
            return True
        kept = ("etag", "last_modified", "body_hash", "error", "moved_url", "notice", "muted")
        return any(getattr(before, name) != getattr(after, name) for name in kept)

    def _first_wait(self, feed: Feed, states: dict[str, FeedState]) -> float:
        state = states.get(feed.id)
        now = datetime.now(UTC)
        if state is None:
            state = states[feed.id] = new_state(feed, now)
        if state.muted:
            return float("inf")
        wait = (state.next_due_at - now).total_seconds() if state.next_due_at else 0.0
        # By a clock that was ahead the feed may be due days from now: nothing is waited for longer than it would be from here on.
        longest = LONGEST_RETRY_AFTER if state.failures else feed.max_interval or feed.interval
        return min(max(wait, 0.0), longest.total_seconds())

    async def _poll(self, feed: Feed, partition: int) -> None:
        state = self._states[partition].get(feed.id) or new_state(feed, datetime.now(UTC))
        now = datetime.now(UTC)
        if feed.id in self._pushes_seen and feed.max_interval is not None:
            # Its hub tells of news; this poll is the one behind it.
            feed = dataclasses.replace(feed, interval=feed.max_interval)
        polled = await poll_feed(
            feed,
            state,
            fetcher=self._fetcher,
            parser=self._parser,
            pages=self._pages,
            now=now,
            is_another=lambda url: self._urls.get(canonical_url(url), feed.id) != feed.id,
        )
        for article in polled.articles:
            await self._publish(article)
        for refusal in polled.refused:
            reason = f"{polled.state.url}: {refusal.message}"
            await park(
                self._producer,
                make_rejection(None, "poll", refusal.error, reason, key=refusal.entry),
            )
        if polled.articles or self._is_worth_telling(state, polled.state):
            await self._producer.send(FEED_STATES, feed.id, polled.state, partition=partition)
            self._told[feed.id] = time.monotonic()
            self._untold.discard(feed.id)
        else:
            self._untold.add(feed.id)
        if partition in self._states:
            self._states[partition][feed.id] = polled.state
        self._schedule(feed, polled, now)
        event = log.warning if polled.state.error else log.info
        event(
            "feed.polled",
            feed=polled.state.url,
            new=len(polled.articles),
            error=polled.state.error,
            detail=polled.state.error_detail,
        )

    async def _publish(self, article: Article) -> None:
        try:
            await self._producer.send(ARTICLES, article.id, article)
        except TooLarge as error:
            reason = f"{article.url}: {error}"
            rejection = make_rejection(
                None, "poll", "too_large", reason, key=article.id, body=encode(article)
            )
            await park(self._producer, rejection)

    def _schedule(self, feed: Feed, polled: Polled, now: datetime) -> None:
        due_at = polled.state.next_due_at or now + feed.interval
        wait = (due_at - now).total_seconds()
        self._wait_until(feed.id, float("inf") if polled.state.muted else time.monotonic() + wait)
        asked = polled.retry_after or timedelta(0)
        if asked > timedelta(0) and _host(feed) not in self._proxy_hosts:
            spread = 1.0 + 0.2 * stable_share(feed.id)
            self._paused_hosts[_host(feed)] = time.monotonic() + asked.total_seconds() * spread

    def _landed(self, feed: str, task: asyncio.Task[None]) -> None:
        self._flights.pop(feed, None)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("poll.failed", feed=feed, error=repr(error))
            self._wait_until(feed, time.monotonic() + 5.0)

    async def _end_flights(self, feeds: list[str]) -> None:
        tasks = [task for feed in feeds if (task := self._flights.get(feed)) is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class _Listener(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka carries no types
    def __init__(self, poller: Poller, consumer: Any) -> None:
        self._poller, self._consumer = poller, consumer

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        await self._poller.give_up(list(revoked))

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        await self._poller.take(self._consumer, list(assigned))


def _host(feed: Feed) -> str:
    return urlsplit(feed.url).netloc.rpartition("@")[2]
