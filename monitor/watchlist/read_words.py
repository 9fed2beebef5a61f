"""The words of a text as they may be read: runs of capitalised words, stems and sounds. Pure.

A word is read by each of its stems (`monitor.watchlist.name_stems`), with and without what an
apostrophe appends, and by each of its sounds (`monitor.watchlist.sounds`). It agrees with a listed
word if the consonants are the same and the vowels may be.
"""

import difflib
import functools
import re
from collections.abc import Sequence
from typing import NamedTuple

from monitor.languages.files import has_trait
from monitor.watchlist.listed_sounds import ListedName
from monitor.watchlist.name_runs import RUN, Token, tokens_of, without_suffix
from monitor.watchlist.name_stems import written_stems
from monitor.watchlist.sounds import Sound, heard, latin_of, sounds_of, vowels_agree

CACHED_RUNS = 4_000
"""Runs of words whose reading is cached: most of some hours' names repeat."""
CACHED_WORDS = 8_000
"""The same of words."""
LONGEST_CACHED = 120
"""Characters of the longest run that is cached; longer ones are lists of names and no name."""
LONGEST_WORD = 60
"""Characters; a longer word is not a name and would be compared with many."""
LEAST_SURNAME_LIKENESS = 0.75
"""The same for a surname alone, which has fewer letters."""


_SAME_VOWELS = str.maketrans("uy", "oi")
"""Vowels that are one in romanisations: al-Ubaydi, al-Obaidi."""


_MUTE = re.compile(r"[a-z]{2}[aiou][bdfgklmnrst]e$")
"""A word in French whose last letter is mute."""
_SHORTEST_WITH_ARTICLE = 7
"""Letters of the shortest word that may begin with an article: Alsadr has too few."""


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


class Form(NamedTuple):
    """One way to read a word of a text."""

    sound: Sound
    latin: str
    is_declined: bool


class RunWord(NamedTuple):
    """A word of a run, and every way to read it, with where it ends in the word."""

    token: Token
    forms: tuple[tuple[int, Form], ...]


def runs_in(text: str) -> list[Run]:
    """Return the runs of capitalised words in a text, with their places."""
    return [Run(match.start(), match.group()) for match in RUN.finditer(text)]


def words_of_run(run: str, language: str) -> tuple[RunWord, ...]:
    """Return the words of a run with their readings."""
    read = _cached_words if len(run) <= LONGEST_CACHED else _last_words
    return read(run, language)


def _read_words(run: str, language: str) -> tuple[RunWord, ...]:
    return tuple(
        RunWord(token, forms_of(token.text, language))
        for token in tokens_of(run)
        if len(token.text) <= LONGEST_WORD
    )


_cached_words = functools.lru_cache(maxsize=CACHED_RUNS)(_read_words)
_last_words = functools.lru_cache(maxsize=1)(_read_words)
"""A long run is read for full names and again for surnames."""


@functools.lru_cache(maxsize=CACHED_RUNS)
def consonants_of_run(run: str, language: str) -> frozenset[str]:
    """Return the consonants of every reading of the words of a run."""
    words = words_of_run(run, language)
    return frozenset(form.sound.consonants for word in words for _, form in word.forms)


def as_written(token: Token) -> tuple[Token, ...]:
    """Return a word, and the word without what an apostrophe appends, if there is such a part."""
    shorter = without_suffix(token)
    return (token,) if shorter is None else (token, shorter)


@functools.lru_cache(maxsize=CACHED_WORDS)
def forms_of(word: str, language: str) -> tuple[tuple[int, Form], ...]:
    """Return every way to read a word of a text, by its stems and sounds, and where it ends."""
    token = Token(0, len(word), word, is_initial=False)
    forms: dict[tuple[int, Form], None] = {}
    for written in as_written(token):
        for stem in written_stems(written.text.lower(), language):
            latin = latin_of(stem.text)
            for bare in (latin, *_without_article(latin), *_without_mute(latin, language)):
                for sound in sounds_of(bare, language) if bare else ():
                    forms[written.end, Form(sound, bare, stem.is_cut)] = None
    return tuple(forms)


def _without_mute(latin: str, language: str) -> tuple[str, ...]:
    """Return a word without the "e" that French adds to keep a consonant: Abderrahmane."""
    has_mute = _MUTE.search(latin) is not None and has_trait(language, "mute_endings")
    return (latin[:-1],) if has_mute else ()


def _without_article(latin: str) -> tuple[str, ...]:
    """Return a word without an Arabic article that is written together with it: Alkenani."""
    if latin.startswith(("al", "el")) and len(latin) >= _SHORTEST_WITH_ARTICLE:
        return (latin[2:],)
    return ()


def agrees_first(entry: ListedName, form: Form) -> bool:
    return (form.is_declined or not entry.is_first_cut) and agree(entry.first, form)


def agrees_last(entry: ListedName, form: Form) -> bool:
    return (form.is_declined or not entry.is_last_cut) and agree(entry.last, form)


def is_surname_of(entry: ListedName, form: Form) -> bool:
    """Return whether a word alone is the surname of a name of the list."""
    return (form.is_declined or not entry.is_last_cut) and _is_surname(entry.last, form)


@functools.lru_cache(maxsize=CACHED_RUNS)
def _is_surname(last: str, form: Form) -> bool:
    return agree(last, form) and surname_likeness(last, form.latin) >= LEAST_SURNAME_LIKENESS


def agree(word: str, form: Form) -> bool:
    """Return whether the vowels of a word agree with those of a word of the list.

    A word of vowels alone has to be the same letters: "Yi" is neither "I" nor "Ye".
    """
    if not form.sound.consonants.strip("a"):
        return word == form.latin
    return any(
        sound.consonants == form.sound.consonants
        and vowels_agree(sound, form.sound, is_declined=form.is_declined)
        for sound in sounds_of(word)
    )


@functools.lru_cache(maxsize=CACHED_RUNS)
def likeness(one: str, other: str) -> float:
    """Return the likeness of two words by their sounds, 0 to 1."""
    return difflib.SequenceMatcher(None, heard(one), heard(other), autojunk=False).ratio()


@functools.lru_cache(maxsize=CACHED_RUNS)
def surname_likeness(one: str, other: str) -> float:
    """Return the same of two surnames, of which u and o, and y and i, are one."""
    spelt, other_spelt = (heard(word).translate(_SAME_VOWELS) for word in (one, other))
    return difflib.SequenceMatcher(None, spelt, other_spelt, autojunk=False).ratio()
