"""Whether a name at a place belongs to something longer: another person, a street. Pure.

1. Something named after a person: "Omar Farouk Street", "rue Petit", 罗正明路.
2. A longer name of another person: "Ali Hassan Mahmoud", "Hassan Karim al-Basri", "Mohammed Hassan
   Karim", "Tom Berg", "Anne-Marie Berg"; "of the Younger" kind (Jr., II) is not longer.
3. A place with the name of a family of that place: "in Thalheim" is not Ursula von Thalheim.

The words are in the languages' files; given names in ``given_names.toml``.
"""

import functools
import re

from monitor.languages.files import has_trait
from monitor.languages.folding import fold_word
from monitor.languages.given_names import given_names
from monitor.languages.name_words import NAME_WORDS
from monitor.languages.stop_words import is_stop_word
from monitor.watchlist.folding import fold_term
from monitor.watchlist.ordinary_words import begins_sentence, word_before
from monitor.watchlist.role_words import (
    AROUND,
    CAPITALS,
    FAMILIES,
    any_of,
    fields_of,
    is_before_names,
    is_listed,
    is_relative_word,
    listed_set,
    offices_of,
    own_list,
    words_before_nouns,
)
from monitor.watchlist.scripts import is_caseless

_LONG_WORD = re.compile(r"[^\W_]{4,}")
"""A word that headlines capitalise."""
_NEXT_WORDS = re.compile(r"[ -]([^\W\d_][\w'’]*)")
_TITLE_BEFORE = re.compile(r"(?<!\w)([^\W\d_]+)(\.?) $")
_GENERATION_NEXT = re.compile(r",? ([^\W\d_]{2,6})(?!\w)")
_NEXT_CAPITALS = re.compile(r"(?: ([^\W\d_][\w'’]*))(?: ([^\W\d_][\w'’]*))?(?: ([^\W\d_][\w'’]*))?")
"""Up to three words: "Presidential Library Museum"."""
_HYPHENS = "-‐‑\u200c"
"""What joins two given names; a joiner does in Persian: علی‌رضا."""
_FIRST_PART = re.compile(r"(?<!\w)([^\W\d_]+)$")
_INITIAL_NEXT = re.compile(r" (?:[^\W\d_]\. ?){1,3} ?[^\W\d_]\w")
"""A middle initial and a surname."""
_NEXT_CASELESS = re.compile(r"[ ]([^\s.,;:!?।،؛]+)")
_ARTICLES, _SON = ("|".join(sorted(words)) for words in (NAME_WORDS.articles, NAME_WORDS.sons))
_ARTICLE_BEFORE = re.compile(rf"\b(?:[ae]l |(?:{_ARTICLES})[-‐‑])$", re.IGNORECASE)
"""Most spellings of the article are English words where no hyphen follows: "at Trump"."""
_NISBA = re.compile(rf" (?:[ae]l-|(?:{_SON}) )\w")
"""What an Arabic name goes on with in Latin letters."""
_SONS = re.compile(rf"\b(?:{_SON})\b", re.IGNORECASE)
_ATTACHED = "ولبفك"
"""What is attached to the front of an Arabic word."""
_SHORTEST_ATTACHED = 3
"""Letters of a given name with it, at least one more."""


@functools.cache
def _named_after() -> re.Pattern[str]:
    """Return what follows a name of Chinese, Japanese or Korean script that is not a person."""
    return re.compile(any_of("named_after"))


def is_given_name(word: str) -> bool:
    """Return whether a word is a given name, or two of them with a hyphen: Jean-Yves."""
    names = given_names()
    return fold_word(word) in names or all(
        fold_word(part) in names for part in word.split("-") if part
    )


def is_given_in_arabic(word: str) -> bool:
    """Return whether a word in Arabic script is a given name, with or without what is attached."""
    if not word:
        return False
    names = given_names()
    parts = word.split("\u200c")
    bare = word[1:] if word[0] in _ATTACHED and len(word) > _SHORTEST_ATTACHED else word
    return is_listed(fold_term(word), "given") or any(
        fold_word(part) in names for part in (word, bare, parts[-1])
    )


