"""Romanisations that the list lacks: Moqtada for Muqtada, Qasemi for Ghassemi. Pure.

Two spellings are of one name if, word by word, the consonants sound the same and the vowels may:

consonants   q, k, c and gh are one; so are sh and ch; v, w and f; dh and d; th and t; doubles are
             single; a final h is silent
vowels       o, u and ou are one; a may be e, e may be i; a is never i or o, since Jamal is not
             Jamil and Hassan is not Hussein

Only full names of people, of two words at least, are found in this way; articles do not count. The
score of a match is the likeness of the letters.
"""

import difflib
import functools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec
import numpy as np

from monitor.watchlist.folding import fold_term
from monitor.watchlist.hash_tables import HashTable, Sections, hash_of, make_table
from monitor.watchlist.values import Actor
from monitor.watchlist.variants import ARTICLES

_CAPITAL = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞĢĪİĶŁĹĻŃŅŇŌŐŘŚŞŠȘŢȚŤŪŮŰŹŻŽ"
_ARTICLE = rf"(?:{'|'.join(sorted(ARTICLES))})[ -]"
_NAMES = re.compile(rf"[{_CAPITAL}][\w'’]*(?:[ \n-](?:{_ARTICLE})?[{_CAPITAL}][\w'’]*)+")
"""Two capitalised words and more, with articles between them."""
_WORD = re.compile(r"[^\s-]+")
_LATIN = re.compile(r"[a-z' ]+")
MOST_WORDS = 5
"""Words of the longest name found by its sound; longer ones are rare."""
CACHED = 20_000
"""Words, and runs of words, whose reading is cached: most of a day's names repeat."""
LEAST_LIKENESS = 0.6
"""Score below which two spellings count as two names."""

_SOUNDS = (
    (r"[’'ʿʾ`]", ""),
    (r"(.)\1+", r"\1"),
    (r"kh", "x"),
    (r"gh|ck|q|c(?!h)", "k"),
    (r"sch|sh|ch", "S"),
    (r"zh|dj", "j"),
    (r"dh", "d"),
    (r"th", "t"),
    (r"ph|w|f", "v"),
    (r"(?<=[aeiouy])h$", ""),
)
"""Patterns of letters and their sound, applied in this order."""
_VOWELS = re.compile(r"[aeiouy]+")
_SIMILAR_VOWELS = frozenset(("ae", "ea", "ei", "ie"))


class Romanised(NamedTuple):
    """A name in another spelling: offsets, the actor, and the likeness (0 to 1)."""

    start: int
    end: int
    actor: str
    score: float


_ListedName = tuple[str, tuple[str, ...]]
"""An actor and the words of one of its names."""


class _Word(NamedTuple):
    """A word of a text: its place, its folded letters, the sound of its consonants."""

    start: int
    end: int
    folded: str
    sound: str


class RomanisedNames:
    """The names of people by their sound."""

    def __init__(self, sections: Sections) -> None:
        self._table = HashTable(sections, "sounds")
        self._actor_of = functools.lru_cache(maxsize=CACHED)(self._look_up)
        self._names_in = functools.lru_cache(maxsize=CACHED)(self._read_run)
        self._lengths: list[int] = sections["sounds.lengths"].tolist()
        """Numbers of words of the listed names, the largest first."""

    def find(self, text: str) -> Iterator[Romanised]:
        """Yield the names in a text; one that may mean two actors is skipped."""
        if not len(self._table):
            return
        for run in _NAMES.finditer(text):
            start = run.start()
            for name in self._names_in(run.group()):
                yield name._replace(start=start + name.start, end=start + name.end)

    def _read_run(self, run: str) -> tuple[Romanised, ...]:
        """Return the names in a run of capitalised words, with their places in it."""
        words = _words_of_run(run)
        names = []
        number = 0
        while number < len(words):
            name, length = self._longest_at(words, number)
            if name is not None:
                names.append(name)
            number += length
        return tuple(names)

    def _longest_at(self, words: list[_Word], first: int) -> tuple[Romanised | None, int]:
        """Return the longest name that begins with a word, and its number of words; or None, 1."""
        for length in self._lengths:
            chosen = words[first : first + length]
            if len(chosen) < length:
                continue
            sound = " ".join([word.sound for word in chosen])
            spelling = " ".join([word.folded for word in chosen])
            likeness = self._actor_of(sound, spelling)
            if likeness is not None:
                return Romanised(chosen[0].start, chosen[-1].end, *likeness), length
        return None, 1

    def _look_up(self, sound: str, spelling: str) -> tuple[str, float] | None:
        body = self._table.get(hash_of(sound))
        if not body:
            return None
        candidates = msgspec.msgpack.decode(body, type=list[_ListedName])
        return _most_alike(candidates, spelling.split(" "))


