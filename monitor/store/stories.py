"""Stories: near copies of one article. An article joins the story of a near copy of the last days,
else it begins its own.

Near copies share hashes of their text (`monitor.articles.near_copies`): a few of them, the sketch,
are indexed and give candidates; all of them decide.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.articles.near_copies import COPY, fingerprints, likeness, pack, sketch, unpack
from monitor.records import Article
from monitor.store.schema import articles, sketches

T = TypeVar("T")

COPY_WINDOW = timedelta(days=7)
"""How long a copy is recognised: outlets republish a wire text within hours."""
_VALUES_PER_QUERY = 5_000
"""Values in one query; SQLite allows 32,766."""


@dataclass(slots=True)
class _Candidates:
    """Articles that may be copies: by hash of their sketch, with story and all their hashes."""

    by_hash: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    stories: dict[str, tuple[str, frozenset[int]]] = field(default_factory=dict)

    def story_of(self, id_: str, hashes: frozenset[int], sketch_: Sequence[int]) -> str:
        """Return the story of the likeliest copy of an article, or the article's own id."""
        ids = {other for value in sketch_ for other in self.by_hash[value]} - {id_}
        likely = [
            (likeness(hashes, self.stories[other][1]), self.stories[other][0])
            for other in ids & self.stories.keys()
        ]
        best, story = max(likely, default=(0.0, ""))
        return story if best >= COPY else id_

    def add(self, id_: str, story: str, hashes: frozenset[int], sketch_: Sequence[int]) -> None:
        """Add an article, so that later ones of the batch find it."""
        self.stories[id_] = (story, hashes)
        for value in sketch_:
            self.by_hash[value].add(id_)


async def assign_stories(
    connection: AsyncConnection, fresh: Sequence[Article]
) -> dict[str, dict[str, Any]]:
    """Return the columns ``story`` and ``hashes`` of each article by id, and store its sketch."""
    hashes = {article.id: fingerprints(article.text) for article in fresh}
    sketched = {id_: sketch(values) for id_, values in hashes.items()}
    candidates = await _read_candidates(connection, sketched)
    columns: dict[str, dict[str, Any]] = {}
    for article in fresh:
        own, sketch_ = hashes[article.id], sketched[article.id]
        story = candidates.story_of(article.id, own, sketch_)
        candidates.add(article.id, story, own, sketch_)
        columns[article.id] = {"story": story, "hashes": pack(own)}
    await _store_sketches(connection, fresh, sketched)
    return columns


async def _read_candidates(
    connection: AsyncConnection, sketched: dict[str, list[int]]
) -> _Candidates:
    candidates = _Candidates()
    values = {value for sketch_ in sketched.values() for value in sketch_}
    for some in _in_parts(values):
        query = select(sketches.c.hash, sketches.c.article).where(sketches.c.hash.in_(some))
        for row in await connection.execute(query):
            candidates.by_hash[row.hash].add(row.article)
    ids = set[str]().union(*candidates.by_hash.values()) - sketched.keys()
    for some_ids in _in_parts(ids):
        articles_of = select(articles.c.id, articles.c.story, articles.c.hashes)
        for id_, story, hashes in await connection.execute(
            articles_of.where(articles.c.id.in_(some_ids))
        ):
            candidates.stories[id_] = (story or id_, unpack(hashes or b""))
    return candidates


async def _store_sketches(
    connection: AsyncConnection, fresh: Sequence[Article], sketched: dict[str, list[int]]
) -> None:
    await connection.execute(delete(sketches).where(sketches.c.article.in_(list(sketched))))
    rows = [
        {"hash": value, "article": article.id, "seen_at": article.seen_at.timestamp()}
        for article in fresh
        for value in sketched[article.id]
    ]
    if rows:
        await connection.execute(insert(sketches), rows)
        newest = max(article.seen_at for article in fresh)
        oldest = (newest - COPY_WINDOW).timestamp()
        await connection.execute(delete(sketches).where(sketches.c.seen_at < oldest))


def _in_parts(values: Collection[T]) -> Iterator[list[T]]:
    chosen = list(values)
    for start in range(0, len(chosen), _VALUES_PER_QUERY):
        yield chosen[start : start + _VALUES_PER_QUERY]
