"""A site that has feeds, a configuration folder, and a database with one alert."""

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.config import load_configuration
from monitor.flow.match_reading import match_reading
from monitor.flow.raise_alert import raise_alert
from monitor.flow.read_article import read_article
from monitor.kafka.dead_letters import make_entry_rejection
from monitor.records import Record
from monitor.store import Archive, open_engine, upgrade_database
from monitor.watchlist import WatchlistIndex
from tests.builders import NOON, an_article
from tests.serving import BackgroundServer, QuietHandler

FEED = (
    b"<rss version='2.0'><channel><title>Wire</title>"
    b"<item><guid>1</guid><title>Rain</title></item></channel></rss>"
)
PAGE = (
    b"<!doctype html><html>"
    b"<link rel=alternate type='application/rss+xml' href='/news.xml'><body>Hi</body></html>"
)
STATEMENT_TEXT = "Letter\n\nMuqtada al-Sadr said that foreign troops must leave Iraq."


class _Site(QuietHandler):
    def do_GET(self) -> None:
        body = {"/": PAGE, "/news.xml": FEED, "/rss.xml": FEED}.get(self.path)
        self.send_response(200 if body else 404)
        self.send_header("ETag", '"v1"')
        self.end_headers()
        self.wfile.write(body or b"")


@pytest.fixture
def site() -> Iterator[str]:
    """The address of a site on loopback with a page and two feeds."""
    with BackgroundServer(_Site) as server:
        yield server.address


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder that every command of the test uses, and no Kafka."""
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setenv("MONITOR_DATA", str(folder))
    monkeypatch.delenv("MONITOR_KAFKA", raising=False)
    monkeypatch.delenv("MONITOR_DATABASE", raising=False)
    return folder


@pytest.fixture
def folder(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A configuration folder with one feed and one actor, used without ``--config``."""
    config = tmp_path / "config"
    config.mkdir()
    (config / "feeds.yaml").write_text("feeds: [{url: 'https://first.example/rss'}]\n")
    (config / "watchlist.yaml").write_text(
        "actors: [{id: berg, name: Anna Berg, kind: person, tags: [mayor]}]\n"
        "themes: [{id: bridge, name: Bridge, query: bridge*}]\n"
        "rules: [{id: berg-bridge, name: Berg on the bridge, speakers: [berg]}]\n"
    )
    monkeypatch.setenv("MONITOR_CONFIG", str(config))
    monkeypatch.setenv("MONITOR_ALLOW_HOSTS", "127.0.0.1")
    return config


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The database of `stored` and the alert's id, made once; each test works on a copy."""
    index = WatchlistIndex(load_configuration(Path("config")).watchlist)
    reading = read_article(an_article(text=STATEMENT_TEXT), index)
    [match] = match_reading(reading, index)
    alert = raise_alert(None, match, NOON)
    assert alert is not None
    rejection = make_entry_rejection("entry", "poll", "too_large", "an article of 5 MB")
    folder = tmp_path_factory.mktemp("filled")
    fill(folder, [reading, rejection, alert])
    return folder / "monitor.db", alert.id


@pytest.fixture
def stored(data: Path, filled: tuple[Path, str]) -> str:
    """A database with one article, its alert and one dead letter; the alert's id."""
    file, id_ = filled
    shutil.copyfile(file, data / file.name)
    return id_


def fill(data: Path, records: list[Record]) -> None:
    """Store records in the database of a data folder."""

    async def store() -> None:
        engine = open_engine(f"sqlite+aiosqlite:///{data / 'monitor.db'}")
        await upgrade_database(engine)
        await Archive(engine).store(records)
        await engine.dispose()

    asyncio.run(store())
