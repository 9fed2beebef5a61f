"""Compiled actors: one file for the processes of a machine, made once, and made anew where it is broken."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from monitor.watchlist import Actor, Watchlist, WatchlistIndex, load_compiled

ACTORS = tuple(
    Actor(
        id=f"a{number}",
        name=f"Given{number} Family{number}",
        kind="person",
        tags=("odd",) if number % 2 else (),
    )
    for number in range(500)
)


def reader(calls: list[int]) -> Callable[[], tuple[Actor, ...]]:
    """Return what gives the actors, and counts how often it was asked."""

    def read() -> tuple[Actor, ...]:
        calls.append(1)
        return ACTORS

    return read


def test_the_file_is_made_once_however_many_ask_at_a_time(tmp_path: Path) -> None:
    calls: list[int] = []
    with ThreadPoolExecutor(8) as pool:
        loaded = list(pool.map(lambda _: load_compiled(tmp_path, "one", reader(calls)), range(8)))
    assert len(calls) == 1
    assert [tuple(each) for each in loaded] == [ACTORS] * 8


def test_mapped_actors_are_those_that_were_compiled(tmp_path: Path) -> None:
    mapped = load_compiled(tmp_path, "one", lambda: ACTORS)
    in_memory, from_file = (
        WatchlistIndex(Watchlist(actors=ACTORS)),
        WatchlistIndex(Watchlist(actors=mapped)),
    )
    text = "Given7 Family7 met Given8 Family8. Family8 left; Given9 did not."
    assert from_file.find_mentions(text) == in_memory.find_mentions(text)
    assert len(from_file.find_mentions(text)) == 3
    assert (len(mapped), mapped[3], mapped[1:3]) == (500, ACTORS[3], list(ACTORS[1:3]))
    assert mapped.tags() == {"odd"}
    assert from_file.is_one_of("a7", ("tag:odd",))
    assert mapped.find("nobody") is None
    with pytest.raises(KeyError):
        mapped.by_id("nobody")


@pytest.mark.parametrize("left", [0, 5, 40, 900])
def test_a_broken_file_is_made_anew(tmp_path: Path, left: int) -> None:
    load_compiled(tmp_path, "one", lambda: ACTORS)
    [file] = tmp_path.glob("*.tables")
    file.write_bytes(file.read_bytes()[:left])
    calls: list[int] = []
    assert tuple(load_compiled(tmp_path, "one", reader(calls))) == ACTORS
    assert calls == [1]


def test_old_files_go_and_those_in_use_stay_readable(tmp_path: Path) -> None:
    first = load_compiled(tmp_path, "d0", lambda: ACTORS)
    for number in range(1, 6):
        load_compiled(tmp_path, f"d{number}", lambda: ACTORS[:1])
    assert len(list(tmp_path.glob("*.tables"))) == 3
    assert tuple(first) == ACTORS


def test_an_empty_list_finds_nobody(tmp_path: Path) -> None:
    index = WatchlistIndex(Watchlist(actors=load_compiled(tmp_path, "none", lambda: ())))
    assert index.find_mentions("Given7 Family7") == ()
