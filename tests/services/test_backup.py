"""A backup of one moment, taken while others write, restored into either kind of database."""

import asyncio
import stat
import zipfile
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import Connection, inspect, select
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.config import Settings, load_settings
from monitor.deliveries import AlertFilter
from monitor.kafka.broker.process import EmbeddedBroker
from monitor.kafka.create_topics import create_topics
from monitor.kafka.dead_letters import make_entry_rejection
from monitor.kafka.producer import RecordProducer
from monitor.kafka.topics import ALERTS, READINGS
from monitor.records import Alert, Article, Reading
from monitor.records.errors import CommandFailed, InvalidInput
from monitor.records.ids import digest
from monitor.services.archive_again import open_archive
from monitor.services.archiver import Archiver
from monitor.services.backup import Backup, restore_config, restore_database, write_backup
from monitor.store import Archive, Store, open_engine, upgrade_database
from monitor.store.export import exported_tables
from monitor.store.search.indexer import Indexer
from monitor.testing.sample_store import fill_store
from monitor.web.services.searches import Wanted
from tests.builders import a_match, an_alert, an_article
from tests.store.migrating import downgrade_database
from tests.waiting import until

CONFIG = {
    "feeds.yaml": "feeds: [{url: 'https://first.example/rss'}]\n",
    "watchlist.yaml": "actors: [{id: berg, name: Anna Berg, kind: person}]\n",
    "subscriptions.yaml": (
        "subscriptions: [{id: desk, channel: "
        "{type: webhook, url: 'https://a.example/', secret_file: hook.secret}}]\n"
    ),
    "hook.secret": "whsec_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n",
    "actors/more.jsonl": '{"id": "lind", "name": "Eva Lind", "kind": "person"}\n',
}


def settings_of(url: str, folder: Path) -> Settings:
    plain = url.replace("+aiosqlite", "").replace("+psycopg", "")
    data = folder / "data"
    data.mkdir(exist_ok=True)
    return load_settings(folder / "config", {"MONITOR_DATA": str(data), "MONITOR_DATABASE": plain})


def url_of(engine: AsyncEngine) -> str:
    return f"sqlite:///{engine.url.database}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in CONFIG.items():
        file = tmp_path / "config" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "token").write_text("very-secret-token")
    return tmp_path


@pytest.fixture
async def filled(either_engine: AsyncEngine) -> AsyncEngine:
    await fill(either_engine)
    return either_engine


async def fill(engine: AsyncEngine) -> None:
    """Store some of each kind that the archiver writes."""
    readings = [a_reading(number) for number in range(5)]
    alerts = [a_new_alert(f"rule-{number}") for number in range(5)]
    rejection = make_entry_rejection("entry", "poll", "too_large", "5 MB")
    await Archive(engine).store([*readings, *alerts, rejection])


def a_reading(number: int) -> Reading:
    article: Article = an_article(id=f"{number:040x}", text=f"Dam {number}\n\nIt holds.")
    return Reading(article=article, statements=(a_match().statement,), mentions=(), config="c")


def a_new_alert(rule: str) -> Alert:
    """Return an alert that is united with no other one."""
    return msgspec.structs.replace(an_alert(), id=digest(rule), rule=rule)


async def contents(engine: AsyncEngine) -> dict[str, list[Any]]:
    rows: dict[str, list[Any]] = {}
    async with engine.connect() as connection:
        for table in exported_tables():
            query = select(table).order_by(*table.primary_key.columns)
            rows[table.name] = [tuple(row) for row in (await connection.execute(query)).all()]
    return rows


async def restored_into(backup: Path, url: str, folder: Path, **options: Any) -> None:
    opened = Backup(backup)
    try:
        opened.check()
        await restore_database(opened, settings_of(url, folder), **({"replace": False} | options))
    finally:
        opened.close()


async def test_every_row_comes_back_in_the_other_kind_of_database(
    either_engine: AsyncEngine, either_url: str, folder: Path, request: pytest.FixtureRequest
) -> None:
    filled = either_engine
    await fill_store(filled)
    before = await contents(filled)
    assert sum(map(len, before.values())) > 100
    backup = folder / "b.zip"
    manifest = await write_backup(backup, filled, settings_of(either_url, folder))
    assert manifest.rows == {name: len(rows) for name, rows in before.items()}
    await filled.dispose()
    url = f"sqlite+aiosqlite:///{folder / 'restored.db'}"
    if either_url.startswith("sqlite"):
        url = str(request.getfixturevalue("postgres"))
    await restored_into(backup, url, folder)
    engine = open_engine(url)
    try:
        assert await contents(engine) == before
        await Indexer(engine).run_once()
        query = Wanted(q="troops").index_query
        hits = await Store(engine).search.statements(query, limit=5)
        assert hits.items
    finally:
        await engine.dispose()