def make_sounds(actors: Iterable[Actor]) -> Sections:
    """Return the arrays of the table of sounds."""
    by_sound: dict[str, list[_ListedName]] = defaultdict(list)
    lengths: set[int] = set()
    for actor in actors:
        if actor.kind == "person" and actor.romanise:
            for words in _romanised_names(actor):
                by_sound[" ".join(map(_consonants, words))].append((actor.id, words))
                lengths.add(len(words))
    items = {hash_of(sound): msgspec.msgpack.encode(names) for sound, names in by_sound.items()}
    return make_table("sounds", items) | {
        "sounds.lengths": np.array(sorted(lengths, reverse=True), dtype=np.uint8)
    }


def _romanised_names(actor: Actor) -> Iterator[tuple[str, ...]]:
    """Yield the words of each name of an actor that is in Latin letters and of the right length."""
    for name in (actor.name, *actor.aliases):
        words = _without_articles(fold_term(name))
        is_latin = all(map(_LATIN.fullmatch, words))
        if name not in actor.aliases_off and 2 <= len(words) <= MOST_WORDS and is_latin:
            yield words


def _most_alike(candidates: list[_ListedName], written: list[str]) -> tuple[str, float] | None:
    """Return the one actor whose listed name may be spelled so, and the likeness; or None."""
    scores: dict[str, float] = {}
    for actor, words in candidates:
        if len(words) == len(written) and all(map(_have_similar_vowels, words, written)):
            score = _likeness(" ".join(words), " ".join(written))
            scores[actor] = max(score, scores.get(actor, 0.0))
    likely = [
        (actor, round(score, 2)) for actor, score in scores.items() if score >= LEAST_LIKENESS
    ]
    return likely[0] if len(likely) == 1 else None


def _likeness(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()


def _words_of_run(run: str) -> list[_Word]:
    """Return the words of a run, without articles."""
    words = []
    for match in _WORD.finditer(run):
        heard = _read(match.group())
        if heard is not None:
            words.append(_Word(match.start(), match.end(), *heard))
    return words


@functools.lru_cache(maxsize=CACHED)
def _read(word: str) -> tuple[str, str] | None:
    """Return a word folded, and the sound of its consonants; None for an article."""
    folded = fold_term(word)
    return None if folded in ARTICLES else (folded, _consonants(folded))


def _without_articles(folded: str) -> tuple[str, ...]:
    return tuple(word for word in folded.split() if word not in ARTICLES)


@functools.lru_cache(maxsize=CACHED)
def _sound_of(word: str) -> str:
    for pattern, sound in _SOUNDS:
        word = re.sub(pattern, sound, word)
    return word


@functools.lru_cache(maxsize=CACHED)
def _consonants(word: str) -> str:
    """Return the sound of a word's consonants, after an "a" where a vowel leads."""
    sound = _sound_of(word)
    return ("a" if sound[:1] in "aeiou" else "") + _VOWELS.sub("", sound)


@functools.lru_cache(maxsize=CACHED)
def _vowels(word: str) -> tuple[str, ...]:
    """Return the vowels of a word, each group of them as one of a, e, i, o."""
    return tuple(map(_plain_vowel, _VOWELS.findall(_sound_of(word))))


def _plain_vowel(group: str) -> str:
    if set(group) & set("ou"):
        return "o"
    if set(group) & set("iy"):
        return "i"
    return group[0]


def _have_similar_vowels(one: str, other: str) -> bool:
    vowels, others = _vowels(one), _vowels(other)
    if len(vowels) != len(others):
        return False
    pairs = zip(vowels, others, strict=True)
    return all(a == b or a + b in _SIMILAR_VOWELS for a, b in pairs)
