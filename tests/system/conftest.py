"""Shared by the crash tests: a newsroom behind a proxy, and the results of an undisturbed run."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from monitor.services.newsroom import Newsroom
from tests.system.crash import Stored, UpUnderTest
from tests.system.proxy import Proxy


@dataclass(frozen=True, slots=True)
class Calm:
    """An undisturbed run: the newsroom, its proxy, the configuration and the results."""

    newsroom: Newsroom
    feeds: Proxy
    config: Path
    expected: Stored


@pytest.fixture(scope="session")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Calm]:
    """The undisturbed run, once for all tests that disturb one."""
    # One more article per poll: the feeds have news for as long as the processes are killed.
    newsroom = Newsroom(shown_first=1, shown_per_poll=1)
    feeds = Proxy(newsroom.port)
    folder = tmp_path_factory.mktemp("calm")
    newsroom.write_config(folder / "config", interval="1s")
    feed_list = folder / "config" / "feeds.yaml"
    text = feed_list.read_text("utf-8").replace(f":{newsroom.port}/", f":{feeds.port}/")
    feed_list.write_text(text, "utf-8")
    with UpUnderTest(folder / "config", folder / "data", folder / "log") as up:
        expected = up.run_until_complete(newsroom)
        assert up.stop()[0] == 0
    assert len({name.partition(".")[0] for name in expected.articles}) == len(newsroom.stories)
    yield Calm(newsroom, feeds, folder / "config", expected)
    feeds.close()
    newsroom.close()
