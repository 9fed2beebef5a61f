"""People under spellings that the list lacks: other romanisations, cases, initials, other orders.

A run of capitalised words (`monitor.watchlist.name_runs`) names a person of the list if one of its
words sounds like the person's first word and a later one like the last
(`monitor.watchlist.sounds`), both in some case (`monitor.watchlist.name_stems`):

    between them    initials, a nickname, and other given names: Robert J. “Buzz” Coleman
    an initial      for the first word: R. Coleman, А. Сорокин
    last word first Szentesi Gabor, Сорокин Алексей Петрович, LUO Zhengming

The score is the likeness of the letters. Words of a run are looked up in pairs, and only where a
filter has both of them. Pure.
"""

import difflib
import functools
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from monitor.watchlist.hash_tables import HashTable, Sections, hash_of, make_table
from monitor.watchlist.name_runs import (
    RUN,
    WORD,
    Token,
    is_patronymic,
    tokens_of,
    without_suffix,
    words_of_name,
)
from monitor.watchlist.name_stems import listed_stems, written_stems
from monitor.watchlist.sounds import (
    Sound,
    heard,
    latin_of,
    same_given_names,
    sounds_of,
    vowels_agree,
)
from monitor.watchlist.values import Actor

MOST_WORDS = 5
"""Words of the longest name found by its sound; longer ones are rare."""
MOST_BETWEEN = 2
"""Words between the first and the last of a name: given names, an initial, a nickname."""
LONGEST_WORD = 60
"""Characters; a longer word is not a name and would be compared with many."""
CACHED_RUNS = 20_000
"""Runs of words whose reading is cached: most of a day's names repeat."""
LEAST_LIKENESS = 0.6
"""Score below which two spellings count as two names."""
LEAST_SURNAME_LIKENESS = 0.75
"""The same for a surname alone, which has fewer letters."""
SAME_LIKENESS = 0.05
"""Difference of scores up to which several actors may be meant."""
INITIAL_SCORE = 0.7
"""Score of a name with an initial for its first word."""
_FILTER_BITS = 12
"""Bits of the filter per word: about one in twelve absent words passes it."""


class Romanised(NamedTuple):
    """A name in another spelling: offsets, the actors that it may mean, and the likeness (0 to 1).

    ``is_initial`` names need the full name elsewhere, or evidence; ``is_turned`` names have their
    last word first.
    """

    start: int
    end: int
    actors: tuple[str, ...]
    score: float
    is_initial: bool = False
    is_turned: bool = False


class ListedName(msgspec.Struct, frozen=True, array_like=True):
    """A name of an actor: its first and last words and those between, in small Latin letters."""

    actor: str
    first: str
    last: str
    between: tuple[str, ...]
    is_first_cut: bool
    is_last_cut: bool


class _Form(NamedTuple):
    """One way to read a word of a text."""

    sound: Sound
    latin: str
    is_declined: bool


