"""The actors of a watchlist as hash tables: names, sounds, actors by id, descriptions. Pure.

`monitor.config.compiled_actors` keeps the tables of a long list in a file.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import overload

import msgspec
import numpy as np

from monitor.watchlist.folding import fold_term
from monitor.watchlist.hash_tables import HashTable, Sections, hash_of, make_table
from monitor.watchlist.listed_sounds import make_sounds
from monitor.watchlist.names import make_names
from monitor.watchlist.role_words import is_listed
from monitor.watchlist.values import Actor


class CompiledActors(Sequence[Actor]):
    """Actors in hash tables, each decoded when it is used."""

    def __init__(self, sections: Sections, count: int | None = None) -> None:
        self.sections = sections
        self._actors = HashTable(sections, "actors")
        self._described = HashTable(sections, "descriptions")
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
        body = self._actors.get(hash_of(actor_id))
        return msgspec.msgpack.decode(body, type=Actor) if body is not None else None

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
        body = self.sections["actors.tags"].tobytes()
        return frozenset(msgspec.msgpack.decode(body, type=list[str]))

    def described(self, phrase: str) -> frozenset[str]:
        """Return the ids of the actors with this description, its English article apart."""
        body = self._described.get(hash_of(_without_article(phrase)))
        if body is None:
            return frozenset()
        return frozenset(msgspec.msgpack.decode(body, type=list[str]))


def compile_actors(actors: Sequence[Actor]) -> Sections:
    """Return the tables of a list of actors."""
    by_id = {hash_of(actor.id): msgspec.msgpack.encode(actor) for actor in actors}
    table = make_table("actors", by_id)
    hashes = np.fromiter(by_id, dtype=np.uint64, count=len(by_id))
    order = np.searchsorted(table["actors.hashes"], hashes)
    return {
        **make_names(actors),
        **make_sounds(actors),
        **table,
        "actors.tags": np.frombuffer(msgspec.msgpack.encode(_tags_of(actors)), dtype=np.uint8),
        "actors.order": order.astype(np.uint32),
        **make_table("descriptions", _described(actors)),
    }


def _tags_of(actors: Sequence[Actor]) -> list[str]:
    tags: set[str] = set()
    for actor in actors:
        tags.update(actor.tags)
    return sorted(tags)


def _described(actors: Sequence[Actor]) -> dict[int, bytes]:
    """Return the encoded ids of the actors with each description, by its hash."""
    ids: dict[str, dict[str, None]] = defaultdict(dict)
    for actor in actors:
        for description in actor.descriptions:
            ids[_without_article(description)][actor.id] = None
    return {hash_of(phrase): msgspec.msgpack.encode(list(same)) for phrase, same in ids.items()}


def _without_article(phrase: str) -> str:
    words = fold_term(phrase).split()
    return " ".join(words[1:] if words and is_listed(words[0], "articles") else words)
