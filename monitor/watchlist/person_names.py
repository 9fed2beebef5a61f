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

import difflib
import functools
import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from monitor.watchlist.hash_tables import HashTable, Sections, hash_of
from monitor.watchlist.listed_sounds import (
    MOST_BODY_WORDS,
    ListedBody,
    ListedName,
    body_key,
    passes,
    surname_key,
)
from monitor.watchlist.name_runs import RUN, Token, is_patronymic, tokens_of, without_suffix
from monitor.watchlist.name_stems import written_stems
from monitor.watchlist.role_words import is_role
from monitor.watchlist.sounds import Sound, heard, latin_of, sounds_of, vowels_agree

MOST_BETWEEN = 2
"""Words between the first and the last of a name: given names, an initial, a nickname."""
LONGEST_WORD = 60
"""Characters; a longer word is not a name and would be compared with many."""
CACHED_RUNS = 4_000
"""Runs of words whose reading is cached: most of some hours' names repeat."""
CACHED_WORDS = 8_000
"""The same of words."""
LONGEST_CACHED = 120
"""Characters of the longest run that is cached; longer ones are lists of names and no name."""
LEAST_LIKENESS = 0.6
"""Score below which two spellings count as two names."""
LEAST_SURNAME_LIKENESS = 0.75
"""The same for a surname alone, which has fewer letters."""
SAME_LIKENESS = 0.05
"""Difference of scores up to which several actors may be meant."""
INITIAL_SCORE = 0.7
"""Score of a name with an initial for its first word."""


_SYLLABLE = 6
"""Letters of the longest Chinese or Korean syllable: Zhuang, Kyeong."""
_WINDOW = MOST_BETWEEN + 3
"""Words on which the name at a place depends: its own, and a patronymic."""


class Run(NamedTuple):
    """Capitalised words that follow each other, and where they begin in the text.

    ``origins`` are the places of its characters in the text, where the text has more.
    """

    start: int
    text: str
    origins: Sequence[int] | None = None

    def place(self, at: int) -> int:
        """Return the place in the text of a place in the run, which may be its end."""
        if self.origins is None:
            return self.start + at
        return self.origins[at] if at < len(self.text) else self.origins[at - 1] + 1


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


class _Form(NamedTuple):
    """One way to read a word of a text."""

    sound: Sound
    latin: str
    is_declined: bool


