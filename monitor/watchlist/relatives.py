"""Families, generations and relatives beside a name, and whether its bearer is the topic. Pure.

1. "the Berg family", "los hermanos Castaño": a surname that means several people.
2. "the elder Berg", "Berg père", "Ветров-младший": a surname of one of two generations.
3. "Father Berg", "mother Berg": a surname that only says whose relative is meant.
4. Bearers of one surname: "his brother Carl Berg", "talks with Carl Berg" and "Anna Berg and Carl
   Berg" name a person beside the one whom the text is about; the surname alone means that one.

The words are in the languages' files.
"""

import re

from monitor.languages.files import OF_VERBS
from monitor.languages.given_names import Gender
from monitor.watchlist.folding import fold_term
from monitor.watchlist.ordinary_words import begins_sentence, part_before, word_before
from monitor.watchlist.role_words import (
    FAMILIES,
    fields_of,
    is_listed,
    is_relative_word,
    listed_set,
    offices_of,
    own_list,
    words_before_nouns,
)
from monitor.watchlist.scripts import is_far_eastern

_REACH = 80
"""Characters before a name that its titles and what precedes them may have."""
_NEAR = 40
"""Characters beside a name in which a relative of its bearer is said to be one."""
_MOST_WORDS = 6
"""Words of a title that may be between a name and a preposition or a relative."""
_WORD = re.compile(r"[^\W\d_]+")
_PART_ENDS = re.compile(r"[.!?…:;\n“”„«»()\"،؛؟。]")
_NEXT = re.compile(r"[ \u00a0‑-]([^\W\d_]+)")
_GENDERS: tuple[Gender, ...] = ("f", "m")
_SHORTEST_VERB = 3
"""Letters of the shortest verb in the past, one less: дал; prepositions are shorter."""
_MOST_FAR_EASTERN = 2
"""Characters of the longest word for a family in Chinese, Japanese or Korean."""


def is_of_family(text: str, place: tuple[int, int]) -> bool:
    """Return whether a surname at a place means a family, a generation of it, or a relative."""
    start, end = place
    if is_far_eastern(text[start]):
        after = text[end : end + _MOST_FAR_EASTERN + 1].lstrip(" ")
        return is_relative_word(after[:_MOST_FAR_EASTERN], "families_behind")
    before = fold_term(word_before(text, start))
    if before and (
        is_relative_word(before, "families_before")
        or is_relative_word(before, "generations_before")
        or is_relative_word(before, "kin")
    ):
        return True
    behind = _NEXT.match(text, end)
    if behind is None:
        return False
    word = fold_term(behind[1])
    return is_relative_word(word, "families_behind") or is_relative_word(word, "generations_behind")


def is_of_several(text: str, language: str, place: tuple[int, int]) -> bool:
    """Return whether a declined surname is a plural: Голубевы, Bárdosék, Horákovi before "-li"."""
    start, end = place
    if not text[start:end].casefold().endswith(own_list("several", language, FAMILIES)):
        return False
    verbs = own_list("several_verbs", language, FAMILIES)
    behind = _NEXT.match(text, end) if verbs else None
    return not verbs or (behind is not None and behind[1].endswith(verbs))


def is_of_woman(text: str, language: str, place: tuple[int, int]) -> bool:
    """Return whether a surname in "-а" is a woman's by the verb behind it: "Голубева пела"."""
    verbs = own_list("f", language, OF_VERBS)
    if not verbs or not text[place[0] : place[1]].endswith("а"):
        return False
    behind = _NEXT.match(text, place[1])
    return behind is not None and behind[1].endswith(verbs)


def gender_by_verb(text: str, language: str, place: tuple[int, int]) -> Gender:
    """Return the gender that the verb behind a subject has: "Орленко сказала"; ``?`` if unknown.

    A subject has no word before it in its sentence, which could be the verb's.
    """
    behind = _NEXT.match(text, place[1])
    if behind is None or not begins_sentence(text, place[0]) or not behind[1].islower():
        return "?"
    for gender in _GENDERS:
        endings = own_list(gender, language, OF_VERBS)
        if len(behind[1]) > _SHORTEST_VERB and endings and behind[1].endswith(endings):
            return gender
    return "?"


def has_relative_beside(text: str, place: tuple[int, int]) -> bool:
    """Return whether a word for a relative is in the sentence of a name, near it."""
    start, end = place
    before = part_before(text, start, _PART_ENDS, _NEAR)
    after = _PART_ENDS.split(text[end : end + _NEAR].lstrip(".,"))[0]
    return any(
        is_relative_word(fold_term(word), "kin") for word in _WORD.findall(f"{before} {after}")
    )


def is_aside(text: str, start: int, language: str) -> bool:
    """Return whether a full name at a place names a person beside the topic of its sentence.

    A preposition, a conjunction or a word for a relative is before it and before its titles.
    """
    part = part_before(text, start, _PART_ENDS, _REACH)
    head, comma, rest = part.rpartition(",")
    if comma and not rest.strip():
        # "her husband, Carl Berg,": what is before the comma says who it is.
        return _ends_with_relative(head)
    if comma and _ends_with_relative(head):
        return True
    linking = words_before_nouns("asides", language, FAMILIES)
    words: list[str] = _WORD.findall(rest)
    for word in reversed(words[-_MOST_WORDS:]):
        folded = fold_term(word)
        if folded in linking or is_relative_word(folded, "kin"):
            return True
        if not (word[0].isupper() or _belongs_to_title(folded)):
            return False
    return False


def _ends_with_relative(part: str) -> bool:
    words = _WORD.findall(part)
    return bool(words) and is_relative_word(fold_term(words[-1]), "kin")


def _belongs_to_title(folded: str) -> bool:
    return bool(
        folded in listed_set("ends_of_titles")
        or is_listed(folded, "titles")
        or is_listed(folded, "before_titles")
        or offices_of(folded)
        or fields_of(folded)
    )
