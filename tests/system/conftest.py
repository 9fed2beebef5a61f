"""What the crash tests share: a newsroom behind a proxy, and what a run that nobody disturbs makes of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from monitor.services.newsroom import Newsroom
from tests.system.crash import Found, UpUnderTest
from tests.system.proxy import Proxy


@dataclass(frozen=True, slots=True)
class Calm:
    """A newsroom, the proxy before it, a configuration that polls it through that, and what is found in the end."""

    newsroom: Newsroom
    feeds: Proxy
    config: Path
    expected: Found


@pytest.fixture(scope="session")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Calm]:
    """The undisturbed run, once for every test that disturbs one."""
    # One article more at each poll: the feeds go on showing news while everything is being killed.
    newsroom = Newsroom(shown_first=1, shown_per_poll=1)
    feeds = Proxy(newsroom.port)
    folder = tmp_path_factory.mktemp("calm")
    newsroom.write_config(folder / "config", interval="1s")
    listed = folder / "config" / "feeds.yaml"
    listed.write_text(
        listed.read_text("utf-8").replace(f":{newsroom.port}/", f":{feeds.port}/"), "utf-8"
    )
    with UpUnderTest(folder / "config", folder / "data", folder / "log") as up:
        expected = up.run_until_quiet(lambda: newsroom.is_all_shown, within=120)
        assert up.stop()[0] == 0
    assert len({name.partition(".")[0] for name in expected.articles}) == len(newsroom.stories)
    yield Calm(newsroom, feeds, folder / "config", expected)
    feeds.close()
    newsroom.close()