async def test_a_backup_while_others_write_is_of_one_moment(
    filled: AsyncEngine, either_url: str, folder: Path
) -> None:
    archive, is_done = Archive(filled), asyncio.Event()

    async def write() -> int:
        number = 0
        while not is_done.is_set():
            await archive.store([a_reading(number), a_new_alert(f"new-{number}")])
            number += 1
        return number

    writing = asyncio.create_task(write())
    backup = folder / "b.zip"
    for _ in range(3):
        manifest = await write_backup(backup, filled, settings_of(either_url, folder))
    is_done.set()
    assert await writing > 0
    with zipfile.ZipFile(backup) as opened:
        lines = opened.read("tables/events.jsonl").splitlines()[1:]
        events = {msgspec.json.decode(line)[1] for line in lines}
        lines = opened.read("tables/alerts.jsonl").splitlines()[1:]
        alerts = {msgspec.json.decode(line)[0] for line in lines}
    assert alerts == events
    assert len(alerts) == manifest.rows["alerts"]


async def test_numbers_are_not_given_twice_after_a_restore(
    filled: AsyncEngine, either_url: str, folder: Path
) -> None:
    async with filled.begin() as connection:  # as a retention of events leaves it
        last = (await connection.exec_driver_sql("SELECT max(seq) FROM events")).scalar_one()
        await connection.exec_driver_sql(f"DELETE FROM events WHERE seq = {last}")
    backup = folder / "b.zip"
    await write_backup(backup, filled, settings_of(either_url, folder))
    await filled.dispose()
    await restored_into(backup, either_url, folder, replace=True)
    await Archive(filled).store([a_new_alert("new-rule")])
    async with filled.connect() as connection:
        newest = (await connection.exec_driver_sql("SELECT max(seq) FROM events")).scalar_one()
    assert newest > last


async def test_a_backup_of_an_older_schema_is_upgraded(
    filled: AsyncEngine, either_url: str, folder: Path
) -> None:
    backup, older = folder / "b.zip", folder / "older.zip"
    manifest = await write_backup(backup, filled, settings_of(either_url, folder))
    columns = await columns_at("0015", folder)
    changes = {
        f"tables/{name}.jsonl": with_columns(zip_member(backup, name), columns[name])
        for name in columns.keys() & manifest.rows.keys()
    }
    rows = {name: count for name, count in manifest.rows.items() if name in columns}
    changed = msgspec.structs.replace(manifest, revision="0015", rows=rows)
    rewrite(backup, older, {**changes, "manifest.json": msgspec.json.encode(changed)})
    before = await contents(filled)
    await filled.dispose()
    await restored_into(older, either_url, folder, replace=True)
    async with filled.connect() as connection:
        version = await connection.exec_driver_sql("SELECT version_num FROM alembic_version")
        assert version.scalar_one() > "0015"
    after = await contents(filled)
    assert {name: len(rows) for name, rows in after.items()} == {
        name: len(rows) for name, rows in before.items()
    }
    assert {row[0] for row in after["articles"]} == {row[0] for row in before["articles"]}


async def columns_at(revision: str, folder: Path) -> dict[str, list[str]]:
    """Return the columns of each table in the schema of a revision."""
    engine = open_engine(f"sqlite+aiosqlite:///{folder / 'older.db'}")
    await upgrade_database(engine)
    await downgrade_database(engine, revision)
    columns: dict[str, list[str]] = {}

    def read(connection: Connection) -> None:
        inspector = inspect(connection)
        for name in inspector.get_table_names():
            columns[name] = [column["name"] for column in inspector.get_columns(name)]

    async with engine.connect() as connection:
        await connection.run_sync(read)
    await engine.dispose()
    return columns


def zip_member(backup: Path, table: str) -> list[bytes]:
    with zipfile.ZipFile(backup) as opened:
        return opened.read(f"tables/{table}.jsonl").splitlines()


def with_columns(lines: list[bytes], columns: list[str]) -> bytes:
    """Return the lines of a table with those of its columns that an older schema has."""
    [names, *rows] = [msgspec.json.decode(line) for line in lines]
    places = [place for place, name in enumerate(names) if name in columns]
    cut = [[row[place] for place in places] for row in (names, *rows)]
    return b"".join(msgspec.json.encode(row) + b"\n" for row in cut)


def rewrite(source: Path, target: Path, changes: dict[str, bytes]) -> None:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, changes.get(name, old.read(name)))


async def test_secrets_stay_out_and_the_file_is_private(engine: AsyncEngine, folder: Path) -> None:
    await fill(engine)
    backup = folder / "b.zip"
    manifest = await write_backup(backup, engine, settings_of(url_of(engine), folder))
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert set(manifest.config) == set(CONFIG) - {"hook.secret"}
    assert {Path(name).name for name in manifest.left_out} == {"hook.secret", "token"}
    with zipfile.ZipFile(backup) as opened:
        everything = b"".join(opened.read(name) for name in opened.namelist())
    assert b"very-secret-token" not in everything
    assert b"whsec_" not in everything


