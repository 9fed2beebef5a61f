"""Earlier versions and the present one on one Kafka and one database: nothing is lost or doubled.

1. Version 0.1.0 is stopped in the middle of its work, one process killed, and the present version
   goes on (`docs/how-to/upgrade.md`: its topics have other names).
2. The oldest version with the present topics runs beside the present one, as in a rolling upgrade:
   first the old one alone, then both, then the new one alone.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from monitor.config import load_settings
from monitor.kafka.broker.jars import fetch_jars
from monitor.kafka.broker.process import EmbeddedBroker
from monitor.kafka.cluster import ClusterReader
from monitor.kafka.connection import KafkaConnection
from monitor.kafka.topics import ARCHIVER, POLLERS, PROCESSOR
from monitor.services.newsroom import FEEDS, Newsroom
from monitor.store.reader import DatabaseReader
from tests.system.releases import BESIDE, PRESENT, RELEASED, Version, checkout
from tests.waiting import START_WITHIN_S

pytestmark = [pytest.mark.system, pytest.mark.broker]

PROCESSES = ("poll", "process", "deliver")


@dataclass
class Site:
    """A broker, a database and a newsroom, and the versions that use them."""

    newsroom: Newsroom
    reader: DatabaseReader
    settings: dict[str, str]
    folder: Path

    @contextmanager
    def version(self, code: Path) -> Iterator[Version]:
        """Yield a version whose processes end with the block."""
        version = Version(code, self.settings, self.folder / f"logs-{code.name}")
        try:
            yield version
        finally:
            version.close()

    def count(self, table: str) -> int:
        """Return the number of rows, 0 while the table does not exist."""
        try:
            return int(self.reader.read(text(f"SELECT count(*) FROM {table}"))[0][0])
        except Exception:  # noqa: BLE001  whatever the driver raises before the first migration
            return 0

    def ids(self, table: str) -> list[str]:
        """Return the ids of a table."""
        return [str(row[0]) for row in self.reader.read(text(f"SELECT id FROM {table}"))]

    async def wait_for(self, what: str, is_true: Callable[[], bool], *versions: Version) -> None:
        """Wait for a condition; fail at once where a process has ended by itself."""
        async with asyncio.timeout(START_WITHIN_S):
            while not is_true():
                for version in versions:
                    assert version.ended() == {}, f"while waiting for {what}"
                await asyncio.sleep(0.5)

    async def wait_for_members(self, count: int) -> None:
        """Wait until each group has a number of processes."""
        groups = (POLLERS, PROCESSOR, ARCHIVER)
        async with (
            asyncio.timeout(START_WITHIN_S),
            ClusterReader(KafkaConnection(self.settings["MONITOR_KAFKA"])) as reader,
        ):
            while True:
                members = {
                    name: each.members
                    for name, each in (await reader.read((), groups)).groups.items()
                }
                if all(members.get(group) == count for group in groups):
                    return
                await asyncio.sleep(0.5)

    def is_complete(self) -> bool:
        """Return whether every article is shown, stored and read."""
        return self.newsroom.is_through({"articles": self.count("articles")})


def write_config(folder: Path, newsroom: Newsroom, code: Path) -> None:
    """Write feeds with keys that every version knows, and the watchlist of a version."""
    folder.mkdir()
    write_feeds(folder, newsroom, FEEDS)
    (folder / "watchlist.yaml").write_bytes((code / "config" / "watchlist.yaml").read_bytes())
    (folder / "monitor.yaml").write_text("allow_hosts: [127.0.0.1]\n", "utf-8")


def write_feeds(folder: Path, newsroom: Newsroom, names: Sequence[str]) -> None:
    """Write some feeds of the newsroom, in one step, as a running system reads them."""
    rows = "".join(
        f"  - {{url: 'http://127.0.0.1:{newsroom.port}/{name}.xml', publisher: {name},"
        " interval: 1s, full_text: false}\n"
        for name in names
    )
    (folder / "feeds.new").write_text(f"feeds:\n{rows}", "utf-8")
    (folder / "feeds.new").replace(folder / "feeds.yaml")


@asynccontextmanager
async def a_site(folder: Path, database: str, code: Path) -> AsyncIterator[Site]:
    """Start a broker and a newsroom with one more article a poll."""
    newsroom = Newsroom(shown_first=1, shown_per_poll=1)
    cache = load_settings(Path("config"), os.environ).cache
    broker = EmbeddedBroker(folder / "kafka", fetch_jars(cache))
    write_config(folder / "config", newsroom, code)
    await broker.start()
    settings = {
        "MONITOR_KAFKA": broker.bootstrap,
        "MONITOR_DATABASE": database,
        "MONITOR_CONFIG": str(folder / "config"),
        "MONITOR_DATA": str(folder / "data"),
        "MONITOR_LOG_LEVEL": "warning",
    }
    try:
        yield Site(newsroom, DatabaseReader(database), settings, folder)
    finally:
        await broker.stop()
        newsroom.close()


def code_of(commit: str, folder: Path) -> Path:
    """Return the code of a version; skip the test without the history."""
    code = checkout(commit, folder / "old")
    if code is None:
        pytest.skip("this clone has no history of earlier versions")
    return code


def assert_nothing_is_lost_or_doubled(site: Site) -> None:
    """Check what holds at the end of every upgrade."""
    articles, alerts = site.ids("articles"), site.ids("alerts")
    assert len(articles) == len(set(articles)) == len(site.newsroom.stories)
    assert len(alerts) == len(set(alerts)) > 10
    assert site.count("rejections") == 0


async def test_the_present_version_goes_on_where_the_released_one_was_stopped(
    tmp_path: Path, postgres: str
) -> None:
    code = code_of(RELEASED, tmp_path)
    async with a_site(tmp_path, postgres, code) as site:
        with site.version(code) as old:
            old.run("topics")
            old.start(*PROCESSES)
            await site.wait_for("the first alerts", lambda: site.count("alerts") >= 5, old)
            old.kill("process")  # what is pending on its topics is copied to the new ones
            published = site.newsroom.polls
            await site.wait_for("more polls", lambda: site.newsroom.polls > published + 16, old)
            assert set(old.stop().values()) == {0}
        before = set(site.ids("alerts"))
        with site.version(PRESENT) as new:
            new.run("topics")
            new.start(*PROCESSES)
            await site.wait_for("every article", site.is_complete, new)
            assert set(new.stop().values()) == {0}
        assert before <= set(site.ids("alerts"))
        assert_nothing_is_lost_or_doubled(site)


async def test_an_earlier_version_runs_beside_the_present_one(
    tmp_path: Path, postgres: str
) -> None:
    code = code_of(BESIDE, tmp_path)
    async with a_site(tmp_path, postgres, code) as site:
        write_feeds(site.folder / "config", site.newsroom, FEEDS[:2])
        with site.version(code) as old, site.version(PRESENT) as new:
            old.run("topics")
            old.start(*PROCESSES)
            await site.wait_for("the first alerts", lambda: site.count("alerts") >= 3, old)
            new.run("topics")
            new.start(*PROCESSES)
            await site.wait_for_members(2)
            before = site.count("articles")
            write_feeds(site.folder / "config", site.newsroom, FEEDS)  # news for both of them
            more = before + 16
            await site.wait_for("work of both", lambda: site.count("articles") >= more, old, new)
            assert set(old.stop().values()) == {0}
            await site.wait_for("every article", site.is_complete, new)
            assert set(new.stop().values()) == {0}
        assert_nothing_is_lost_or_doubled(site)