class _RunWord(NamedTuple):
    """A word of a run, and every way to read it, with where it ends in the word."""

    token: Token
    forms: tuple[tuple[int, _Form], ...]


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
                yield name._replace(start=run.place(name.start), end=run.place(name.end))

    def _read_run(self, run: str, language: str) -> tuple[Romanised, ...]:
        """Return the names in a run of capitalised words, with their places in it."""
        words = _words_of(run, language)
        tokens = [word.token for word in words]
        passed: dict[str, list[_Form]] = {}
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
        self, tokens: Sequence[Token], forms: Sequence[list[_Form]]
    ) -> Iterator[Romanised]:
        """Yield the surnames at the beginning of a run, or behind a word for a role."""
        for number, token in enumerate(tokens):
            titled = [
                form for form in forms[number] if passes(self._titled_filter, form.sound.consonants)
            ]
            if not titled or (number and not is_role(tokens[number - 1].text)):
                continue
            actors: dict[str, None] = {}
            for form in titled:
                entries = self._look_up(surname_key(form.sound.consonants))
                actors |= {entry.actor: None for entry in entries if _is_surname(entry, form)}
            if actors:
                end = _as_written(token)[-1].end
                yield Romanised(token.start, end, tuple(actors), 1.0, is_surname=True)

    def _names_of(
        self, tokens: Sequence[Token], forms: Sequence[list[_Form]]
    ) -> Iterator[Romanised]:
        """Yield the names in the words of a run, each by its longest reading."""
        by_window: dict[tuple[tuple[str, int], ...], tuple[Romanised | None, int]] = {}
        """By the words from a place on, the name there and the words that it has."""
        first = 0
        while first < len(tokens):
            if not (forms[first] or tokens[first].is_initial):
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

    def _passes(self, form: _Form) -> bool:
        return passes(self._filter, form.sound.consonants)

    def _name_at(
        self, tokens: Sequence[Token], forms: Sequence[list[_Form]], first: int
    ) -> tuple[Romanised | None, int]:
        """Return the name that begins with a word, and the word after it; or None, and the next."""
        body = self._body_at(tokens, forms, first)
        if body is not None:
            return body
        if first + 1 == len(tokens):
            return None, first + 1
        last_place = min(len(tokens) - 1, first + 1 + MOST_BETWEEN)
        for last in range(last_place, first, -1):
            between = [token.text for token in tokens[first + 1 : last] if not token.is_initial]
            name = self._pair(tokens, forms, (first, last), between)
            if name is not None:
                return name, last + 1
        joined = self._with_joined(tokens, forms, first)
        if joined is not None:
            return joined, first + 3
        if without_suffix(tokens[first]) is not None:  # Harper's Robert
            return None, first + 1
        turned = self._pair(tokens, forms, (first + 1, first), [])
        if turned is None:
            return None, first + 1
        turned = turned._replace(is_turned=True)
        behind = first + 2
        while behind < len(tokens) and _follows_turned(tokens[behind]):
            turned = turned._replace(end=tokens[behind].end)
            behind += 1
        return turned, behind

    def _with_joined(
        self, tokens: Sequence[Token], forms: Sequence[list[_Form]], first: int
    ) -> Romanised | None:
        """Return a Chinese or Korean name whose given name is parted: Wang Li Qiang."""
        parts = tokens[first + 1 : first + 3]
        if len(parts) < 2 or not forms[first] or any(len(part.text) > _SYLLABLE for part in parts):
            return None
        text = "".join(part.text for part in parts)
        given = [form for _, form in _forms_of(text.capitalize(), "") if self._passes(form)]
        if not given or any(part.is_initial for part in parts):
            return None
        whole = Token(parts[0].start, parts[1].end, text, is_initial=False)
        return self._pair([tokens[first], whole], [forms[first], given], (0, 1), [])

    def _body_at(
        self, tokens: Sequence[Token], forms: Sequence[list[_Form]], first: int
    ) -> tuple[Romanised, int] | None:
        """Return the body whose name begins with a word, and the word after it, or None."""
        if not any(passes(self._body_filter, form.sound.consonants) for form in forms[first]):
            return None
        for behind in range(min(len(tokens), first + MOST_BODY_WORDS), first, -1):
            scores: dict[str, float] = {}
            for read in itertools.product(*map(_whole, forms[first:behind])):
                for body in self._bodies(body_key([form.sound.consonants for form in read])):
                    if all(map(_agree, body.words, read)):
                        written = "".join(form.latin for form in read)
                        scores[body.actor] = _likeness("".join(body.words), written)
            actors = tuple(key for key, score in scores.items() if score >= LEAST_SURNAME_LIKENESS)
            if actors:
                span = tokens[first].start, _as_written(tokens[behind - 1])[-1].end
                score = round(max(scores.values()), 2)
                return Romanised(*span, actors, score), behind
        return None

    def _pair(
        self,
        tokens: Sequence[Token],
        forms: Sequence[list[_Form]],
        places: tuple[int, int],
        between: list[str],
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
        for one in forms[first]:
            for other in forms[last]:
                for actor, score in self._bearers(one, other, between):
                    scores[actor] = max(score, scores.get(actor, 0.0))
        if not scores:
            return None
        best = max(scores.values())
        actors = tuple(actor for actor, score in scores.items() if score >= best - SAME_LIKENESS)
        return Romanised(start, _end_of(tokens, places), actors, round(best, 2))

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

    def _bodies(self, key: str) -> list[ListedBody]:
        body = self._table.get(hash_of(key))
        return msgspec.msgpack.decode(body, type=list[ListedBody]) if body else []

    def _look_up(self, key: str) -> list[ListedName]:
        body = self._table.get(hash_of(key))
        return msgspec.msgpack.decode(body, type=list[ListedName]) if body else []


def runs_in(text: str) -> list[Run]:
    """Return the runs of capitalised words in a text, with their places."""
    return [Run(match.start(), match.group()) for match in RUN.finditer(text)]


def find_surnames(
    runs: Iterable[Run], language: str, names: Iterable[ListedName]
) -> Iterator[tuple[int, int, str]]:
    """Yield the places of the surnames of some names, in any case and spelling, and the actors."""
    wanted: dict[str, list[ListedName]] = defaultdict(list)
    for entry in names:
        for sound in sounds_of(entry.last):
            wanted[sound.consonants].append(entry)
    if not wanted:
        return
    by_word: dict[str, list[tuple[int, str]]] = {}
    for run in runs:
        for word in _words_of(run.text, language):
            token = word.token
            if token.text not in by_word:
                by_word[token.text] = list(_bearers_of(word, wanted))
            for end, actor_id in by_word[token.text]:
                yield run.place(token.start), run.place(token.start + end), actor_id


def _bearers_of(word: _RunWord, wanted: dict[str, list[ListedName]]) -> Iterator[tuple[int, str]]:
    """Yield where in a word a surname ends, and the actor whose it is, each once."""
    seen: set[str] = set()
    for end, form in word.forms:
        for entry in wanted.get(form.sound.consonants, ()):
            if entry.actor not in seen and _is_surname(entry, form):
                seen.add(entry.actor)
                yield end, entry.actor


def _words_of(run: str, language: str) -> tuple[_RunWord, ...]:
    """Return the words of a run with their readings."""
    read = _cached_words if len(run) <= LONGEST_CACHED else _last_words
    return read(run, language)


def _read_words(run: str, language: str) -> tuple[_RunWord, ...]:
    return tuple(
        _RunWord(token, _forms_of(token.text, language))
        for token in tokens_of(run)
        if len(token.text) <= LONGEST_WORD
    )


_cached_words = functools.lru_cache(maxsize=CACHED_RUNS)(_read_words)
_last_words = functools.lru_cache(maxsize=1)(_read_words)
"""A long run is read for full names and again for surnames."""


def _moved(name: Romanised | None, by: int) -> Romanised | None:
    return name and name._replace(start=name.start + by, end=name.end + by)


def _whole(forms: list[_Form]) -> list[_Form]:
    return [form for form in forms if not form.is_declined]


def _follows_turned(token: Token) -> bool:
    """Return whether a word may follow a name that has its surname first."""
    return token.is_initial or is_patronymic(token.text)


def _as_written(token: Token) -> tuple[Token, ...]:
    """Return a word, and the word without what an apostrophe appends, if there is such a part."""
    shorter = without_suffix(token)
    return (token,) if shorter is None else (token, shorter)


@functools.lru_cache(maxsize=CACHED_WORDS)
def _forms_of(word: str, language: str) -> tuple[tuple[int, _Form], ...]:
    """Return every way to read a word of a text, by its stems and sounds, and where it ends."""
    token = Token(0, len(word), word, is_initial=False)
    forms: dict[tuple[int, _Form], None] = {}
    for written in _as_written(token):
        for stem in written_stems(written.text.lower(), language):
            latin = latin_of(stem.text)
            for sound in sounds_of(latin, language) if latin else ():
                forms[written.end, _Form(sound, latin, stem.is_cut)] = None
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
