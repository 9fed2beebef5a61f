"""Stored articles with their statements, in shares that processes read at the same time."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from operator import itemgetter

import msgspec
from sqlalchemy import Connection, Engine, select

from monitor.records import Article, Statement
from monitor.records.wire import Unreadable, decode
from monitor.store.schema import articles, statements

SHARES = 256
"""Shares of the articles, by the first two digits of their ids, which are hashes: all of about one size."""

_AT_ONCE = 500
_STATEMENT = msgspec.json.Decoder(Statement)

Stored = tuple[Article, tuple[Statement, ...]]


def read_share(engine: Engine, share: int, since: datetime | None) -> Iterator[Stored]:
    """Yield the articles of a share that were seen from then on, each with its statements in the order in which they were read."""
    low, high = f"{share:02x}", f"{share + 1:02x}" if share + 1 < SHARES else "g"
    with engine.connect() as connection:
        after = low
        while True:
            query = select(articles.c.id, articles.c.record).where(
                articles.c.id > after, articles.c.id < high
            )
            if since is not None:
                query = query.where(articles.c.seen_at >= since.timestamp())
            rows = connection.execute(query.order_by(articles.c.id).limit(_AT_ONCE)).all()
            if not rows:
                return
            said = _statements(connection, rows[0][0], rows[-1][0])
            for id_, record in rows:
                article = decode(record, Article)
                if not isinstance(article, Unreadable):
                    yield article, said.get(id_, ())
            after = rows[-1][0]


def _statements(connection: Connection, first: str, last: str) -> dict[str, tuple[Statement, ...]]:
    query = (
        select(statements.c.article, statements.c.seq, statements.c.record)
        .where(statements.c.article >= first, statements.c.article <= last)
        .order_by(statements.c.article)
    )
    return {
        article: tuple(
            _STATEMENT.decode(record) for _, _, record in sorted(rows, key=itemgetter(1))
        )
        for article, rows in groupby(connection.execute(query), key=itemgetter(0))
    }
