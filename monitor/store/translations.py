"""Alerts of one event in two languages, told by what is stored of their articles (`monitor.alerts.translations`)."""

from itertools import product

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.alerts.translations import HEADLINE, WITHIN, Rendering, is_translation, numbers_of
from monitor.records import Alert, Article, Rendition, Statement
from monitor.records.wire import Unreadable, decode
from monitor.store.schema import articles, statements


async def is_translated(connection: AsyncConnection, one: Alert, other: Alert) -> bool:
    """Return whether two alerts of an actor tell one event in two languages, by the articles that are stored by now."""
    publishers = [frozenset(copy.publisher for copy in alert.copies) for alert in (one, other)]
    apart = abs(one.copies[0].seen_at - other.copies[0].seen_at)
    if one.actor is None or publishers[0].isdisjoint(publishers[1]) or apart > WITHIN:
        return False  # as most are: nothing is read for them
    pairs = [
        (a, b)
        for a, b in product(one.renditions, other.renditions)
        if a.article.language != b.article.language
    ]
    for mine, its in pairs:
        here = await _rendering(connection, one, mine, publishers[0])
        there = await _rendering(connection, other, its, publishers[1])
        if here is not None and there is not None and is_translation(here, there):
            return True
    return False


async def _rendering(
    connection: AsyncConnection, alert: Alert, rendition: Rendition, publishers: frozenset[str]
) -> Rendering | None:
    id_, said = rendition.article.id, rendition.statement
    record = (
        await connection.execute(select(articles.c.record).where(articles.c.id == id_))
    ).scalar()
    article = decode(record, Article)
    if isinstance(article, Unreadable):
        return None  # not stored yet, or edited away
    rows = await connection.execute(
        select(statements.c.id, statements.c.record)
        .where(statements.c.article == id_, statements.c.actor == alert.actor)
        .order_by(statements.c.seq)
    )
    end = len(article.text.partition("\n")[0])
    told = [
        (row.id, msgspec.json.decode(row.record, type=Statement).content[0].start > end)
        for row in rows
    ]
    is_body = dict(told).get(said.id, True)
    beside = [id_ for id_, is_in_body in told if is_in_body == is_body]
    if said.id not in beside:
        return None  # the article was edited since
    return Rendering(
        speaker=str(alert.actor),
        stance=said.stance,
        language=rendition.article.language,
        publishers=publishers,
        at=alert.copies[0].seen_at,
        numbers=numbers_of(article.text),
        own=numbers_of(said.text),
        place=beside.index(said.id) + (0 if is_body else HEADLINE),
        of=len(beside),
    )
