"""People under spellings that the list lacks: other romanisations, cases, initials, other orders.

A run of capitalised words (`monitor.watchlist.name_runs`) names a person of the list if one of its
words sounds like the person's first word and a later one like the last
(`monitor.watchlist.sounds`), both in some case (`monitor.watchlist.name_stems`):

    between them    initials, a nickname, and other given names: Robert J. “Buzz” Coleman
    an initial      for the first word: R. Coleman, А. Сорокин
    last word first Szentesi Gabor, Сорокин Алексей Петрович, Сорокин А. П., LUO Zhengming

Or it is a body that has its name in another alphabet, if all of its words sound alike: Hisbollah.

The score is the likeness of the letters. Words of a run are looked up in pairs, and only where a
filter has both of them. Pure.
"""

import functools
import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from monitor.languages.name_words import NAME_WORDS
from monitor.watchlist.folding import fold_term
from monitor.watchlist.hash_tables import HashTable, Sections, hash_of
from monitor.watchlist.listed_sounds import (
    MOST_BODY_WORDS,
    ListedBody,
    ListedName,
    body_key,
    passes,
    surname_key,
)
from monitor.watchlist.name_runs import Token, is_patronymic, without_suffix
from monitor.watchlist.read_words import (
    CACHED_RUNS,
    LEAST_SURNAME_LIKENESS,
    LONGEST_CACHED,
    Form,
    Run,
    agree,
    agrees_first,
    agrees_last,
    as_written,
    forms_of,
    is_surname_of,
    likeness,
    words_of_run,
)
from monitor.watchlist.role_words import address_of, is_role
from monitor.watchlist.sounds import latin_of, sounds_of

MOST_BETWEEN = 2
"""Words between the first and the last of a name: given names, an initial, a nickname."""
LEAST_LIKENESS = 0.6
"""Score below which two spellings count as two names."""
SAME_LIKENESS = 0.05
"""Difference of scores up to which several actors may be meant."""
INITIAL_SCORE = 0.7
"""Score of a name with an initial for its first word."""


_SYLLABLE = 6
"""Letters of the longest Chinese or Korean syllable: Zhuang, Kyeong."""
_WINDOW = MOST_BETWEEN + 3
"""Words on which the name at a place depends: its own, and a patronymic."""


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
    is_surname: bool = False
    """Whether it is a surname that counts only behind a title of its bearer's."""


