"""Stories: near copies of one article. An article joins the story of a near copy of the last days,
else it begins its own.

1. Near copies share hashes of their text (`monitor.articles.near_copies`): a few of them, the
   sketch, are indexed and give candidates; all of them decide.
2. A candidate shares `LEAST_SHARED` hashes of the sketch. A hash that `MOST_STORIES` stories have
   is boilerplate and gives none.
3. A story is entered once for each hash, whatever the number of its articles, so that a text in 500
   outlets is not boilerplate. Of a story, those that share the most hashes are compared.
4. The hashes of each `PERIOD` are apart, so that past ones are removed without an index on time.
5. Hashes that versions before migration 0015 wrote are read too, until they leave the window.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.articles.near_copies import COPY, SKETCH, likeness, pack, sketch, unpack
from monitor.records import Article
from monitor.store.database import upsert_into
from monitor.store.rows import is_among
from monitor.store.schema import articles, sketches, story_hashes

COPY_WINDOW = timedelta(days=7)
"""How long a copy is recognised: outlets republish a wire text within hours."""
PERIOD = COPY_WINDOW
"""The window before an article touches two periods."""
LEAST_SHARED = 2
"""Hashes of two sketches: a text and its first half share eight of `SKETCH` in the middle. Texts
that are too short for a whole sketch need one."""
MOST_STORIES = 50
"""Stories with a hash from which it is boilerplate."""
MOST_COMPARED = 3
"""Articles of a story that are compared: the whole text, and shorter versions of it."""
MOST_PERIODS = 8
"""Periods that are named one by one; the articles of a batch are of a few days."""
MOST_EMPTIED = 2_000
"""Rows that `empty_past_stories` removes of each table."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """An article's hashes, and those of its sketch."""

    article: Article
    hashes: frozenset[int]
    sketch: tuple[int, ...]

    @property
    def period(self) -> int:
        """The period in which its hashes are entered."""
        return _period(self.article.seen_at)


@dataclass(slots=True)
class _Candidates:
    """Articles that may be copies: by hash of their sketch, with story and all their hashes."""

    by_hash: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    stories: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    unpacked: dict[str, frozenset[int]] = field(default_factory=dict)

    def story_of(self, own: Fingerprint) -> str:
        """Return the story of the likeliest copy of an article, or the article's own id."""
        best, story = 0.0, own.article.id
        for id_ in self._to_compare(own):
            score = likeness(own.hashes, self._hashes_of(id_))
            if score >= COPY and score > best:
                best, story = score, self.stories[id_][0]
        return story

    def missing_from(self, own: Fingerprint, story: str) -> list[int]:
        """Return the hashes of an article's sketch that its story is not entered for yet."""
        return [value for value in own.sketch if self._has_room(value, story)]

    def add(self, own: Fingerprint, story: str, values: Sequence[int]) -> None:
        """Add an article, so that later ones of the batch find it."""
        id_ = own.article.id
        self.stories[id_] = (story, b"")
        self.unpacked[id_] = own.hashes
        for value in values:
            self.by_hash[value].add(id_)

    def _has_room(self, value: int, story: str) -> bool:
        """Return whether a hash is not entered for a story yet, and is not boilerplate."""
        stories = {self.stories[id_][0] for id_ in self._articles_with(value)}
        return story not in stories and len(self.by_hash[value]) < MOST_STORIES

    def _articles_with(self, value: int) -> set[str]:
        return self.by_hash[value] & self.stories.keys()

    def _to_compare(self, own: Fingerprint) -> list[str]:
        """Return the articles to compare: of each story that shares enough hashes, a few."""
        shared: dict[str, Counter[str]] = defaultdict(Counter)
        for value in own.sketch:
            ids = self._articles_with(value)
            if len(ids) < MOST_STORIES:
                for id_ in ids - {own.article.id}:
                    shared[self.stories[id_][0]][id_] += 1
        least = LEAST_SHARED if len(own.sketch) == SKETCH else 1
        return [
            id_
            for of_story in shared.values()
            if of_story.total() >= least  # a story is entered once for each hash
            for id_, _ in of_story.most_common(MOST_COMPARED)
        ]

    def _hashes_of(self, id_: str) -> frozenset[int]:
        if id_ not in self.unpacked:
            self.unpacked[id_] = unpack(self.stories[id_][1])
        return self.unpacked[id_]


