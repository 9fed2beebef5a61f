"""Which story an article tells: that of an article of the last days of which it is a near copy, or its own."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta
from typing import Any, TypeVar

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.articles.near_copies import COPY, fingerprints, likeness, pack, sketch, unpack
from monitor.records import Article
from monitor.store.schema import articles, sketches

T = TypeVar("T")

KEPT = timedelta(days=7)
"""Days in which a copy is recognised: outlets take a wire text over within hours."""
_AT_ONCE = 5_000
"""Values in one query; SQLite takes 32,766."""


async def tell_stories(
    connection: AsyncConnection, fresh: Sequence[Article]
) -> dict[str, dict[str, Any]]:
    """Return for each article the columns ``story`` and ``hashes``, and store what its copies will be found by."""
    own = {article.id: fingerprints(article.text) for article in fresh}
    wanted = {id_: sketch(hashes) for id_, hashes in own.items()}
    by_hash: dict[int, set[str]] = defaultdict(set)
    for some in _in_parts({each for hashes in wanted.values() for each in hashes}):
        for row in await connection.execute(
            select(sketches.c.hash, sketches.c.article).where(sketches.c.hash.in_(some))
        ):
            by_hash[row.hash].add(row.article)
    known: dict[str, tuple[str, frozenset[int]]] = {}
    for ids in _in_parts({article for found in by_hash.values() for article in found} - own.keys()):
        rows = select(articles.c.id, articles.c.story, articles.c.hashes).where(
            articles.c.id.in_(ids)
        )
        for id_, story_of, hashes in await connection.execute(rows):
            known[id_] = (story_of or id_, unpack(hashes or b""))
    told: dict[str, dict[str, Any]] = {}
    for article in fresh:
        candidates = {other for each in wanted[article.id] for other in by_hash[each]} - {
            article.id
        }
        likely = [
            (likeness(own[article.id], known[other][1]), known[other][0])
            for other in candidates & known.keys()
        ]
        best, story = max(likely, default=(0.0, ""))
        story = story if best >= COPY else article.id
        told[article.id] = {"story": story, "hashes": pack(own[article.id])}
        known[article.id] = (story, own[article.id])
        for each in wanted[article.id]:
            by_hash[each].add(article.id)
    await _store(connection, fresh, wanted)
    return told


async def _store(
    connection: AsyncConnection, fresh: Sequence[Article], wanted: dict[str, list[int]]
) -> None:
    await connection.execute(delete(sketches).where(sketches.c.article.in_(list(wanted))))
    rows = [
        {"hash": each, "article": article.id, "seen_at": article.seen_at.timestamp()}
        for article in fresh
        for each in wanted[article.id]
    ]
    if rows:
        await connection.execute(insert(sketches), rows)
        newest = max(article.seen_at for article in fresh)
        await connection.execute(
            delete(sketches).where(sketches.c.seen_at < (newest - KEPT).timestamp())
        )


def _in_parts(values: Collection[T]) -> Iterator[list[T]]:
    chosen = list(values)
    for at in range(0, len(chosen), _AT_ONCE):
        yield chosen[at : at + _AT_ONCE]