class PersonNames:
    """The names of people, and of bodies, by their sound."""

    def __init__(self, sections: Sections) -> None:
        self._table = HashTable(sections, "sounds")
        self._filter: npt.NDArray[np.uint8] = sections["sounds.filter"]
        self._titled_filter: npt.NDArray[np.uint8] = sections["sounds.titled"]
        self._has_titled = bool(self._titled_filter.any())
        self._body_filter: npt.NDArray[np.uint8] = sections["sounds.bodies"]
        self._names_in = functools.lru_cache(maxsize=CACHED_RUNS)(self._read_run)

    def find(self, runs: Iterable[Run], language: str) -> Iterator[Romanised]:
        """Yield the names in the runs of a text: of people two words at least, and of bodies."""
        if not len(self._table):
            return
        for run in runs:
            read = self._names_in if len(run.text) <= LONGEST_CACHED else self._read_run
            for name in read(run.text, language):
                if name.is_initial and _is_address(run.text[name.start :], language):
                    continue  # M. Petit is Monsieur Petit
                yield Romanised(run.place(name.start), run.place(name.end), *name[2:])

    def bearers_of(self, name: str, language: str) -> tuple[str, ...]:
        """Return the actors whose full name a text of some words is, in its usual order."""
        names = self._names_in(name, language)
        whole = (
            match
            for match in names
            if (match.start, match.end) == (0, len(name))
            and not (match.is_initial or match.is_turned or match.is_surname)
        )
        return next((match.actors for match in whole), ())

    def _read_run(self, run: str, language: str) -> tuple[Romanised, ...]:
        """Return the names in a run of capitalised words, with their places in it."""
        words = words_of_run(run, language)
        tokens = [word.token for word in words]
        passed: dict[str, list[Form]] = {}
        forms = []
        for word in words:
            if word.token.text not in passed:
                passed[word.token.text] = [form for _, form in word.forms if self._passes(form)]
            forms.append(passed[word.token.text])
        if not any(forms):
            return ()
        names = tuple(self._names_of(tokens, forms))
        return (*names, *self._surnames_of(tokens, forms)) if self._has_titled else names

    def _surnames_of(
        self, tokens: Sequence[Token], forms: Sequence[list[Form]]
    ) -> Iterator[Romanised]:
        """Yield the surnames among the first two words of a run, or behind a word for a role."""
        for number, token in enumerate(tokens):
            titled = [
                form for form in forms[number] if passes(self._titled_filter, form.sound.consonants)
            ]
            if not titled or (number > 1 and not is_role(tokens[number - 1].text)):
                continue
            actors: dict[str, None] = {}
            for form in titled:
                entries = self._look_up(surname_key(form.sound.consonants))
                actors |= {entry.actor: None for entry in entries if is_surname_of(entry, form)}
            if actors:
                end = as_written(token)[-1].end
                yield Romanised(token.start, end, tuple(actors), 1.0, is_surname=True)

    def _names_of(
        self, tokens: Sequence[Token], forms: Sequence[list[Form]]
    ) -> Iterator[Romanised]:
        """Yield the names in the words of a run, each by its longest reading."""
        by_window: dict[tuple[tuple[str, int], ...], tuple[Romanised | None, int]] = {}
        """By the words from a place on, the name there and the words that it has."""
        first = 0
        while first < len(tokens):
            if not (forms[first] or tokens[first].is_initial or _may_be_joined(tokens, first)):
                first += 1  # no name of the list has this word
                continue
            at = tokens[first].start
            window = tuple(
                (token.text, token.start - at) for token in tokens[first : first + _WINDOW]
            )
            if window not in by_window:
                name, behind = self._name_at(tokens, forms, first)
                by_window[window] = _moved(name, -at), behind - first
            name, step = by_window[window]
            if name is not None:
                yield name._replace(start=name.start + at, end=name.end + at)
            first += step

    def _passes(self, form: Form) -> bool:
        return passes(self._filter, form.sound.consonants)

    def _name_at(
        self, tokens: Sequence[Token], forms: Sequence[list[Form]], first: int
    ) -> tuple[Romanised | None, int]:
        """Return the name that begins with a word, and the word after it; or None, and the next."""
        body = self._body_at(tokens, forms, first)
        if body is not None:
            return body
        if first + 1 == len(tokens):
            return None, first + 1
        last_place = min(len(tokens) - 1, first + 1 + MOST_BETWEEN)
        for last in range(last_place, first, -1):
            between = tokens[first + 1 : last]
            name = self._pair(tokens, forms, (first, last), between)
            if name is not None:
                return name, last + 1
        joined = self._with_joined(tokens, forms, first)
        joined = joined or self._with_given_joined(tokens, forms, first)
        if joined is not None:
            return joined, first + 3
        if without_suffix(tokens[first]) is not None:  # Harper's Robert
            return None, first + 1
        turned, behind = self._turned_at(tokens, forms, first)
        if turned is None:
            return None, first + 1
        while behind < len(tokens) and _follows_turned(tokens[behind]):
            turned = turned._replace(end=tokens[behind].end)
            behind += 1
        return turned, behind

    def _turned_at(
        self, tokens: Sequence[Token], forms: Sequence[list[Form]], first: int
    ) -> tuple[Romanised | None, int]:
        """Return the name whose last word is at a place, and the word after it.

        Its first word follows, or a middle word of it and then the first: Lâm Quang Trần.
        """
        for place in (first + 1, first + 2)[: len(tokens) - first - 1]:
            turned = self._pair(tokens, forms, (place, first), tokens[first + 1 : place])
            if turned is not None:
                return turned._replace(is_turned=True), place + 1
        return None, first + 1

    def _with_joined(
        self, tokens: Sequence[Token], forms: Sequence[list[Form]], first: int
    ) -> Romanised | None:
        """Return a Chinese or Korean name whose given name is parted: Wang Li Qiang."""
        parts = tokens[first + 1 : first + 3]
        if len(parts) < 2 or not forms[first] or any(len(part.text) > _SYLLABLE for part in parts):
            return None
        text = "".join(part.text for part in parts)
        given = [form for _, form in forms_of(text.capitalize(), "") if self._passes(form)]
        if not given or any(part.is_initial for part in parts):
            return None
        whole = Token(parts[0].start, parts[1].end, text, is_initial=False)
        return self._pair([tokens[first], whole], [forms[first], given], (0, 1), [])

    def _with_given_joined(
        self, tokens: Sequence[Token], forms: Sequence[list[Form]], first: int
    ) -> Romanised | None:
        """Return a name whose given name is in two parts: Gholam Reza Sotoudeh."""
        if first + 2 >= len(tokens) or not forms[first + 2]:
            return None
        one, other = tokens[first : first + 2]
        if latin_of(other.text) not in NAME_WORDS.second_given:
            return None
        text = one.text + other.text.lower()
        given = [form for _, form in forms_of(text, "") if self._passes(form)]
        whole = Token(one.start, other.end, text, is_initial=False)
        return self._pair([whole, tokens[first + 2]], [given, forms[first + 2]], (0, 1), [])

    def _body_at(
        self, tokens: Sequence[Token], forms: Sequence[list[Form]], first: int
    ) -> tuple[Romanised, int] | None:
        """Return the body whose name begins with a word, and the word after it, or None."""
        if not any(passes(self._body_filter, form.sound.consonants) for form in forms[first]):
            return None
        for behind in range(min(len(tokens), first + MOST_BODY_WORDS), first, -1):
            scores: dict[str, float] = {}
            for read in itertools.product(*map(_whole, forms[first:behind])):
                for body in self._bodies(body_key([form.sound.consonants for form in read])):
                    if all(map(agree, body.words, read)):
                        written = "".join(form.latin for form in read)
                        scores[body.actor] = likeness("".join(body.words), written)
            actors = tuple(key for key, score in scores.items() if score >= LEAST_SURNAME_LIKENESS)
            if actors:
                span = tokens[first].start, as_written(tokens[behind - 1])[-1].end
                score = round(max(scores.values()), 2)
                return Romanised(*span, actors, score), behind
        return None

    def _pair(
        self,
        tokens: Sequence[Token],
        forms: Sequence[list[Form]],
        places: tuple[int, int],
        between: Sequence[Token],
    ) -> Romanised | None:
        """Return the name whose first and last words are at two places, or None."""
        first, last = places
        if tokens[last].is_initial or not forms[last]:
            return None
        start = min(tokens[first].start, tokens[last].start)
        if tokens[first].is_initial:
            actors = self._with_initial(tokens[first].text, forms[last])
            if not actors:
                return None
            end = _end_of(tokens, places)
            return Romanised(start, end, actors, INITIAL_SCORE, is_initial=True)
        scores: dict[str, float] = {}
        has_middle = last < first and bool(between)
        for one in forms[first]:
            for other in forms[last]:
                for actor, score in self._bearers(one, other, between, has_middle=has_middle):
                    scores[actor] = max(score, scores.get(actor, 0.0))
        if not scores:
            return None
        best = max(scores.values())
        actors = tuple(actor for actor, score in scores.items() if score >= best - SAME_LIKENESS)
        return Romanised(start, _end_of(tokens, places), actors, round(best, 2))

    def _bearers(
        self, first: Form, last: Form, between: Sequence[Token], *, has_middle: bool
    ) -> Iterator[tuple[str, float]]:
        """Yield the actors with such a name, and the likeness of it.

        With ``has_middle`` only a name with a middle word.
        """
        for entry in self._look_up(f"{first.sound.consonants} {last.sound.consonants}"):
            if not (agrees_first(entry, first) and agrees_last(entry, last)):
                continue
            if (has_middle and not entry.between) or not _between_agree(entry.between, between):
                continue
            score = likeness(entry.first + entry.last, first.latin + last.latin)
            if score >= LEAST_LIKENESS:
                yield entry.actor, score

    def _with_initial(self, letter: str, forms: list[Form]) -> tuple[str, ...]:
        """Return the actors whose first word begins with a letter and whose last is given."""
        initial = latin_of(letter)[:1]
        actors: dict[str, None] = {}
        for form in forms:
            for entry in self._look_up(f"{initial}. {form.sound.consonants}"):
                if is_surname_of(entry, form):
                    actors[entry.actor] = None
        return tuple(actors)

    def _bodies(self, key: str) -> list[ListedBody]:
        body = self._table.get(hash_of(key))
        return msgspec.msgpack.decode(body, type=list[ListedBody]) if body else []

    def _look_up(self, key: str) -> list[ListedName]:
        body = self._table.get(hash_of(key))
        return msgspec.msgpack.decode(body, type=list[ListedName]) if body else []