class PersonNames:
    """The names of people by their sound."""

    def __init__(self, sections: Sections) -> None:
        self._table = HashTable(sections, "sounds")
        self._filter: npt.NDArray[np.uint8] = sections["sounds.filter"]
        self._bits = len(self._filter) * 8
        self._names_in = functools.lru_cache(maxsize=CACHED_RUNS)(self._read_run)

    def find(self, text: str, language: str) -> Iterator[Romanised]:
        """Yield the names of people in a text that are of two words at least."""
        if not len(self._table):
            return
        for run in RUN.finditer(text):
            start = run.start()
            for name in self._names_in(run.group(), language):
                yield name._replace(start=start + name.start, end=start + name.end)

    def _read_run(self, run: str, language: str) -> tuple[Romanised, ...]:
        """Return the names in a run of capitalised words, with their places in it."""
        tokens = [token for token in tokens_of(run) if len(token.text) <= LONGEST_WORD]
        forms = [self._forms(token, language) for token in tokens]
        names = []
        first = 0
        while first < len(tokens) - 1:
            name, behind = self._name_at(tokens, forms, first)
            if name is not None:
                names.append(name)
            first = behind
        return tuple(names)

    def _forms(self, token: Token, language: str) -> list[_Form]:
        """Return the readings of a word that some name of the list has."""
        forms = [form for each in _as_written(token) for form in _forms_of(each.text, language)]
        return [form for form in forms if self._passes(form.sound.consonants)]

    def _passes(self, sound: str) -> bool:
        bit = zlib.crc32(sound.encode()) % self._bits
        return bool(self._filter[bit >> 3] >> (bit & 7) & 1)

    def _name_at(
        self, tokens: Sequence[Token], forms: Sequence[list[_Form]], first: int
    ) -> tuple[Romanised | None, int]:
        """Return the name that begins with a word, and the word after it; or None, and the next."""
        last_place = min(len(tokens) - 1, first + 1 + MOST_BETWEEN)
        for last in range(last_place, first, -1):
            between = [token.text for token in tokens[first + 1 : last] if not token.is_initial]
            name = self._pair(tokens, forms, (first, last), between)
            if name is not None:
                return name, last + 1
        if without_suffix(tokens[first]) is not None:  # Harper's Robert
            return None, first + 1
        turned = self._pair(tokens, forms, (first + 1, first), [])
        if turned is None:
            return None, first + 1
        turned = turned._replace(is_turned=True)
        behind = first + 2
        if behind < len(tokens) and is_patronymic(tokens[behind].text):
            turned = turned._replace(end=tokens[behind].end)
            behind += 1
        return turned, behind

    def _pair(
        self,
        tokens: Sequence[Token],
        forms: Sequence[list[_Form]],
        places: tuple[int, int],
        between: list[str],
    ) -> Romanised | None:
        """Return the name whose first and last words are at two places, or None."""
        first, last = places
        start, end = min(tokens[first].start, tokens[last].start), _end_of(tokens, places)
        if tokens[last].is_initial:
            return None
        if tokens[first].is_initial:
            actors = self._with_initial(tokens[first].text, forms[last])
            if not actors:
                return None
            return Romanised(start, end, actors, INITIAL_SCORE, is_initial=True)
        scores: dict[str, float] = {}
        for one in forms[first]:
            for other in forms[last]:
                for actor, score in self._bearers(one, other, between):
                    scores[actor] = max(score, scores.get(actor, 0.0))
        if not scores:
            return None
        best = max(scores.values())
        actors = tuple(actor for actor, score in scores.items() if score >= best - SAME_LIKENESS)
        return Romanised(start, end, actors, round(best, 2))

    def _bearers(
        self, first: _Form, last: _Form, between: list[str]
    ) -> Iterator[tuple[str, float]]:
        """Yield the actors with such a name, and the likeness of it."""
        for entry in self._look_up(f"{first.sound.consonants} {last.sound.consonants}"):
            if not (_agrees_first(entry, first) and _agrees_last(entry, last)):
                continue
            if not _between_agree(entry.between, between):
                continue
            score = _likeness(entry.first + entry.last, first.latin + last.latin)
            if score >= LEAST_LIKENESS:
                yield entry.actor, score

    def _with_initial(self, letter: str, forms: list[_Form]) -> tuple[str, ...]:
        """Return the actors whose first word begins with a letter and whose last is given."""
        initial = latin_of(letter)[:1]
        actors: dict[str, None] = {}
        for form in forms:
            for entry in self._look_up(f"{initial}. {form.sound.consonants}"):
                if _is_surname(entry, form):
                    actors[entry.actor] = None
        return tuple(actors)

    def _look_up(self, key: str) -> list[ListedName]:
        body = self._table.get(hash_of(key))
        return msgspec.msgpack.decode(body, type=list[ListedName]) if body else []


def find_surnames(
    text: str, language: str, names: Iterable[ListedName]
) -> Iterator[tuple[int, int, str]]:
    """Yield the places of the surnames of some names, in any case and spelling, and the actors."""
    wanted: dict[str, list[ListedName]] = defaultdict(list)
    for entry in names:
        for sound in sounds_of(entry.last):
            wanted[sound.consonants].append(entry)
    if not wanted:
        return
    by_word: dict[str, list[tuple[int, int, str]]] = {}
    for match in WORD.finditer(text):
        word, place = match.group(), match.start()
        if word not in by_word:
            by_word[word] = list(_surnames_in(word, language, wanted))
        for start, end, actor_id in by_word[word]:
            yield place + start, place + end, actor_id


def _surnames_in(
    word: str, language: str, wanted: dict[str, list[ListedName]]
) -> Iterator[tuple[int, int, str]]:
    """Yield the surnames in a word of a text, with their places in it."""
    if len(word) > LONGEST_WORD:
        return
    for token in tokens_of(word):
        for actor_id, end in _bearers_of(token, language, wanted):
            yield token.start, end, actor_id


def _bearers_of(
    token: Token, language: str, wanted: dict[str, list[ListedName]]
) -> Iterator[tuple[str, int]]:
    """Yield the actors whose surname a word is, each once, and where the surname ends."""
    seen: set[str] = set()
    for candidate in _as_written(token):
        for form in _forms_of(candidate.text, language):
            for entry in wanted.get(form.sound.consonants, ()):
                if entry.actor not in seen and _is_surname(entry, form):
                    seen.add(entry.actor)
                    yield entry.actor, candidate.end


