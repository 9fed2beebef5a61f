"""The entries of the table of names: each folded text with the actors that it may mean. Pure.

1. A name or alias means its actor; a variant of it does too, unless an actor lists the same text.
2. A person's surname (`monitor.watchlist.family_names`) means the person where the full name
   occurs.
3. ``aliases_off`` removes a text in all three roles; a ``never`` string means: not this actor.
4. A text that the list writes in capitals only, up to `ACRONYM_LENGTH`, is an acronym: "US" is not
   "us". A single word that the list never writes in small letters is proper: "Shell" is not
   "shell".
"""

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

import msgspec

from monitor.watchlist.family_names import (
    ends_with_second_surname,
    family_names_first,
    is_of_far_east,
    surname_of,
    surname_pair_of,
)
from monitor.watchlist.folding import fold_term
from monitor.watchlist.values import Actor
from monitor.watchlist.variants import name_variants, with_attachments

ACRONYM_LENGTH = 6
"""Characters of the longest name in capitals that counts as an acronym: "U.S.", "UNAMI"."""
_PARTS = re.compile(r"[\s_·•‧・‐‑‒–—−-]+")
_APOSTROPHES = "'’ʿ"

Ids = defaultdict[str, list[str]]
"""Actors by folded text."""


class Name(msgspec.Struct, frozen=True, array_like=True):
    """One folded text and the actors that it may mean."""

    text: str
    lead: int
    """Characters before the first word: a name may begin with a sign."""
    full: tuple[str, ...] = ()
    """Actors that are meant wherever the text occurs."""
    short: tuple[str, ...] = ()
    """Actors that are meant where their full name occurs too."""
    never: tuple[str, ...] = ()
    """Actors that are not meant where the text occurs."""
    is_acronym: bool = False
    """Whether the text counts in capitals only."""
    is_proper: bool = False
    """Whether the text, a single word, does not count in small letters."""
    has_capital: bool = False
    """Whether the text, of several words, does not count if all of them are in small letters."""
    capitals: tuple[int, ...] = ()
    """Places of the words of a person's name that do not count in small letters."""


def name_entries(actors: Iterable[Actor]) -> Iterator[Name]:
    """Yield the entries of a list of actors, sorted by text; ``lead`` is 0 in all of them."""
    collected = _Collected()
    for actor in actors:
        collected.add(actor)
    collected.add_variants()
    yield from collected.entries()


class _Collected:
    """The texts of all actors by role."""

    def __init__(self) -> None:
        self._full: Ids = defaultdict(list)
        self._short: Ids = defaultdict(list)
        self._never: Ids = defaultdict(list)
        self._variants: Ids = defaultdict(list)
        self._not_acronyms: set[str] = set()
        """Texts that some actor writes otherwise than as an acronym."""
        self._in_small: set[str] = set()
        """Single words that some actor writes without a capital."""
        self._people: set[str] = set()
        """Texts of persons' names."""
        self._capitals: dict[str, frozenset[int]] = {}
        """By text of several words, where those begin that every writing of it capitalises."""

    def add(self, actor: Actor) -> None:
        """Add the texts of one actor."""
        off = {fold_term(name) for name in actor.aliases_off}
        is_eastern = actor.kind == "person" and is_of_far_east(actor)
        for name in (actor.name, *actor.aliases):
            texts = self._add_name(actor, name, off)
            if actor.kind != "person":
                continue
            surnames = _surnames_of(actor, name, texts)
            if is_eastern:
                for text in texts if texts[0].isascii() else texts[:1]:
                    surnames += family_names_first(text, name)
            kept = [surname for surname in surnames if surname not in off]
            self._add_surnames(actor.id, kept, is_small=_has_small_surname(name))
        for text in actor.never:
            self._never[fold_term(text)].append(actor.id)

    def _add_name(self, actor: Actor, name: str, off: set[str]) -> list[str]:
        """Add the texts of a name but its surnames; return it and its variants, folded."""
        is_person = actor.kind == "person"
        folded = fold_term(name)
        if folded and folded not in off:
            self._full[folded].append(actor.id)
            if not (name.isupper() and len(name) <= ACRONYM_LENGTH):
                self._not_acronyms.add(folded)
            if not name[:1].isupper():
                self._in_small.add(folded)
            self._add_capitals(folded, name, is_person=is_person)
        writings = list(name_variants(name, is_person=is_person))
        variants = [fold_term(variant) for variant in writings]
        for variant, written in zip(variants, writings, strict=True):
            if variant not in off:
                self._variants[variant].append(actor.id)
                self._add_capitals(variant, written, is_person=is_person)
        return [folded, *variants]

    def _add_capitals(self, folded: str, name: str, *, is_person: bool) -> None:
        if " " not in folded:
            return
        if is_person:
            self._people.add(folded)
        places = _capitals_of(name, folded)
        before = self._capitals.get(folded)
        self._capitals[folded] = places if before is None else before & places

    def _add_surnames(self, actor: str, surnames: list[str], *, is_small: bool) -> None:
        """Add the surnames of one name, and their forms with attached endings."""
        longer = (surname for surname in surnames if len(surname) > 1)
        attached = itertools.chain.from_iterable(map(with_attachments, longer))
        for surname in (*surnames, *map(fold_term, attached)):
            self._short[surname].append(actor)
            if is_small:
                self._in_small.add(surname)

    def add_variants(self) -> None:
        """Let each variant mean its actors, unless an actor lists the same text."""
        for variant, actors in self._variants.items():
            if variant not in self._full:
                self._full[variant] = actors
                self._not_acronyms.add(variant)

    def entries(self) -> Iterator[Name]:
        """Yield the entries, sorted by text."""
        for text in sorted({*self._full, *self._short, *self._never} - {""}):
            capitals = self._capitals.get(text, frozenset())
            full = _distinct(self._full.get(text, ()))
            yield Name(
                text=text,
                lead=0,
                full=full,
                short=_distinct(self._short.get(text, ())),
                never=tuple(self._never.get(text, ())),
                is_acronym=bool(full) and text not in self._not_acronyms,
                is_proper=" " not in text and text not in self._in_small,
                has_capital=bool(capitals),
                capitals=tuple(sorted(capitals)) if text in self._people else (),
            )


def _surnames_of(actor: Actor, name: str, texts: list[str]) -> list[str]:
    """Return the surnames at the end of a name; ``texts`` are it and its variants, folded."""
    surnames = [surname_pair_of(texts[0])]
    if not ends_with_second_surname(name, actor):
        surnames += map(surname_of, texts)
    return [surname for surname in surnames if surname]


def _distinct(actors: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(actors))


def _capitals_of(name: str, folded: str) -> frozenset[int]:
    """Return where the capitalised words of a name behind its first begin in its folded text."""
    written = [word for word in _PARTS.split(name) if word]
    places, at = [], 0
    words = folded.split(" ")
    if len(words) != len(written):
        return frozenset()
    for word, own in zip(words, written, strict=True):
        if at and own[:1].isupper():
            places.append(at)
        at += len(word) + 1
    return frozenset(places)


def _has_small_surname(name: str) -> bool:
    """Return whether the last word of a name begins with a small letter, and has no hyphen."""
    surname = name.rpartition(" ")[2].lstrip(_APOSTROPHES)
    return not surname[:1].isupper() and "-" not in name