def _is_address(name: str, language: str) -> bool:
    """Return whether what looks like an initial is a form of address in a language."""
    return address_of(fold_term(name.partition(".")[0]), language) != "?"


def _may_be_joined(tokens: Sequence[Token], first: int) -> bool:
    """Return whether the word behind a place may be the second part of a given name there."""
    after = tokens[first + 1].text if first + 2 < len(tokens) else ""
    return after.isascii() and after.lower() in NAME_WORDS.second_given


def _moved(name: Romanised | None, by: int) -> Romanised | None:
    return name and name._replace(start=name.start + by, end=name.end + by)


def _whole(forms: list[Form]) -> list[Form]:
    return [form for form in forms if not form.is_declined]


def _follows_turned(token: Token) -> bool:
    """Return whether a word may follow a name that has its surname first."""
    return token.is_initial or is_patronymic(token.text)


def _between_agree(middle: tuple[str, ...], written: Sequence[Token]) -> bool:
    """Return whether the middle words of two names do not contradict each other.

    An initial agrees with a word that it begins; of several the first has to: George W. Bush is
    neither George H. Bush nor George H. W. Bush.
    """
    if not middle or not written:
        return True
    letters = [latin_of(token.text)[:1] for token in written if token.is_initial]
    if letters and letters[0] not in {word[:1] for word in middle}:
        return False
    words = [latin_of(token.text) for token in written if not token.is_initial]
    if not words:
        return True
    sounds = _consonants(word for word in middle if len(word) > 1)
    initials = {word for word in middle if len(word) == 1}
    return any(
        word[:1] in initials or not sounds.isdisjoint(_consonants((word,))) for word in words
    )


def _consonants(words: Iterable[str]) -> frozenset[str]:
    """Return the consonants of every reading of some words."""
    return frozenset(sound.consonants for word in words if word for sound in sounds_of(word))


def _end_of(tokens: Sequence[Token], places: tuple[int, int]) -> int:
    """Return where a name ends, without what an apostrophe appends to its last word."""
    return as_written(tokens[max(places)])[-1].end