def _as_written(token: Token) -> tuple[Token, ...]:
    """Return a word, and the word without what an apostrophe appends, if there is such a part."""
    shorter = without_suffix(token)
    return (token,) if shorter is None else (token, shorter)


def make_sounds(actors: Iterable[Actor]) -> Sections:
    """Return the arrays of the table of sounds."""
    by_sound: dict[str, dict[ListedName, None]] = defaultdict(dict)
    words: set[str] = set()
    for actor in actors:
        for entry in listed_names(actor):
            lasts = [sound.consonants for sound in sounds_of(entry.last)]
            firsts = [sound.consonants for sound in sounds_of(entry.first)]
            words.update(lasts, firsts)
            for last in lasts:
                by_sound[f"{entry.first[:1]}. {last}"][entry] = None
                for first in firsts:
                    by_sound[f"{first} {last}"][entry] = None
    items = {
        hash_of(sound): msgspec.msgpack.encode(list(names)) for sound, names in by_sound.items()
    }
    return make_table("sounds", items) | {"sounds.filter": _make_filter(words)}


def _make_filter(words: set[str]) -> npt.NDArray[np.uint8]:
    size = 1 << max((len(words) * _FILTER_BITS).bit_length(), 6)
    marks = np.zeros(size, dtype=bool)
    for word in words:
        marks[zlib.crc32(word.encode()) % size] = True
    return np.packbits(marks, bitorder="little")


def listed_names(actor: Actor) -> Iterator[ListedName]:
    """Yield the names of a person by their stems, each once."""
    if actor.kind != "person" or not actor.romanise:
        return
    seen: set[ListedName] = set()
    for name in (actor.name, *actor.aliases):
        words = words_of_name(name)
        if name in actor.aliases_off or not 2 <= len(words) <= MOST_WORDS:
            continue
        small = [word.lower() for word in words]
        for first in (small[0], *same_given_names(latin_of(small[0]))):
            for entry in _stemmed(actor.id, [first, *small[1:]]):
                if entry not in seen:
                    seen.add(entry)
                    yield entry


def _stemmed(actor: str, words: list[str]) -> Iterator[ListedName]:
    """Yield a name by each of its stems; none for an alphabet that is not read."""
    between = tuple(map(latin_of, words[1:-1]))
    for first in listed_stems(words[0]):
        for last in listed_stems(words[-1]):
            latin = latin_of(first.text), latin_of(last.text)
            if all(latin):
                yield ListedName(actor, *latin, between, first.is_cut, last.is_cut)


@functools.lru_cache(maxsize=CACHED_RUNS)
def _forms_of(word: str, language: str) -> tuple[_Form, ...]:
    """Return every way to read a word of a text, by its stems and sounds."""
    forms = []
    for stem in written_stems(word.lower(), language):
        latin = latin_of(stem.text)
        if latin:
            sounds = sounds_of(latin, language)
            forms += [_Form(sound, latin, stem.is_cut) for sound in sounds]
    return tuple(forms)


def _agrees_first(entry: ListedName, form: _Form) -> bool:
    return (form.is_declined or not entry.is_first_cut) and _agree(entry.first, form)


def _agrees_last(entry: ListedName, form: _Form) -> bool:
    return (form.is_declined or not entry.is_last_cut) and _agree(entry.last, form)


def _is_surname(entry: ListedName, form: _Form) -> bool:
    """Return whether a word alone is the surname of a name of the list."""
    if not _agrees_last(entry, form):
        return False
    return _likeness(entry.last, form.latin) >= LEAST_SURNAME_LIKENESS


def _agree(word: str, form: _Form) -> bool:
    """Return whether the vowels of a word agree with those of a word of the list."""
    return any(
        sound.consonants == form.sound.consonants
        and vowels_agree(sound, form.sound, is_declined=form.is_declined)
        for sound in sounds_of(word)
    )


def _between_agree(middle: tuple[str, ...], written: list[str]) -> bool:
    """Return whether the middle words of two names do not contradict each other."""
    if not middle or not written:
        return True
    sounds = {sound.consonants for word in middle if word for sound in sounds_of(word)}
    return any(
        sound.consonants in sounds for word in written for sound in sounds_of(latin_of(word))
    )


def _end_of(tokens: Sequence[Token], places: tuple[int, int]) -> int:
    """Return where a name ends, without what an apostrophe appends to its last word."""
    return _as_written(tokens[max(places)])[-1].end


@functools.lru_cache(maxsize=CACHED_RUNS)
def _likeness(one: str, other: str) -> float:
    """Return the likeness of two words by their sounds, 0 to 1."""
    return difflib.SequenceMatcher(None, heard(one), heard(other), autojunk=False).ratio()
