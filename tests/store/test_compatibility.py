"""The database beside processes of the last released version, and the records of its topics.

Expand and contract (`docs/how-to/upgrade.md`): what a released version reads and writes stays until
the release after the next one. When a version is released, `RELEASED` becomes its revision.
"""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, MetaData, inspect, select
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.deliveries import AlertFilter
from monitor.flow.match_reading import match_reading
from monitor.flow.raise_alert import raise_alert
from monitor.flow.read_article import read_article
from monitor.records import Alert, Article, FeedState, Match, Reading, Record, Rejection
from monitor.records.wire import decode
from monitor.store import Archive, Store, open_engine, upgrade_database
from monitor.store.schema import articles
from tests.builders import INDEX, NOON
from tests.store.migrating import downgrade_database

RELEASED = "0011"
"""Revision of the schema in version 0.1.0, the last one that was released."""
GOLDEN = Path("tests/data/golden")

Schema = dict[str, dict[str, Any]]
"""Columns by name, by table."""


def golden(name: str, record_type: type[Record]) -> Any:
    record = decode((GOLDEN / f"{name}.json").read_bytes(), record_type)
    assert isinstance(record, record_type), record
    return record


async def schema_of(engine: AsyncEngine) -> tuple[Schema, dict[str, set[tuple[str, ...]]]]:
    """Return the columns of each table, and the columns of its unique constraints."""
    columns: Schema = {}
    unique: dict[str, set[tuple[str, ...]]] = {}

    def read(connection: Connection) -> None:
        inspector = inspect(connection)
        for table in inspector.get_table_names():
            columns[table] = {each["name"]: each for each in inspector.get_columns(table)}
            constraints = inspector.get_unique_constraints(table)
            indexes = [each for each in inspector.get_indexes(table) if each["unique"]]
            groups: list[Any] = [each["column_names"] for each in (*constraints, *indexes)]
            unique[table] = {tuple(map(str, group)) for group in groups}

    async with engine.connect() as connection:
        await connection.run_sync(read)
    return columns, unique


async def at_release(url: str) -> AsyncEngine:
    """Return a database as the last released version left it."""
    engine = open_engine(url)
    await upgrade_database(engine)
    await downgrade_database(engine, RELEASED)
    return engine


async def test_migrations_since_the_release_only_expand(either_url: str) -> None:
    engine = await at_release(either_url)
    before, unique_before = await schema_of(engine)
    await upgrade_database(engine)
    after, unique_after = await schema_of(engine)
    await engine.dispose()
    assert before.keys() <= after.keys()
    for table, columns in before.items():
        assert columns.keys() <= after[table].keys(), f"{table}: the old version reads these"
        for name, column in columns.items():
            present = after[table][name]
            assert str(present["type"]) == str(column["type"]), f"{table}.{name}"
            assert present["nullable"] or not column["nullable"], f"{table}.{name}"
        added = {name: each for name, each in after[table].items() if name not in columns}
        for name, column in added.items():
            has_value = column["nullable"] or column["default"] is not None
            assert has_value, f"{table}.{name}: rows of the old version have no value for it"
        assert unique_after[table] <= unique_before[table], f"{table}: rows that fitted must fit"


async def test_rows_that_the_released_version_writes_beside_us_are_read(either_url: str) -> None:
    """A row by the columns of the release alone, into the present schema."""
    engine = await at_release(either_url)
    async with engine.connect() as connection:
        old: MetaData = MetaData()
        await connection.run_sync(old.reflect)
    await upgrade_database(engine)
    article = golden("article.v1", Article)
    row = {
        "id": article.id,
        "revision": 1,
        "feed": article.feed,
        "publisher": article.publisher,
        "language": article.language,
        "seen_at": article.seen_at.timestamp(),
        "search": "words",
        "record": (GOLDEN / "article.v1.json").read_bytes(),
    }
    async with engine.begin() as connection:
        await connection.execute(old.tables["articles"].insert().values(row))
    assert await Store(engine).articles.get(article.id) == article
    async with engine.connect() as connection:
        ids = (await connection.execute(select(articles.c.id))).scalars().all()
    await engine.dispose()
    assert ids == [article.id]


async def test_records_on_the_topics_of_the_release_are_stored_and_shown(
    either_engine: AsyncEngine,
) -> None:
    alert = golden("alert.v1", Alert)
    reading = golden("reading.v1", Reading)
    state = golden("feed.v1", FeedState)
    rejection = golden("rejection.v1", Rejection)
    await Archive(either_engine).store([reading, alert, state, rejection])
    store = Store(either_engine)
    assert await store.articles.get(reading.article.id) == reading.article
    [stored] = (await store.alerts.find(AlertFilter(), limit=5)).items
    assert (stored.id, stored.statement) == (alert.id, alert.statement)
    assert [each.id for each in await store.feeds.all()] == [state.id]
    assert [each.id for each in await store.rejections.find()] == [rejection.id]


def test_records_on_the_topics_of_the_release_are_processed() -> None:
    reading = read_article(golden("article.v1", Article), INDEX)
    assert match_reading(reading, INDEX) is not None
    match = golden("match.v1", Match)
    alert = raise_alert(None, match, NOON)
    assert alert is not None
    assert alert.id == match.alert


@pytest.mark.parametrize("name", ["alert.v1", "article.v1", "reading.v1", "match.v1", "feed.v1"])
def test_the_released_version_ignores_fields_that_it_does_not_know(name: str) -> None:
    """Rolling back: records may have more fields, never other values for the known ones."""
    types: dict[str, Any] = {"alert": Alert, "article": Article, "reading": Reading, "match": Match}
    record_type = types.get(name.partition(".")[0], FeedState)
    body = (GOLDEN / f"{name}.json").read_bytes()
    later = body.replace(b"{", b'{"a_field_of_a_later_version": [1, {"x": null}], ', 1)
    assert decode(later, record_type) == decode(body, record_type)
