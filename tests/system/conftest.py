"""Fixture of the crash tests: a newsroom behind a proxy, and the result of an undisturbed run."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from monitor.services.newsroom import Newsroom
from tests.system.crash import StoreSnapshot, UpUnderTest
from tests.system.proxy import Proxy


@dataclass(frozen=True, slots=True)
class Calm:
    """A newsroom behind a proxy, a configuration that polls the proxy, and its expected result."""

    newsroom: Newsroom
    feeds: Proxy
    config: Path
    expected: StoreSnapshot


@pytest.fixture(scope="session")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Calm]:
    """Run without disturbance, once for all tests that disturb a run."""
    # One more article at each poll: the feeds publish news for as long as processes are killed.
    newsroom = Newsroom(shown_first=1, shown_per_poll=1)
    feeds = Proxy(newsroom.port)
    folder = tmp_path_factory.mktemp("calm")
    newsroom.write_config(folder / "config", interval="1s")
    feed_file = folder / "config" / "feeds.yaml"
    feed_file.write_text(
        feed_file.read_text("utf-8").replace(f":{newsroom.port}/", f":{feeds.port}/"), "utf-8"
    )
    with UpUnderTest(folder / "config", folder / "data", folder / "log") as up:
        expected = up.run_until_quiet(lambda: newsroom.is_all_shown, within=120)
        assert up.stop()[0] == 0
    assert len({name.partition(".")[0] for name in expected.articles}) == len(newsroom.stories)
    yield Calm(newsroom, feeds, folder / "config", expected)
    feeds.close()
    newsroom.close()
