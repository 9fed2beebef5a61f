"""Whether the name of a capital, which a list has for a government, means the city. Pure.

It does at a place

1. behind a preposition of place: "in Washington", "à Téhéran", "در تهران", ``Ankara'da``;
2. beside a word for what a city has: "a Berlin court", "residents of Tehran", "Washington, D.C.";
3. behind "from" or "to" with a word of travelling: "flew from Ankara to Moscow".

Elsewhere the government is meant: "Washington insists", "talks between Moscow and Kyiv". The words
are in the languages' files.
"""

import functools
import re

from monitor.watchlist.folding import fold_term
from monitor.watchlist.ordinary_words import begins_sentence, part_before, word_before
from monitor.watchlist.role_words import (
    CAPITALS,
    any_of,
    is_capital_word,
    listed_set,
    own_list,
    words_before_nouns,
)
from monitor.watchlist.scripts import is_far_eastern

_SENTENCE = re.compile(r"[.!?؟。\n;]")
_REACH = 80
"""Characters beside a name in which its sentence may have a word of travelling."""
_WORD = re.compile(r"[^\W\d_]+")
_DISTRICT = re.compile(r",? ?(?:D\. ?C\.|DC\b)")
_NEXT = re.compile(r"(?P<own>['’]s)?(?: |-)(?P<word>[^\W\d_]+)(?: (?P<second>[^\W\d_]+))?")
_CALLED = re.compile(r"([^\W\d_]+), $")
_LONGEST_NOUN = 20
"""Characters of the longest word for a city, with a comma."""
_NEXT_TWO = re.compile(r" ([^\W\d_]+) ([^\W\d_]+)")
_LAST_THREE = re.compile(r"(?<!\w)([^\W\d_]+) ([^\W\d_]+) [^\W\d_]+ $")


@functools.cache
def _place_suffix() -> re.Pattern[str]:
    """Return the pattern of a suffix of place: Ankara'da."""
    return re.compile(rf"['’](?P<ending>{any_of('place_suffixes')})(?!\w)")


@functools.cache
def _way_suffix() -> re.Pattern[str]:
    """Return the pattern of a suffix of a way: Ankara'ya."""
    return re.compile(rf"['’](?:{any_of('way_suffixes')})(?!\w)")


@functools.cache
def _place_behind() -> re.Pattern[str]:
    """Return the pattern of what shows a place behind a name, in scripts without blanks."""
    return re.compile(any_of("place_behind"))


def is_city(text: str, language: str, place: tuple[int, int]) -> bool:
    """Return whether the name of a capital at a place means the city."""
    start, end = place
    if not is_capital_word(fold_term(text[start:end]), "names"):
        return False
    if is_far_eastern(text[start]):
        is_behind = text[start - 1 : start] in listed_set("place_before")
        return is_behind or _place_behind().match(text, end) is not None
    if _DISTRICT.match(text, end) or _has_noun_behind(text, end):
        return True
    if text[start - 1 : start] in listed_set("place_attached"):
        return True
    if own_list("place_suffixes", language):
        return _is_city_by_suffix(text, place)
    before = word_before(text, start)
    if not before:
        return _is_called_capital(text, start)
    return _is_behind_preposition(text, language, place, before)


def _is_behind_preposition(text: str, language: str, place: tuple[int, int], written: str) -> bool:
    start, end = place
    before = fold_term(written)
    at = start - 1 - len(written)
    if _is_noun(before):
        return True
    if before in listed_set("of_capital") and _is_noun(fold_term(word_before(text, at))):
        return True
    if is_capital_word(before, "adjectives") or is_capital_word(before, "visiting"):
        return True
    if before in words_before_nouns("locatives", language, CAPITALS):
        if text[end : end + 2] in ("'s", "’s") or _is_trusted(text, at):
            return False
        return before != "a" or not _is_asked(text, at)
    if before not in words_before_nouns("ways", language, CAPITALS):
        return False
    return _is_from_city_to_city(text, language, place) or _has_travelling(text, place)


def _is_from_city_to_city(text: str, language: str, place: tuple[int, int]) -> bool:
    """Return whether a capital is an end of a way between two: "from Tehran to Berlin"."""
    ways = words_before_nouns("ways", language, CAPITALS)
    start, end = place
    behind = _NEXT_TWO.match(text, end)
    if behind is not None and fold_term(behind[1]) in ways:
        return is_capital_word(fold_term(behind[2]), "names") and _begins(text, start)
    before = _LAST_THREE.search(text, max(0, start - _REACH), start)
    if before is None or not is_capital_word(fold_term(before[2]), "names"):
        return False
    return fold_term(before[1]) in ways and _begins(text, before.start(2))


def _begins(text: str, start: int) -> bool:
    """Return whether the preposition before a place begins its sentence."""
    return begins_sentence(text, start - 1 - len(word_before(text, start)))


def _is_noun(word: str) -> bool:
    return bool(word) and is_capital_word(word, "nouns")


def _has_noun_behind(text: str, end: int) -> bool:
    """Return whether a word for what a city has follows: Washington hotel, Berlin's old zoo."""
    behind = _NEXT.match(text, end)
    if behind is None:
        return False
    words = [behind["word"], behind["second"]] if behind["own"] else [behind["word"]]
    return any(_is_noun(fold_term(word)) for word in words if word)


def _is_called_capital(text: str, start: int) -> bool:
    """Return whether "capital" and a comma precede a name: the capital, Washington."""
    called = _CALLED.search(text, max(0, start - _LONGEST_NOUN), start)
    return called is not None and _is_noun(fold_term(called[1]))


def _is_trusted(text: str, at: int) -> bool:
    return is_capital_word(fold_term(word_before(text, at)), "trust")


def _is_asked(text: str, at: int) -> bool:
    """Return whether a verb before "à" asks a government for something."""
    words = _WORD.findall(part_before(text, at, _SENTENCE, _REACH // 2))
    return any(is_capital_word(fold_term(word), "asking") for word in words[-3:])


def _has_travelling(text: str, place: tuple[int, int]) -> bool:
    start, end = place
    before = part_before(text, start, _SENTENCE, _REACH)
    after = _SENTENCE.split(text[end : end + _REACH])[0]
    return any(
        is_capital_word(fold_term(word), "travelling")
        for word in _WORD.findall(f"{before} {after}")
    )


def _is_city_by_suffix(text: str, place: tuple[int, int]) -> bool:
    """Return whether a suffix of place is at a capital, or one of a way in a text of a journey."""
    if _place_suffix().match(text, place[1]):
        return True
    return bool(_way_suffix().match(text, place[1])) and _has_travelling(text, place)