async def test_the_configuration_comes_back_and_is_not_overwritten(
    engine: AsyncEngine, folder: Path, tmp_path: Path
) -> None:
    await fill(engine)
    await write_backup(folder / "b.zip", engine, settings_of(url_of(engine), folder))
    backup = Backup(folder / "b.zip")
    elsewhere = tmp_path / "elsewhere"
    assert restore_config(backup, elsewhere, replace=False) == len(CONFIG) - 1
    assert (elsewhere / "actors/more.jsonl").read_text() == CONFIG["actors/more.jsonl"]
    assert restore_config(backup, elsewhere, replace=False) == len(CONFIG) - 1
    (elsewhere / "feeds.yaml").write_text("feeds: []\n")
    with pytest.raises(CommandFailed, match="use --replace"):
        restore_config(backup, elsewhere, replace=False)
    restore_config(backup, elsewhere, replace=True)
    assert (elsewhere / "feeds.yaml").read_text() == CONFIG["feeds.yaml"]


async def test_a_database_in_use_or_with_rows_is_not_replaced(
    filled: AsyncEngine, either_url: str, folder: Path
) -> None:
    backup = folder / "b.zip"
    await write_backup(backup, filled, settings_of(either_url, folder))
    async with filled.connect() as connection:
        await connection.exec_driver_sql("SELECT 1")
        with pytest.raises(CommandFailed, match="have the database open"):
            await restored_into(backup, either_url, folder, replace=True)
    before = await contents(filled)
    await filled.dispose()
    with pytest.raises(CommandFailed, match="use --replace"):
        await restored_into(backup, either_url, folder)
    assert await contents(filled) == before


@pytest.mark.parametrize("fault", ["truncated", "changed", "short", "later", "outside"])
async def test_a_damaged_backup_is_refused_and_changes_nothing(
    engine: AsyncEngine, folder: Path, fault: str
) -> None:
    await fill(engine)
    backup, bad = folder / "b.zip", folder / "bad.zip"
    manifest = await write_backup(backup, engine, settings_of(url_of(engine), folder))
    body = backup.read_bytes()
    before = await contents(engine)
    await engine.dispose()
    if fault == "truncated":
        bad.write_bytes(body[: len(body) // 2])
    elif fault == "changed":
        bad.write_bytes(body[:5000] + bytes([body[5000] ^ 255]) + body[5001:])
    elif fault == "short":  # a table that lacks its last row
        lines = zipfile.ZipFile(backup).read("tables/statements.jsonl").splitlines(True)
        rewrite(backup, bad, {"tables/statements.jsonl": b"".join(lines[:-1])})
    elif fault == "later":
        later = msgspec.json.encode(msgspec.structs.replace(manifest, format=2))
        rewrite(backup, bad, {"manifest.json": later})
    else:
        outside = msgspec.structs.replace(manifest, config=("../../x",))
        rewrite(backup, bad, {"manifest.json": msgspec.json.encode(outside)})
    with pytest.raises(InvalidInput):
        await restored_into(bad, url_of(engine), folder, replace=True)
    assert await contents(engine) == before


async def test_an_interrupted_backup_leaves_no_file(engine: AsyncEngine, folder: Path) -> None:
    await fill(engine)

    def fail(rows: int) -> None:
        raise OSError(28, "no space left")

    with pytest.raises(OSError, match="no space"):
        await write_backup(folder / "b.zip", engine, settings_of(url_of(engine), folder), fail)
    assert not [file for file in folder.iterdir() if "b.zip" in file.name]


@pytest.mark.broker
async def test_after_a_restore_kafka_fills_the_gap(
    own_broker: EmbeddedBroker, either_engine: AsyncEngine, either_url: str, folder: Path
) -> None:
    kafka, engine = own_broker.connection, either_engine
    await create_topics(kafka, 2)
    producer = RecordProducer(kafka, "test")
    archiving = asyncio.create_task(Archiver(kafka, Archive(engine).store).run())

    async def has_articles(count: int) -> bool:
        return (await Store(engine).totals())["articles"] == count

    async def publish(*numbers: int) -> None:
        for number in numbers:
            reading = a_reading(number)
            await producer.send(READINGS, reading.article.id, reading)

    await publish(*range(20))
    await until(lambda: has_articles(20))
    backup = folder / "b.zip"
    manifest = await write_backup(backup, engine, settings_of(either_url, folder))
    await publish(*range(20, 30))
    await producer.send(ALERTS, "alert", an_alert())
    await until(lambda: has_articles(30))
    archiving.cancel()
    await asyncio.gather(archiving, return_exceptions=True)
    await producer.stop()
    await engine.dispose()
    await restored_into(backup, either_url, folder, replace=True)
    assert await has_articles(20)
    async with open_archive(kafka, Archive(engine).store, 2) as again:
        await again.run(await again.ranges(manifest.created_at))
    assert await has_articles(30)
    assert (await Store(engine).alerts.find(AlertFilter(), limit=5)).items
