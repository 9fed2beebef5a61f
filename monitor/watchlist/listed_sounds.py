"""The table of sounds: the listed names by how they sound. Pure.

A person is under the sounds of the first and the last word of each name, and of the last word with
the first one's initial; a given name also under its forms in other languages (Vladimir, Volodymyr).
A person with descriptions is under the sounds of the surname alone too: a title may be before it.
A body is under the sounds of all words of a name in Latin letters, if the list writes it in another
alphabet too: what is spelt by its sound there is spelt differently here (Hezbollah, Hisbollah).
"""

import itertools
import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from monitor.languages.name_words import NAME_WORDS
from monitor.watchlist.family_names import ends_with_second_surname
from monitor.watchlist.hash_tables import Sections, hash_of, make_table
from monitor.watchlist.name_runs import words_of_name
from monitor.watchlist.name_stems import listed_stems
from monitor.watchlist.sounds import latin_of, same_given_names, sounds_of
from monitor.watchlist.values import Actor

MOST_WORDS = 5
"""Words of the longest name of a person that is found by its sound; longer ones are rare."""
MOST_BODY_WORDS = 3
"""The same for a body; longer names of bodies are translated rather than spelt."""
LEAST_BODY_LETTERS = 6
"""Letters of the shortest name of a body; shorter ones sound like too many words."""
_FILTER_BITS = 12
"""Bits of the filter per word: about one in twelve absent words passes it."""
_LATIN_NAME = re.compile(r"[A-Za-z\u00c0-\u024f' ’-]+")


class ListedName(msgspec.Struct, frozen=True, array_like=True):
    """A name of an actor: its first and last words and those between, in small Latin letters."""

    actor: str
    first: str
    last: str
    between: tuple[str, ...]
    is_first_cut: bool
    is_last_cut: bool


class ListedBody(msgspec.Struct, frozen=True, array_like=True):
    """A name of a body, in small Latin letters without its article."""

    actor: str
    words: tuple[str, ...]


def make_sounds(actors: Iterable[Actor]) -> Sections:
    """Return the arrays of the table of sounds."""
    by_sound: dict[str, dict[ListedName | ListedBody, None]] = defaultdict(dict)
    words: set[str] = set()
    begins: set[str] = set()
    """Consonants of the first words of bodies."""
    titled: set[str] = set()
    """Consonants of the surnames of people with descriptions."""
    for actor in actors:
        for body in listed_bodies(actor):
            for sounds in itertools.product(*map(consonants_of, body.words)):
                words.update(sounds)
                begins.add(sounds[0])
                by_sound[body_key(sounds)][body] = None
        called = frozenset(listed_names(actor, is_surname_last=True)) if actor.descriptions else ()
        for entry in listed_names(actor):
            lasts, firsts = consonants_of(entry.last), consonants_of(entry.first)
            words.update(lasts, firsts)
            for last in lasts:
                if entry in called:
                    titled.add(last)
                    by_sound[surname_key(last)][entry] = None
                by_sound[f"{entry.first[:1]}. {last}"][entry] = None
                for first in firsts:
                    by_sound[f"{first} {last}"][entry] = None
    items = {
        hash_of(sound): msgspec.msgpack.encode(list(names)) for sound, names in by_sound.items()
    }
    filters = {"filter": words, "bodies": begins, "titled": titled}
    tables = {f"sounds.{name}": _make_filter(sounds) for name, sounds in filters.items()}
    return make_table("sounds", items) | tables


def consonants_of(latin: str) -> list[str]:
    """Return the consonants of each reading of a word."""
    return list(dict.fromkeys(sound.consonants for sound in sounds_of(latin)))


def surname_key(sound: str) -> str:
    """Return the key of the surname of a person who has a title."""
    return f". {sound}"


def body_key(sounds: Sequence[str]) -> str:
    """Return the key of a body whose words have these consonants."""
    return f"= {' '.join(sounds)}"


def passes(marks: npt.NDArray[np.uint8], sound: str) -> bool:
    """Return whether a filter may have the consonants of a word."""
    bit = zlib.crc32(sound.encode()) % (len(marks) * 8)
    return bool(marks[bit >> 3] >> (bit & 7) & 1)


def _make_filter(words: set[str]) -> npt.NDArray[np.uint8]:
    size = 1 << max((len(words) * _FILTER_BITS).bit_length(), 6)
    marks = np.zeros(size, dtype=bool)
    for word in words:
        marks[zlib.crc32(word.encode()) % size] = True
    return np.packbits(marks, bitorder="little")


def listed_bodies(actor: Actor) -> Iterator[ListedBody]:
    """Yield the names of a body that are spelt by their sound, each once."""
    names = [name for name in (actor.name, *actor.aliases) if name not in actor.aliases_off]
    if actor.kind == "person" or not actor.romanise or all(map(_LATIN_NAME.fullmatch, names)):
        return
    seen: set[tuple[str, ...]] = set()
    for name in filter(_LATIN_NAME.fullmatch, names):
        words = tuple(latin_of(word.lower()) for word in words_of_name(name))
        is_long = sum(map(len, words)) >= LEAST_BODY_LETTERS and not name.isupper()
        if is_long and all(words) and len(words) <= MOST_BODY_WORDS and words not in seen:
            seen.add(words)
            yield ListedBody(actor.id, words)


def listed_names(actor: Actor, *, is_surname_last: bool = False) -> Iterator[ListedName]:
    """Yield the names of a person by their stems, each once.

    With ``is_surname_last`` those that end with what the person is called by alone.
    """
    if actor.kind != "person" or not actor.romanise:
        return
    seen: set[ListedName] = set()
    for name in (actor.name, *actor.aliases):
        words = words_of_name(name)
        if name in actor.aliases_off or not 2 <= len(words) <= MOST_WORDS:
            continue
        if is_surname_last and ends_with_second_surname(name, actor):
            continue
        for entry in _spelt(actor.id, [word.lower() for word in words]):
            if entry not in seen:
                seen.add(entry)
                yield entry


def _spelt(actor: str, words: list[str]) -> Iterator[ListedName]:
    """Yield a name with each form of its given name, and with one in two parts joined."""
    for first in (words[0], *same_given_names(latin_of(words[0]))):
        yield from _stemmed(actor, [first, *words[1:]])
    if len(words) > 2 and latin_of(words[1]) in NAME_WORDS.second_given:
        yield from _stemmed(actor, [words[0] + words[1], *words[2:]])


def _stemmed(actor: str, words: list[str]) -> Iterator[ListedName]:
    """Yield a name by each of its stems; none for an alphabet that is not read."""
    between = tuple(map(latin_of, words[1:-1]))
    for first in listed_stems(words[0]):
        for last in listed_stems(words[-1]):
            latin = latin_of(first.text), latin_of(last.text)
            if all(latin):
                yield ListedName(actor, *latin, between, first.is_cut, last.is_cut)
