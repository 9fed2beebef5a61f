"""What is before a surname and says that another person bears it. Pure.

1. A given name with initials or a nickname behind it: "Robert C. Scott", "Bobby “Bob” Scott".
2. Initials that are not of the actor's given names: "J. Scott" is not Tim Scott.
3. A form of address of the other gender: "Mrs. Clinton" is not Bill Clinton.

The forms of address are in the languages' files.
"""

import functools
import re
from typing import NamedTuple

from monitor.languages.folding import fold_word
from monitor.languages.given_names import Gender, given_names
from monitor.watchlist.folding import fold_term
from monitor.watchlist.role_words import address_of, any_of, fields_of, is_listed

_REACH = 60
"""Characters before a surname that a given name with initials and a nickname may have."""
_INITIALS = r"(?:[^\W\d_]\.[ -]?){1,3}"
_NICKNAME = r"[“\"„«‘'(][\w-]{2,20}[”\"»’'“)] "
_GIVEN_NAME = re.compile(rf"(?<!\w)([^\W\d_][\w'’-]+) (?:{_NICKNAME}|{_INITIALS}(?:{_NICKNAME})?)$")
_INITIALS_ALONE = re.compile(rf"(?<!\w)({_INITIALS})$")
_ADDRESS = re.compile(r"(?<![\w.])([^\W\d_]+)\.?[ \u00a0]$")


_LONGEST_ADDRESS = 20
"""Characters of the longest form of address with a space before and behind it."""


class Before(NamedTuple):
    """What the words before a surname say about its bearer."""

    has_given_name: bool = False
    initial: str = ""
    """The folded first letter of initials without a given name."""
    gender: Gender = "?"


_NOTHING = Before()


@functools.cache
def _couple() -> re.Pattern[str]:
    """Return the pattern of two words, of which the first may be a form of address.

    "Mr. and Mrs.", "Herr und Frau".
    """
    return re.compile(rf"(?<!\w)([^\W\d_]{{1,9}})\.? (?:&|{any_of('and')}) [^\W\d_]{{1,9}}\.? $")


def read_before(text: str, start: int, language: str) -> Before:
    """Return what the words before a surname at a place say about its bearer."""
    if start < 3 or text[start - 1] not in " \u00a0-":
        return _NOTHING
    if text[start - 2].isalpha():
        # A word without a point: most places, so it is read without a pattern.
        word = text[max(0, start - _LONGEST_ADDRESS) : start - 1].rpartition(" ")[2]
        gender = address_of(fold_term(word), language)
        is_one = gender != "?" and not _is_of_couple(text, start, language)
        return Before(gender=gender) if is_one else _NOTHING
    before = text[max(0, start - _REACH) : start]
    named = _GIVEN_NAME.search(before)
    if named is not None and _may_be_given(named[1]):
        return Before(has_given_name=True)
    initials = _INITIALS_ALONE.search(before)
    address = _ADDRESS.search(before)
    if address is not None and not _is_of_couple(text, start, language):
        gender = address_of(fold_term(address[1]), language)
        if gender != "?":
            return Before(gender=gender)
    if initials is not None and initials[1][0].isupper():
        return Before(initial=fold_term(initials[1][0]))
    return _NOTHING


def _is_of_couple(text: str, start: int, language: str) -> bool:
    """Return whether a form of address before a place follows another one, with a conjunction."""
    couple = _couple().search(text, max(0, start - _REACH), start)
    return couple is not None and address_of(fold_term(couple[1]), language) != "?"


def _may_be_given(word: str) -> bool:
    """Return whether a word is written as a given name and is neither a title nor a role."""
    folded = fold_term(word)
    return word[0].isupper() and not (is_listed(folded, "titles") or fields_of(folded))


def gender_of(names: tuple[str, ...]) -> Gender:
    """Return the gender of a person by the given names, ``?`` where they do not agree or say."""
    firsts = {given_names().get(fold_word(name.partition(" ")[0]), "?") for name in names}
    certain = firsts - {"?"}
    return certain.pop() if len(certain) == 1 else "?"
