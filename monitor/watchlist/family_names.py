"""Which word of a person's name is the family name. Pure.

1. It is the last of several words, if it has `SHORTEST_SURNAME` letters, unless the list has the
   name without that word too (a second surname); the last two of three or more count together.
2. A person with a name of their own in Chinese, Japanese or Korean script has it first in their
   papers, and last in some others: both count. Of four Han characters the first two are it,
   of fewer and in Korean the first, which counts before an office: 习主席, 윤 대통령.
3. A foreigner whose name these scripts transcribe (特朗普, トランプ) has it last: "Donald" is no
   family name. Chinese transcribes with a few phonetic characters only; a first word that is a
   given name is not the family name either.
"""

import re
from collections.abc import Iterator

from monitor.languages.folding import fold_word
from monitor.languages.given_names import given_names
from monitor.languages.name_words import NAME_WORDS
from monitor.watchlist.folding import fold_term
from monitor.watchlist.name_runs import is_patronymic
from monitor.watchlist.values import Actor

SHORTEST_SURNAME = 3
"""Characters; shorter last words are particles and numerals."""
_FAR_EASTERN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
"""Kana, Han and Hangul."""
_HAN = re.compile("[\u3400-\u9fff]{2,6}")
_HANGUL = re.compile("[\uac00-\ud7a3]{2,4}")
_OWN_NAME = re.compile("[\u3400-\u9fff]{2,3}|[\uac00-\ud7a3]{2,4}")
_FOUR_HAN = re.compile("[\u3400-\u9fff]{4}")


def surname_of(folded_name: str) -> str | None:
    """Return the last of several words, or None."""
    words = folded_name.split()
    if len(words) < 2:
        return None
    is_long = len(words[-1]) >= SHORTEST_SURNAME or _FAR_EASTERN.match(words[-1])
    return words[-1] if is_long else None


def surname_pair_of(folded_name: str) -> str | None:
    """Return the last two of three words or more if both may be surnames: Ortega Ríos."""
    words = folded_name.split()
    if len(words) < 3 or not words[-1].isalpha() or len(words[-2]) < SHORTEST_SURNAME:
        return None
    is_given = fold_word(words[-2]) in given_names() or is_patronymic(words[-2])
    return None if is_given or _FAR_EASTERN.search(folded_name) else " ".join(words[-2:])


def ends_with_second_surname(name: str, actor: Actor) -> bool:
    """Return whether the list has a name without its last word too: María Ortega, … Ortega Ríos.

    The person is not called by that word alone.
    """
    shorter, _, _ = fold_term(name).rpartition(" ")
    others = (actor.name, *actor.aliases)
    return " " in shorter and any(shorter == fold_term(other) for other in others)


def family_names_first(folded_name: str, name: str) -> Iterator[str]:
    """Yield what may be the family name at the beginning of a name of a person of the Far East."""
    words = folded_name.split()
    if len(words) > 1 and words[0].isascii() and len(words[0]) > 1 and not _is_given(words[0]):
        yield words[0]
    if _FOUR_HAN.fullmatch(name):
        yield name[:2]
    elif _OWN_NAME.fullmatch(name):
        yield name[:1]


def is_of_far_east(actor: Actor) -> bool:
    """Return whether an actor has a name of their own in Chinese, Japanese or Korean script."""
    return any(map(_is_native, map(fold_term, (actor.name, *actor.aliases))))


def _is_given(word: str) -> bool:
    """Return whether a word is a given name and no Chinese or Korean family name."""
    return fold_word(word) in given_names() and word not in NAME_WORDS.eastern


def _is_native(name: str) -> bool:
    if _HAN.fullmatch(name):
        return not NAME_WORDS.spelt.issuperset(name)
    return _HANGUL.fullmatch(name) is not None and name[0] in NAME_WORDS.korean
