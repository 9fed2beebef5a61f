"""The configuration in force: a valid change replaces it, a wrong one is refused and reported."""

import asyncio
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from monitor.config import Change, Configuration, load_configuration, load_settings
from monitor.records.errors import DatabaseUnavailable
from monitor.services.configuration import LiveConfiguration, Loader, load_in_force
from monitor.services.loop import Loops
from monitor.store import Changes, open_engine, upgrade_database
from monitor.watchlist import CompiledActors
from tests.waiting import wait_until

ONE_FEED = "feeds: [{url: 'https://one.example/rss'}]\n"
TWO_FEEDS = "feeds: [{url: 'https://one.example/rss'}, {url: 'https://two.example/rss'}]\n"
UNKNOWN_KEY = "feeds: [{uri: 'https://three.example/rss'}]\n"


def a_live_configuration(folder: Path, load: Loader = load_configuration) -> LiveConfiguration:
    (folder / "data").mkdir(exist_ok=True)
    settings = load_settings(folder, {"MONITOR_DATA": str(folder / "data")})
    return LiveConfiguration(settings, load=load)


def test_a_change_is_in_force_and_a_wrong_one_is_refused_until_it_is_corrected(
    tmp_path: Path,
) -> None:
    file = tmp_path / "feeds.yaml"
    file.write_text(ONE_FEED)
    live = a_live_configuration(tmp_path)
    file.write_text(TWO_FEEDS)
    live.reload()
    assert len(live.current.feeds) == 2
    file.write_text(UNKNOWN_KEY)
    live.reload()
    assert live.error is not None
    assert "feeds.yaml:1" in live.error
    assert "url" in live.error
    assert len(live.current.feeds) == 2
    file.write_text(ONE_FEED)
    live.reload()
    assert live.error is None
    assert len(live.current.feeds) == 1


def test_a_refused_configuration_is_not_loaded_again_until_it_changes(tmp_path: Path) -> None:
    file = tmp_path / "feeds.yaml"
    file.write_text(ONE_FEED)
    live = a_live_configuration(tmp_path)
    file.write_text(UNKNOWN_KEY)
    live.reload()
    before = live.error
    live.error = "unchanged"
    live.reload()
    assert (before is None, live.error) == (False, "unchanged")


def test_an_unexpected_error_of_the_loader_keeps_the_old_one_and_the_next_file_is_loaded(
    tmp_path: Path,
) -> None:
    file = tmp_path / "feeds.yaml"
    file.write_text(ONE_FEED)
    is_broken = threading.Event()

    def load(folder: Path, compiled: Path | None, changes: Sequence[Change]) -> Configuration:
        if is_broken.is_set():
            raise TypeError("not a list")
        return load_configuration(folder, compiled, changes)

    live = a_live_configuration(tmp_path, load)
    is_broken.set()
    file.write_text(TWO_FEEDS)
    with pytest.raises(TypeError):
        live.reload()
    assert live.error == "TypeError: not a list"
    assert len(live.current.feeds) == 1
    is_broken.clear()
    live.reload()
    assert live.error is None
    assert len(live.current.feeds) == 2


def test_a_change_is_picked_up_by_the_thread(tmp_path: Path) -> None:
    file = tmp_path / "feeds.yaml"
    file.write_text(ONE_FEED)
    live = a_live_configuration(tmp_path)
    live.watch(Loops())
    try:
        file.write_text(TWO_FEEDS)
        wait_until(lambda: len(live.current.feeds) == 2)
    finally:
        live.stop()


def test_a_stored_change_is_in_force_over_the_file_and_can_be_taken_back(tmp_path: Path) -> None:
    (tmp_path / "watchlist.yaml").write_text(
        "themes: [{id: rain, name: Rain, query: rain}, {id: sun, name: Sun, query: sun}]\n"
    )
    live = a_live_configuration(tmp_path)
    settings = load_settings(tmp_path, {"MONITOR_DATA": str(tmp_path / "data")})

    def change(*bodies: tuple[str, dict[str, str] | None]) -> None:
        async def store() -> None:
            engine = open_engine(settings.database)
            await upgrade_database(engine)
            for id_, body in bodies:
                await Changes(engine).add("themes", id_, body, "desk")
            await engine.dispose()

        asyncio.run(store())
        live.reload()

    def queries() -> dict[str, str]:
        return {theme.id: theme.query for theme in live.index.watchlist.themes}

    first = live.current.hash
    change(
        ("rain", {"name": "Rain", "query": "rain OR drizzle"}),
        ("sun", None),
        ("wind", {"name": "Wind", "query": "wind"}),
    )
    assert queries() == {"rain": "rain OR drizzle", "wind": "wind"}
    assert live.current.hash != first
    change(("wind", {"name": "Wind", "query": "wind AND ("}))
    assert "change 4 by desk" in str(live.error)
    assert queries()["wind"] == "wind"
    change(("wind", {"name": "Wind", "query": "gale"}))
    assert live.error is None
    assert queries()["wind"] == "gale"
    loaded = load_in_force(settings).watchlist
    assert {theme.id: theme.query for theme in loaded.themes} == queries()


def test_without_a_database_server_the_files_alone_are_in_force(tmp_path: Path) -> None:
    (tmp_path / "feeds.yaml").write_text(ONE_FEED)
    environ = {
        "MONITOR_DATA": str(tmp_path / "data"),
        "MONITOR_DATABASE": "postgresql://nobody@127.0.0.1:1/none",
    }
    settings = load_settings(tmp_path, environ)
    live = LiveConfiguration(settings)
    (tmp_path / "feeds.yaml").write_text(TWO_FEEDS)
    live.reload()
    assert len(live.current.feeds) == 2
    with pytest.raises(DatabaseUnavailable):
        load_in_force(settings)


def test_actors_are_compiled_only_for_a_caller_that_needs_an_index(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "watchlist.yaml").write_text("actors: [{id: a, name: Anna Berg, kind: person}]\n")
    settings = load_settings(tmp_path, {"MONITOR_DATA": str(tmp_path / "data")})
    checked = load_in_force(settings)
    assert not list(settings.compiled.glob("*.tables"))
    compiled = load_in_force(settings, compiles=True)
    mapped = load_in_force(settings)
    assert isinstance(mapped.watchlist.actors, CompiledActors)
    for configuration in (compiled, mapped):
        assert list(configuration.watchlist.actors) == list(checked.watchlist.actors)
        assert configuration.hash == checked.hash
