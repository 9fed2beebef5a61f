"""Compiled actors: one file for all processes of a machine, compiled once, and again if broken."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from monitor.config.compiled_actors import FILES_KEPT, load_compiled
from monitor.watchlist import Actor, Watchlist, WatchlistIndex
from monitor.watchlist.compiled import compile_actors
from monitor.watchlist.hash_tables import pack

ACTORS = tuple(
    Actor(
        id=f"a{number}",
        name=f"Given{number} Family{number}",
        kind="person",
        tags=("odd",) if number % 2 else (),
    )
    for number in range(500)
)


def counting(calls: list[int]) -> Callable[[], tuple[Actor, ...]]:
    """Return a function that returns the actors and adds to ``calls`` whenever it is called."""

    def read() -> tuple[Actor, ...]:
        calls.append(1)
        return ACTORS

    return read


def test_concurrent_loads_compile_the_file_once(tmp_path: Path) -> None:
    calls: list[int] = []
    with ThreadPoolExecutor(8) as pool:
        loads = pool.map(lambda _: load_compiled(tmp_path, "one", counting(calls)), range(8))
        loaded = [tuple(actors) for actors in loads]
    assert len(calls) == 1
    assert loaded == [ACTORS] * 8


def test_mapped_actors_equal_the_compiled_ones(tmp_path: Path) -> None:
    mapped = load_compiled(tmp_path, "one", lambda: ACTORS)
    in_memory = WatchlistIndex(Watchlist(actors=ACTORS))
    from_file = WatchlistIndex(Watchlist(actors=mapped))
    text = "Given7 Family7 met Given8 Family8. Family8 left; Given9 did not."
    assert from_file.find_mentions(text) == in_memory.find_mentions(text)
    assert len(from_file.find_mentions(text)) == 3
    assert (len(mapped), mapped[3], mapped[1:3]) == (500, ACTORS[3], list(ACTORS[1:3]))
    assert mapped.tags() == {"odd"}
    assert from_file.is_one_of("a7", ("tag:odd",))
    assert mapped.find("stranger") is None
    with pytest.raises(KeyError):
        mapped.by_id("stranger")


@pytest.mark.parametrize("bytes_left", [0, 5, 40, 900])
def test_a_broken_file_is_compiled_again(tmp_path: Path, bytes_left: int) -> None:
    load_compiled(tmp_path, "one", lambda: ACTORS)
    [file] = tmp_path.glob("*.tables")
    file.write_bytes(file.read_bytes()[:bytes_left])
    calls: list[int] = []
    assert tuple(load_compiled(tmp_path, "one", counting(calls))) == ACTORS
    assert calls == [1]


@pytest.mark.parametrize("missing", ["sounds.filter", "names.values"])
def test_a_file_with_the_tables_of_another_version_is_compiled_again(
    tmp_path: Path, missing: str
) -> None:
    load_compiled(tmp_path, "one", lambda: ACTORS)
    [file] = tmp_path.glob("*.tables")
    tables = compile_actors(ACTORS)
    tables["sounds.lengths"] = tables.pop(missing)
    file.write_bytes(b"".join(bytes(part) for part in pack(tables)))
    calls: list[int] = []
    assert tuple(load_compiled(tmp_path, "one", counting(calls))) == ACTORS
    assert calls == [1]


def test_old_files_are_deleted_and_stay_readable_where_they_are_mapped(tmp_path: Path) -> None:
    first = load_compiled(tmp_path, "d0", lambda: ACTORS)
    for number in range(1, 6):
        load_compiled(tmp_path, f"d{number}", lambda: ACTORS[:1])
    assert len(list(tmp_path.glob("*.tables"))) == FILES_KEPT
    assert tuple(first) == ACTORS


def test_an_empty_list_has_no_mentions(tmp_path: Path) -> None:
    index = WatchlistIndex(Watchlist(actors=load_compiled(tmp_path, "none", lambda: ())))
    assert index.find_mentions("Given7 Family7") == ()
