"""The configuration of a running process: a change is picked up, a wrong one refused whole and told."""

import time
from collections.abc import Callable
from pathlib import Path

from monitor.bootstrap import LiveConfiguration
from monitor.config import load_settings

FEEDS = "feeds: [{url: 'https://one.example/rss'}]\n"


def wait_for(done: Callable[[], bool]) -> None:
    """Return once something holds; the watcher looks every two seconds."""
    deadline = time.monotonic() + 20
    while not done() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert done()


def test_a_change_is_in_force_and_a_wrong_one_is_refused_and_told_until_it_is_mended(tmp_path: Path) -> None:
    (tmp_path / "feeds.yaml").write_text(FEEDS)
    live = LiveConfiguration(load_settings(tmp_path, {"MONITOR_DATA": str(tmp_path / "data")}))
    live.watch()
    try:
        (tmp_path / "feeds.yaml").write_text(
            FEEDS.replace("one.example/rss'}", "one.example/rss'}, {url: 'https://two.example/rss'}")
        )
        wait_for(lambda: len(live.current.feeds) == 2)
        (tmp_path / "feeds.yaml").write_text("feeds: [{uri: 'https://three.example/rss'}]\n")
        wait_for(lambda: live.error is not None)
        assert "feeds.yaml:1" in str(live.error)
        assert "url" in str(live.error)
        assert len(live.current.feeds) == 2
        (tmp_path / "feeds.yaml").write_text(FEEDS)
        wait_for(lambda: live.error is None and len(live.current.feeds) == 1)
    finally:
        live.stop()
