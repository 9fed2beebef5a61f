"""Romanisations that nobody listed: Moqtada for Muqtada, Qasemi for Ghassemi, Zelenskiy for Zelensky.

Two writings are of one name if, word by word, what is heard of the consonants is the same and the vowels could be:

    consonants   q, k, c and gh are one; so are sh and ch, v, w and f, dh and d, th and t; doubles are single; a final h is silent
    vowels       o, u and ou are one; a may be e, e may be i; a is never i or o, or Jamal were Jamil and Hassan Hussein

Only whole names of persons, two words at least, are found so; articles do not count. The score of a finding is how alike the letters are.
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
_NAMES = re.compile(
    rf"[{_CAPITAL}][\w'’]*(?:[ \n-](?:(?:{'|'.join(sorted(ARTICLES))})[ -])?[{_CAPITAL}][\w'’]*)+"
)
"""Two capitalised words and more, articles among them."""
_WORD = re.compile(r"[^\s-]+")
_LATIN = re.compile(r"[a-z' ]+")
MOST_WORDS = 5
REMEMBERED = 20_000
"""Words, and runs of them, whose reading is remembered: most of a day's names come again."""
LEAST_LIKE = 0.6
"""Score under which two writings are taken for two names."""

_HEARD = (
    (r"[’'ʿʾ`]", ""), (r"(.)\1+", r"\1"), (r"kh", "x"), (r"gh|ck|q|c(?!h)", "k"), (r"sch|sh|ch", "S"), (r"zh|dj", "j"), (r"dh", "d"), (r"th", "t"),
    (r"ph|w|f", "v"), (r"(?<=[aeiouy])h$", ""),
)  # fmt: skip
_VOWELS = re.compile(r"[aeiouy]+")
_ALIKE = frozenset(("ae", "ea", "ei", "ie"))


class Romanised(NamedTuple):
    """A name found in another writing: offsets into the text, the actor, how alike the writings are (0 to 1)."""

    start: int
    end: int
    actor: str
    score: float


_Known = tuple[str, tuple[str, ...]]
"""An actor and the words of one of its names."""
_Heard = tuple[int, int, str, str]
"""Where a word stands, the word folded, the sound of its consonants."""


class RomanisedNames:
    """The names of persons by how they sound."""

    def __init__(self, sections: Sections) -> None:
        self._table = HashTable(sections, "sounds")
        self._meant = functools.lru_cache(maxsize=REMEMBERED)(self._look)
        self._in_run = functools.lru_cache(maxsize=REMEMBERED)(self._read_run)
        self._lengths: list[int] = sections["sounds.lengths"].tolist()

    def _look(self, sound: str, written: str) -> tuple[str, float] | None:
        found = self._table.get(hash_of(sound))
        return (
            _meant(msgspec.msgpack.decode(found, type=list[_Known]), written.split(" "))
            if found
            else None
        )

    def find(self, text: str) -> Iterator[Romanised]:
        """Yield the names in a text; one that could be two actors' is nobody's."""
        if not len(self._table):
            return
        for run in _NAMES.finditer(text):
            start = run.start()
            for found in self._in_run(run.group()):
                yield found._replace(start=start + found.start, end=start + found.end)

    def _read_run(self, run: str) -> tuple[Romanised, ...]:
        """Return the names in a run of capitalised words, by their places in it."""
        words = [
            (match.start(), match.end(), *heard)
            for match in _WORD.finditer(run)
            if (heard := _read(match.group())) is not None
        ]
        names = []
        at = 0
        while at < len(words):
            found = self._at(words, at)
            if found is not None:
                names.append(found[0])
            at = found[1] if found is not None else at + 1
        return tuple(names)

    def _at(self, words: list[_Heard], at: int) -> tuple[Romanised, int] | None:
        for length in self._lengths:
            chosen = words[at : at + length]
            if len(chosen) < length:
                continue
            meant = self._meant(
                " ".join([word[3] for word in chosen]), " ".join([word[2] for word in chosen])
            )
            if meant is not None:
                return Romanised(chosen[0][0], chosen[-1][1], *meant), at + length
        return None


def make_sounds(actors: Iterable[Actor]) -> Sections:
    """Return the arrays of the table of sounds."""
    by_sound: dict[str, list[_Known]] = defaultdict(list)
    lengths: set[int] = set()
    for actor in actors:
        if actor.kind == "person" and actor.romanise:
            for name in (actor.name, *actor.aliases):
                words = _words(fold_term(name))
                if (
                    name not in actor.aliases_off
                    and 2 <= len(words) <= MOST_WORDS
                    and all(map(_LATIN.fullmatch, words))
                ):
                    by_sound[" ".join(map(_consonants, words))].append((actor.id, words))
                    lengths.add(len(words))
    items = {hash_of(sound): msgspec.msgpack.encode(known) for sound, known in by_sound.items()}
    return make_table("sounds", items) | {
        "sounds.lengths": np.array(sorted(lengths, reverse=True), dtype=np.uint8)
    }


def _meant(known: list[_Known], written: list[str]) -> tuple[str, float] | None:
    scores: dict[str, float] = {}
    for actor, words in known:
        if len(words) == len(written) and all(map(_could_be, words, written)):
            score = difflib.SequenceMatcher(
                None, " ".join(words), " ".join(written), autojunk=False
            ).ratio()
            scores[actor] = max(score, scores.get(actor, 0.0))
    likely = [(actor, round(score, 2)) for actor, score in scores.items() if score >= LEAST_LIKE]
    return likely[0] if len(likely) == 1 else None


@functools.lru_cache(maxsize=REMEMBERED)
def _read(word: str) -> tuple[str, str] | None:
    """Return a word folded and the sound of its consonants; None for an article, which does not count."""
    folded = fold_term(word)
    return None if folded in ARTICLES else (folded, _consonants(folded))


def _words(folded: str) -> tuple[str, ...]:
    return tuple(word for word in folded.split() if word not in ARTICLES)


@functools.lru_cache(maxsize=REMEMBERED)
def _heard(word: str) -> str:
    for pattern, sound in _HEARD:
        word = re.sub(pattern, sound, word)
    return word


@functools.lru_cache(maxsize=REMEMBERED)
def _consonants(word: str) -> str:
    """Return what is heard of a word's consonants, and whether a vowel leads."""
    heard = _heard(word)
    return ("a" if heard[:1] in "aeiou" else "") + _VOWELS.sub("", heard)


@functools.lru_cache(maxsize=REMEMBERED)
def _vowels(word: str) -> tuple[str, ...]:
    """Return the vowels of a word, each group as one of a, e, i, o."""
    groups = _VOWELS.findall(_heard(word))
    return tuple(
        "o" if set(group) & set("ou") else "i" if set(group) & set("iy") else group[0]
        for group in groups
    )


def _could_be(one: str, other: str) -> bool:
    mine, theirs = _vowels(one), _vowels(other)
    return len(mine) == len(theirs) and all(
        a == b or a + b in _ALIKE for a, b in zip(mine, theirs, strict=True)
    )
