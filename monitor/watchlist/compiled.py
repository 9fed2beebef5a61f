"""The actors of a watchlist, compiled once to a file that the machine's processes map, or in memory for a short list.

    names, sounds, actors (by id), descriptions      tables, see `monitor.watchlist.tables`

The file is named by what it was made from; whoever needs it first makes it, while the others wait.
"""

import fcntl
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import overload

import msgspec
import numpy as np

from monitor.watchlist.folding import fold_term
from monitor.watchlist.names import make_names
from monitor.watchlist.romanise import make_sounds
from monitor.watchlist.tables import (
    Sections,
    Table,
    UnreadableTables,
    hash_of,
    make_table,
    map_tables,
    write_tables,
)
from monitor.watchlist.values import Actor

FORMAT = "3"
"""Changes with the shape of the tables and with what follows from a name; files of another are made anew."""
KEPT = 3
"""Compiled files that stay: that in force, that before it, and one that a change is being tried with."""


class CompiledActors(Sequence[Actor]):
    """Actors that are read from tables one by one, as they are asked for."""

    def __init__(self, sections: Sections, count: int | None = None) -> None:
        self.sections = sections
        self._actors = Table(sections, "actors")
        self._described = Table(sections, "descriptions")
        self._count = count if count is not None else len(self._actors)

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, place: int) -> Actor: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Actor]: ...
    def __getitem__(self, place: int | slice) -> Actor | Sequence[Actor]:
        order = self.sections["actors.order"][place]
        if isinstance(place, slice):
            return [self._read(int(entry)) for entry in order]
        return self._read(int(order))

    def __iter__(self) -> Iterator[Actor]:
        return (self._read(int(entry)) for entry in self.sections["actors.order"])

    def _read(self, entry: int) -> Actor:
        return msgspec.msgpack.decode(self._actors.value(entry), type=Actor)

    def find(self, actor_id: str) -> Actor | None:
        """Return the actor of an id, or None."""
        found = self._actors.get(hash_of(actor_id))
        return msgspec.msgpack.decode(found, type=Actor) if found is not None else None

    def has(self, actor_id: str) -> bool:
        """Return whether there is an actor of this id."""
        return self.find(actor_id) is not None

    def by_id(self, actor_id: str) -> Actor:
        """Return the actor of an id. Raises KeyError."""
        actor = self.find(actor_id)
        if actor is None:
            raise KeyError(actor_id)
        return actor

    def tags(self) -> frozenset[str]:
        """Return every tag that an actor has."""
        return frozenset(
            msgspec.msgpack.decode(self.sections["actors.tags"].tobytes(), type=list[str])
        )

    def described(self, phrase: str) -> frozenset[str]:
        """Return the ids of the actors who are described so."""
        found = self._described.get(hash_of(_bare(phrase)))
        return (
            frozenset(msgspec.msgpack.decode(found, type=list[str]))
            if found is not None
            else frozenset()
        )


def compile_actors(actors: Sequence[Actor]) -> Sections:
    """Return the tables of a list of actors."""
    described: dict[str, dict[str, None]] = defaultdict(dict)
    for actor in actors:
        for description in actor.descriptions:
            described[_bare(description)][actor.id] = None
    by_id = {hash_of(actor.id): msgspec.msgpack.encode(actor) for actor in actors}
    table = make_table("actors", by_id)
    places = np.searchsorted(
        table["actors.hashes"], np.fromiter(by_id, dtype=np.uint64, count=len(by_id))
    )
    return {
        **make_names(actors),
        **make_sounds(actors),
        **table,
        "actors.tags": np.frombuffer(
            msgspec.msgpack.encode(sorted({tag for actor in actors for tag in actor.tags})),
            dtype=np.uint8,
        ),
        "actors.order": places.astype(np.uint32),
        **make_table(
            "descriptions",
            {hash_of(key): msgspec.msgpack.encode(list(ids)) for key, ids in described.items()},
        ),
    }


def compiled_file(folder: Path, digest: str) -> Path:
    """Return the file of the tables made from what has this digest."""
    return folder / f"{digest}-{FORMAT}.tables"


def load_compiled(folder: Path, digest: str, read: Callable[[], Iterable[Actor]]) -> CompiledActors:
    """Map the tables of this digest; make them from what ``read`` gives where nobody has yet. Raises OSError, and what ``read`` raises."""
    file = compiled_file(folder, digest)
    folder.mkdir(parents=True, exist_ok=True)
    if (sections := _mapped(file)) is None:
        with (folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if (sections := _mapped(file)) is None:
                write_tables(file, compile_actors(tuple(read())))
                for old in sorted(
                    folder.glob("*.tables"), key=lambda each: each.stat().st_mtime_ns
                )[:-KEPT]:
                    old.unlink(missing_ok=True)
                sections = map_tables(file)
    return CompiledActors(sections)


def _mapped(file: Path) -> Sections | None:
    try:
        return map_tables(file)
    except (FileNotFoundError, UnreadableTables):
        return None


def _bare(phrase: str) -> str:
    words = fold_term(phrase).split()
    return " ".join(words[1:] if words and words[0] in ("the", "a", "an") else words)
