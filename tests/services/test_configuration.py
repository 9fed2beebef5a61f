"""The configuration of a running process: a change is picked up, a wrong one refused whole and told."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

from monitor.config import load_settings
from monitor.services.configuration import LiveConfiguration, load_in_force
from monitor.store import Changes, open_engine, upgrade_database

FEED_STATES = "feeds: [{url: 'https://one.example/rss'}]\n"


def wait_for(done: Callable[[], bool]) -> None:
    """Return once something holds; the watcher looks every second."""
    deadline = time.monotonic() + 20
    while not done() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert done()


def test_a_change_is_in_force_and_a_wrong_one_is_refused_and_told_until_it_is_mended(
    tmp_path: Path,
) -> None:
    (tmp_path / "feeds.yaml").write_text(FEED_STATES)
    live = LiveConfiguration(load_settings(tmp_path, {"MONITOR_DATA": str(tmp_path / "data")}))
    live.watch()
    try:
        (tmp_path / "feeds.yaml").write_text(
            FEED_STATES.replace(
                "one.example/rss'}", "one.example/rss'}, {url: 'https://two.example/rss'}"
            )
        )
        wait_for(lambda: len(live.current.feeds) == 2)
        (tmp_path / "feeds.yaml").write_text("feeds: [{uri: 'https://three.example/rss'}]\n")
        wait_for(lambda: live.error is not None)
        assert "feeds.yaml:1" in str(live.error)
        assert "url" in str(live.error)
        assert len(live.current.feeds) == 2
        (tmp_path / "feeds.yaml").write_text(FEED_STATES)
        wait_for(lambda: live.error is None and len(live.current.feeds) == 1)
    finally:
        live.stop()


def test_a_stored_change_is_in_force_over_the_file_and_can_be_taken_back(tmp_path: Path) -> None:
    (tmp_path / "watchlist.yaml").write_text(
        "themes: [{id: rain, name: Rain, query: rain}, {id: sun, name: Sun, query: sun}]\n"
    )
    settings = load_settings(tmp_path, {"MONITOR_DATA": str(tmp_path / "data")})
    (tmp_path / "data").mkdir()
    live = LiveConfiguration(settings)
    live.watch()

    def change(*made: tuple[str, dict[str, str] | None]) -> None:
        async def store() -> None:
            engine = open_engine(settings.database)
            await upgrade_database(engine)
            for id_, body in made:
                await Changes(engine).add("themes", id_, body, "desk")
            await engine.dispose()

        asyncio.run(store())

    def in_force() -> dict[str, str]:
        return {theme.id: theme.query for theme in live.index.watchlist.themes}

    try:
        first = live.current.hash
        change(
            ("rain", {"name": "Rain", "query": "rain OR drizzle"}),
            ("sun", None),
            ("wind", {"name": "Wind", "query": "wind"}),
        )
        wait_for(lambda: in_force() == {"rain": "rain OR drizzle", "wind": "wind"})
        assert live.current.hash != first
        change(("wind", {"name": "Wind", "query": "wind AND ("}))
        wait_for(lambda: live.error is not None)
        assert "change 4 by desk" in str(live.error)
        assert in_force()["wind"] == "wind"
        change(("wind", {"name": "Wind", "query": "gale"}))
        wait_for(lambda: live.error is None and in_force()["wind"] == "gale")
        assert {
            theme.id: theme.query for theme in load_in_force(settings).watchlist.themes
        } == in_force()
    finally:
        live.stop()
