"""Readings: articles with their statements, written together and read back in shares.

1. An article's statements are replaced by those of its newest revision; an older revision changes
   nothing.
2. An article that is a near copy of one of the last days joins its story (`monitor.store.stories`);
   the story of an edited article is decided again.
3. Processes read disjoint shares of all articles at the same time.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.alerts.translations import Source
from monitor.articles.near_copies import fingerprints_of_words, sketch
from monitor.records import Article, Reading, Statement
from monitor.records.article import TEXT_REMOVED
from monitor.records.ids import fold_words
from monitor.records.wire import encode
from monitor.store.rows import is_among, packed, readable, readable_or_none
from monitor.store.schema import articles, statements
from monitor.store.stories import Fingerprint, assign_stories, remove_sketches

SHARES = 256
"""Shares of the articles, by the first two digits of their ids; ids are hashes, so shares are of
about one size."""
LONGEST_SPEAKER = 500
"""Characters of a speaker's name in its column."""
_ROWS_PER_QUERY = 500
"""Articles that are read at a time: some 10 MB with their statements."""
_STATEMENT = msgspec.json.Decoder(Statement)

ReadArticle = tuple[Article, tuple[Statement, ...]]


async def store_readings(connection: AsyncConnection, readings: Sequence[Reading]) -> None:
    """Store readings, each article's newest revision."""
    newest = _newest(readings)
    if not newest:
        return
    query = select(articles.c.id, articles.c.revision, articles.c.seen_at, articles.c.hashes)
    own = is_among(connection, articles.c.id, newest.keys())
    stored = {row.id: row for row in (await connection.execute(query.where(own))).all()}
    fresh = [
        reading
        for id_, reading in newest.items()
        if id_ not in stored or reading.article.revision >= stored[id_].revision
    ]
    await _remove(connection, [stored[id_] for id_ in _ids(fresh) if id_ in stored])
    if not fresh:
        return
    folded = {reading.article.id: fold_words(reading.article.text) for reading in fresh}
    prints = [_fingerprint(each.article, folded[each.article.id]) for each in fresh]
    stories = await assign_stories(connection, prints)
    rows = [
        article_row(reading, folded[reading.article.id]) | stories[reading.article.id]
        for reading in fresh
    ]
    await connection.execute(insert(articles), rows)
    said = [row for reading in fresh for row in statement_rows(reading)]
    if said:
        await connection.execute(insert(statements), said)


async def _remove(connection: AsyncConnection, replaced: Sequence[Any]) -> None:
    """Remove articles that are stored again, with their statements."""
    if not replaced:
        return
    ids = [row.id for row in replaced]
    await remove_sketches(
        connection,
        [(row.id, datetime.fromtimestamp(row.seen_at, UTC), row.hashes) for row in replaced],
    )
    for table in (statements.c.article, articles.c.id):
        await connection.execute(delete(table.table).where(is_among(connection, table, ids)))


async def read_sources(connection: AsyncConnection, ids: Iterable[str]) -> dict[str, Source]:
    """Return stored articles by id with their statements, for `monitor.alerts.translations`."""
    wanted = list(ids)
    if not wanted:
        return {}
    query = select(articles.c.record).where(articles.c.id.in_(wanted))
    texts = readable((await connection.execute(query)).scalars(), Article)
    rows = await connection.execute(
        select(statements.c.article, statements.c.record)
        .where(statements.c.article.in_(wanted))
        .order_by(statements.c.seq)
    )
    by_article: dict[str, list[Statement]] = {article.id: [] for article in texts}
    for row in rows:
        if row.article in by_article:
            by_article[row.article].append(_STATEMENT.decode(row.record))
    return {article.id: Source(article.text, tuple(by_article[article.id])) for article in texts}


def read_share(engine: Engine, share: int, since: datetime | None) -> Iterator[ReadArticle]:
    """Yield the articles of a share, each with its statements in the order of the text.

    ``share`` is from 0 to `SHARES`. Articles seen before ``since``, and those whose text was
    removed, are omitted.
    """
    low = f"{share:02x}"
    high = f"{share + 1:02x}" if share + 1 < SHARES else "g"
    with engine.connect() as connection:
        after = low
        while True:
            query = select(articles.c.id, articles.c.record).where(
                articles.c.id > after, articles.c.id < high
            )
            if since is not None:
                query = query.where(articles.c.seen_at >= since.timestamp())
            rows = connection.execute(query.order_by(articles.c.id).limit(_ROWS_PER_QUERY)).all()
            if not rows:
                return
            by_article = _statements_between(connection, rows[0].id, rows[-1].id)
            for row in rows:
                article = readable_or_none(row.record, Article)
                if article is not None and TEXT_REMOVED not in article.flags:
                    yield article, by_article.get(row.id, ())
            after = rows[-1].id


def article_row(reading: Reading, folded: str | None = None) -> dict[str, Any]:
    """Return the row of a reading's article, without its story.

    ``folded`` is the text in folded words, where the caller has it.
    """
    article = reading.article
    return {
        "id": article.id,
        "revision": article.revision,
        "feed": article.feed,
        "publisher": article.publisher,
        "language": article.language,
        "seen_at": article.seen_at.timestamp(),
        "search": fold_words(article.text) if folded is None else folded,
        "record": encode(article),
    }


def statement_rows(reading: Reading) -> list[dict[str, Any]]:
    """Return the rows of a reading's statements; repeats inside the article have one row."""
    return list({each.id: _statement_row(reading, each) for each in reading.statements}.values())


def _statement_row(reading: Reading, statement: Statement) -> dict[str, Any]:
    speaker, name = statement.speaker, statement.said_by
    return {
        "article": reading.article.id,
        "id": statement.id,
        "actor": speaker.actor if speaker else None,
        "speaker": name[:LONGEST_SPEAKER],
        "said_by": said_by(name),
        "themes": packed(statement.themes),
        "acts": packed(statement.acts),
        "about": packed(statement.about),
        "seen_at": reading.article.seen_at.timestamp(),
        "search": fold_words(f"{name} {statement.text}"),
        "record": msgspec.json.encode(statement),
    }


def said_by(name: str) -> str:
    """Return a speaker's name in folded words, each between spaces; ``""`` for none."""
    folded = fold_words(name[:LONGEST_SPEAKER])
    return f" {folded} " if folded else ""


def _fingerprint(article: Article, folded: str) -> Fingerprint:
    hashes = fingerprints_of_words(folded)
    return Fingerprint(article, hashes, tuple(sketch(hashes)))


def _ids(readings: Iterable[Reading]) -> list[str]:
    return [reading.article.id for reading in readings]


def _newest(readings: Sequence[Reading]) -> dict[str, Reading]:
    """Return the reading of the newest revision of each article, the last one where they tie."""
    newest: dict[str, Reading] = {}
    for reading in readings:
        other = newest.get(reading.article.id)
        if other is None or other.article.revision <= reading.article.revision:
            newest[reading.article.id] = reading
    return newest


def _statements_between(
    connection: Connection, first: str, last: str
) -> dict[str, tuple[Statement, ...]]:
    query = (
        select(statements.c.article, statements.c.seq, statements.c.record)
        .where(statements.c.article >= first, statements.c.article <= last)
        .order_by(statements.c.article)
    )
    by_article = {}
    for article, rows in groupby(connection.execute(query), key=itemgetter(0)):
        ordered = sorted(rows, key=itemgetter(1))
        by_article[article] = tuple(_STATEMENT.decode(record) for _, _, record in ordered)
    return by_article