async def assign_stories(
    connection: AsyncConnection, fresh: Sequence[Fingerprint]
) -> dict[str, dict[str, Any]]:
    """Return the columns ``story`` and ``hashes`` of each article by id, and enter its sketch."""
    candidates = await _read_candidates(connection, fresh)
    columns: dict[str, dict[str, Any]] = {}
    rows: list[dict[str, Any]] = []
    for own in fresh:
        id_, story = own.article.id, candidates.story_of(own)
        entered = candidates.missing_from(own, story)
        candidates.add(own, story, entered)
        columns[id_] = {"story": story, "hashes": pack(own.hashes)}
        rows += [{"period": own.period, "hash": value, "article": id_} for value in entered]
    if rows:
        added = upsert_into(connection)(story_hashes).on_conflict_do_nothing()
        await connection.execute(added, rows)
    return columns


async def remove_sketches(
    connection: AsyncConnection, replaced: Collection[tuple[str, datetime, bytes | None]]
) -> None:
    """Remove the entries of articles, given by id, time and hashes as they are stored."""
    rows = [
        {"own_period": _period(seen_at), "own_hash": value, "own_article": id_}
        for id_, seen_at, hashes in replaced
        for value in sketch(unpack(hashes or b""))
    ]
    if rows:
        own = (
            (story_hashes.c.period == bindparam("own_period"))
            & (story_hashes.c.hash == bindparam("own_hash"))
            & (story_hashes.c.article == bindparam("own_article"))
        )
        await connection.execute(delete(story_hashes).where(own), rows)


async def empty_past_stories(connection: AsyncConnection, now: datetime) -> None:
    """Remove some hashes by which no copy is recognised any more."""
    columns = (story_hashes.c.period, story_hashes.c.hash, story_hashes.c.article)
    last = _period(now - COPY_WINDOW)
    past = select(*columns).where(story_hashes.c.period < last).limit(MOST_EMPTIED)
    await connection.execute(delete(story_hashes).where(tuple_(*columns).in_(past)))
    older = (sketches.c.hash, sketches.c.article)
    oldest = (now - COPY_WINDOW).timestamp()
    past_older = select(*older).where(sketches.c.seen_at < oldest).limit(MOST_EMPTIED)
    await connection.execute(delete(sketches).where(tuple_(*older).in_(past_older)))


async def _read_candidates(
    connection: AsyncConnection, fresh: Sequence[Fingerprint]
) -> _Candidates:
    """Read the articles of the window that share hashes with one of some articles."""
    candidates = _Candidates()
    values = {value for own in fresh for value in own.sketch}
    if not values:
        return candidates
    times = [own.article.seen_at for own in fresh]
    first, last = min(times) - COPY_WINDOW, max(times) + COPY_WINDOW
    periods = range(_period(first), _period(last) + 1)
    in_periods = select(story_hashes.c.hash, story_hashes.c.article).where(
        story_hashes.c.period.between(periods[0], periods[-1])
        if len(periods) > MOST_PERIODS
        else story_hashes.c.period.in_(periods),
        is_among(connection, story_hashes.c.hash, values),
    )
    older = select(sketches.c.hash, sketches.c.article).where(
        is_among(connection, sketches.c.hash, values)
    )
    for query in (in_periods, older):
        for value, id_ in (await connection.execute(query)).all():
            candidates.by_hash[value].add(id_)
    ids = set[str]().union(*candidates.by_hash.values()) - {own.article.id for own in fresh}
    if ids:
        in_window = select(articles.c.id, articles.c.story, articles.c.hashes).where(
            is_among(connection, articles.c.id, ids),
            articles.c.seen_at.between(first.timestamp(), last.timestamp()),
        )
        for id_, story, hashes in (await connection.execute(in_window)).all():
            candidates.stories[id_] = (story or id_, hashes or b"")
    return candidates


def _period(at: datetime) -> int:
    return int(at.timestamp() // PERIOD.total_seconds())