class LongerNames:
    """A text, as what is before and after the names in it."""

    def __init__(self, text: str, language: str) -> None:
        self._text, self._language = text, language
        self._articles = own_list("article_too", language)
        self._title_case_lines: dict[int, bool] = {}
        """By the place where a line begins, whether it is a headline: lines can be long."""

    def is_part_of_a_name(self, start: int, end: int, *, is_full: bool = False) -> bool:
        """Return whether a name is inside a longer name, or something named after a person.

        In Spanish and Portuguese a second surname may follow a full name.
        """
        before = word_before(self._text, start)
        if (before and is_before_names(before)) or (is_full and self._is_joined(start)):
            return True
        if is_caseless(self._text[start]):
            return self._is_named_after_it(end) or is_given_in_arabic(before)
        if self._goes_on_in_arabic(start, end):
            return True
        return self._goes_on_in_capitals(start, end, is_full=is_full)

    def has_generation(self, end: int) -> bool:
        """Return whether a word of generations follows a full name: Jr., fils, III."""
        following = _GENERATION_NEXT.match(self._text, end)
        if following is None:
            return False
        word = fold_term(following[1])
        return is_listed(word, "generations") or is_relative_word(word, "generations_behind")

    def _is_joined(self, start: int) -> bool:
        """Return whether a hyphen joins a given name to what is before it: Anne-Marie."""
        if start < 2 or self._text[start - 1] not in _HYPHENS:
            return False
        first = _FIRST_PART.search(self._text, max(0, start - 30), start - 1)
        return first is not None and fold_term(first[1]) not in (
            listed_set("before_hyphen") | NAME_WORDS.articles
        )

    def follows_given_name(self, start: int) -> bool:
        """Return whether a given name makes a full name the longer name of another person."""
        before = word_before(self._text, start)
        if not before or before.isupper() or not before[0].isupper():
            return False
        word = fold_term(before)
        if is_listed(word, "titles") or fields_of(word) or not is_given_name(before):
            return False
        return not self._is_title_case(start)

    def has_another_given_name(self, start: int) -> bool:
        """Return whether a surname follows a given name that belongs to a stranger."""
        before = word_before(self._text, start)
        if not before:
            return False
        word = fold_term(before)
        if is_caseless(self._text[start]):
            return is_given_in_arabic(before)
        if is_listed(word, "given"):
            return True
        if not before[0].isupper() or before.isupper() or is_listed(word, "titles"):
            return False
        is_first = begins_sentence(self._text, start - 1 - len(before), is_after_dash=False)
        if is_given_name(before):
            is_word = is_stop_word(before) or self._is_month(word) or self._is_function_word(word)
            return not (is_first and is_word)
        if is_first or fields_of(word):
            return False
        if self.follows_role(start - 1 - len(before)):
            return True
        if not self._has("capitals_precede"):
            return False
        return not self._is_title_case(start)

    def follows_role(self, start: int) -> bool:
        """Return whether a word for a role precedes a word: the striker Bojan (Berg)."""
        before = word_before(self._text, start)
        return bool(before) and bool(fields_of(fold_term(before)))

    def _is_function_word(self, word: str) -> bool:
        """Return whether a word is a preposition or an article of the language: Per, Elke."""
        lists = (("asides", FAMILIES), ("ways", CAPITALS), ("determiners", AROUND))
        return any(word in words_before_nouns(name, self._language, sec) for name, sec in lists)

    def _is_month(self, word: str) -> bool:
        is_month = word in words_before_nouns("calendar", self._language)
        return is_month and self._has("month_capitals")

    def _has(self, trait: str) -> bool:
        return has_trait(self._language, trait)

    def follows_known_name(self, start: int) -> bool:
        """Return whether a capitalised word before a place is a given name in any language."""
        before = word_before(self._text, start)
        if is_caseless(self._text[start]):
            return is_given_in_arabic(before)
        return before[:1].isupper() and is_given_name(before)

    def is_of_that_place(self, start: int) -> bool:
        """Return whether a preposition before a place says that it is a place in the world."""
        return fold_term(word_before(self._text, start)) in listed_set("place_prepositions")

    def with_its_article(self, start: int) -> int:
        """Return the start of a surname with its Arabic article: al-Sadr."""
        before = self._text[max(0, start - 2) : start]
        if before[-1:] not in _HYPHENS and before.lower() != "l ":
            return start  # nearly all places: a search costs ten times as much
        match = _ARTICLE_BEFORE.search(self._text, max(0, start - 4), start)
        if match is None or match.group().rstrip().lower() in self._articles:
            return start
        return match.start()

    def _is_named_after_it(self, end: int) -> bool:
        """Return whether what follows a name without capitals is named after it."""
        if _named_after().match(fold_term(self._text[end : end + 4])):
            return True
        first = _NEXT_CASELESS.match(self._text, end, end + 40)
        second = _NEXT_CASELESS.match(self._text, first.end(), end + 80) if first else None
        words = [fold_term(match[1]) for match in (first, second) if match]
        return any(is_listed(word, "behind") for word in words)

    def _goes_on_in_arabic(self, start: int, end: int) -> bool:
        if _NISBA.match(self._text, end) is None:
            return False
        return _SONS.search(self._text, start, end) is None

    def _goes_on_in_capitals(self, start: int, end: int, *, is_full: bool) -> bool:
        after = self._text[end : end + 2]
        if after[:1] not in (" ", "-") or not after[1:].isupper():
            return self._is_adjective(end)
        if not is_full and self._is_before_initial(end):
            return True
        if after[0] == "-" and is_full and not self._has("noun_capitals"):
            return True  # Robert Harper-Jones
        first, second = (*_NEXT_WORDS.findall(self._text, end, end + 60)[:2], "", "")[:2]
        word = fold_term(first)
        if is_listed(word, "generations"):
            return False
        if self._has("surname_first") and not is_full and is_given_name(first):
            return True  # Szentesi Péter, Голубева Анна
        if is_listed(word, "behind"):
            return word != "international" or not second or is_listed(fold_term(second), "behind")
        if self._is_in_name_of_a_place(end) or (
            not is_full and self._is_second_of_three(start, end)
        ):
            return True
        if (
            not self._has("capitals_go_on")
            or (is_full and self._has("two_surnames"))
            or after[0] != " "
            or self._is_title_case(start)
        ):
            return False
        return not (is_listed(word, "titles") or fields_of(word) or first.isupper())

    def _is_second_of_three(self, start: int, end: int) -> bool:
        """Return whether a title precedes a given name and a surname: Sen. Coleman Hughes."""
        behind = _NEXT_WORDS.match(self._text, end)
        if behind is None or self._text[end] != " " or self._has("noun_capitals"):
            return False
        word = fold_term(behind[1])
        if behind[1].isupper() or is_listed(word, "titles") or is_listed(word, "behind"):
            return False
        if fields_of(word) or self._text[behind.end() : behind.end() + 1] == "’":
            return False
        title = _TITLE_BEFORE.search(self._text, max(0, start - 30), start)
        if title is None or not (title[2] or title[1].istitle()) or self._is_title_case(start):
            return False
        return bool(offices_of(fold_term(title[1])))

    def _is_adjective(self, end: int) -> bool:
        """Return whether a surname that is an adjective too belongs to a noun: Dvorská ulice."""
        if not self._has("surname_adjectives"):
            return False
        following = _NEXT_WORDS.match(self._text, end)
        return following is not None and is_listed(fold_term(following[1]), "behind")

    def _is_in_name_of_a_place(self, end: int) -> bool:
        """Return whether the next capitalised words end a name of something: Berg Peace Prize."""
        words = _NEXT_CAPITALS.match(self._text, end)
        for word in filter(None, words.groups()) if words is not None else ():
            if not word[0].isupper():
                return False
            if is_listed(fold_term(word), "behind"):
                return not self._is_title_case(end - 1)
        return False

    def _is_before_initial(self, end: int) -> bool:
        """Return whether a middle initial makes a surname a given name: Petro O. Poroshenko."""
        match = _INITIAL_NEXT.match(self._text, end)
        return match is not None and match.group()[-2].isupper()

    def _is_title_case(self, place: int) -> bool:
        """Return whether the line of a place capitalises its long words, as a headline does."""
        start, end = self._text.rfind("\n", 0, place) + 1, self._text.find("\n", place)
        if start not in self._title_case_lines:
            self._title_case_lines[start] = self._has_title_case(start, end)
        return self._title_case_lines[start]

    def _has_title_case(self, start: int, end: int) -> bool:
        long = _LONG_WORD.findall(self._text, start, end if end >= 0 else len(self._text))
        return len(long) > 2 and sum(word[0].isupper() for word in long) > 0.8 * len(long)
