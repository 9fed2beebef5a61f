"""The words of the languages' files: roles by field, topics, and what is around names. Pure."""

import functools
import re

from monitor.languages.files import UNDETERMINED, list_of, lists_of_all
from monitor.languages.given_names import Gender
from monitor.languages.name_words import NAME_WORDS
from monitor.languages.stop_words import is_stop_word
from monitor.watchlist.folding import fold_term
from monitor.watchlist.scripts import is_far_eastern
from monitor.watchlist.word_lists import WordLists

AROUND = "around_names"
"""The section about what is around names."""
FAMILIES, CAPITALS = "families", "capitals"
"""Those about relatives with one surname, and about capitals that are written for governments."""
_GENDERS: tuple[tuple[Gender, str], ...] = (("f", "female"), ("m", "male"))
_OF_UNKNOWN = "en"
"""The language whose verbs are read in a text of an unknown one: most of such texts are English."""
CACHED = 4_000
"""Words whose roles are cached: the common ones near names. Others cost little, and a small cache
is full after an hour of news: the memory of a process does not grow by it later."""


@functools.cache
def _word_lists(section: str) -> WordLists:
    return WordLists(lists_of_all(section))


def _lists_with(section: str, word: str) -> frozenset[str]:
    """Return the names of the lists of a section that have a folded word."""
    return _word_lists(section).names_of(word)


def _lists_of_role(section: str, word: str) -> frozenset[str]:
    """Return the same of a word with or without its Arabic article."""
    if is_stop_word(word):
        return frozenset()  # "is" is a word for business in Turkish
    bare = word.removeprefix(NAME_WORDS.arabic_article[0]) if len(word) > 4 else word
    names = _lists_with(section, word)
    return names if bare is word else names | _lists_with(section, bare)


@functools.lru_cache(maxsize=CACHED)
def is_listed(word: str, name: str) -> bool:
    """Return whether a folded word is on a list of ``around_names``, such as ``titles``."""
    return name in _word_lists(AROUND).names_of(word)


@functools.lru_cache(maxsize=CACHED)
def is_relative_word(word: str, name: str) -> bool:
    """Return whether a folded word is on a list of the section ``families``, such as ``kin``."""
    return name in _word_lists(FAMILIES).names_of(word)


@functools.lru_cache(maxsize=CACHED)
def is_capital_word(word: str, name: str) -> bool:
    """Return whether a folded word is on a list of the section ``capitals``, such as ``nouns``."""
    return name in _word_lists(CAPITALS).names_of(word)


def is_compound(before: str, word: str) -> bool:
    """Return whether two folded words are one that is not a role: "front-runner"."""
    return is_listed(f"{before} {word}", "compounds")


@functools.cache
def listed_words(name: str) -> tuple[str, ...]:
    """Return the words of a list of the section ``around_names``."""
    return tuple(lists_of_all(AROUND)[name].split())


@functools.cache
def listed_set(name: str) -> frozenset[str]:
    """Return the words of a list of the section ``around_names``, of every language."""
    return frozenset(listed_words(name))


@functools.cache
def any_of(name: str) -> str:
    """Return a list of the section ``around_names`` as a pattern of any of its words."""
    return "|".join(dict.fromkeys(listed_words(name)))


def age_words(name: str) -> str:
    """Return a list of the section ``ages`` as a pattern of any of its words."""
    return "|".join(lists_of_all("ages")[name].split())


@functools.cache
def words_before_nouns(name: str, language: str, section: str = AROUND) -> frozenset[str]:
    """Return the folded words of a list of one language, such as ``determiners`` or ``dates``.

    Those of every language where the language is not known.
    """
    is_any = language == UNDETERMINED
    text = lists_of_all(section)[name] if is_any else list_of(language, section, name)
    return frozenset(map(fold_term, text.split()))


@functools.lru_cache(maxsize=CACHED)
def phrase_words(word: str) -> frozenset[str]:
    """Return the folded words that make a phrase with a surname, those before it with "<"."""
    return frozenset(map(fold_term, lists_of_all("phrases").get(word, "").split()))


@functools.lru_cache(maxsize=CACHED)
def emphasis_words(word: str) -> frozenset[str]:
    """Return the words before which an acronym is the stressed word: "there IS"."""
    return frozenset(lists_of_all("emphasis").get(word, "").split())


@functools.cache
def verbs_after_names(language: str, name: str = "verbs") -> re.Pattern[str] | None:
    """Return what may follow a person's name at the beginning of a sentence; None if unknown.

    ``deeds`` instead of ``verbs``: what only a person does.
    """
    read_as = _OF_UNKNOWN if language == UNDETERMINED else language
    text = list_of(read_as, AROUND, name)
    return re.compile("".join(text.split())) if text else None


@functools.lru_cache(maxsize=CACHED)
def fields_of(word: str) -> frozenset[str]:
    """Return the fields of the roles that a folded word names."""
    return _lists_of_role("occupations", word)


@functools.lru_cache(maxsize=CACHED)
def offices_of(word: str) -> frozenset[str]:
    """Return the offices that a folded word names, in whatever language."""
    if is_listed(word, "adjectives"):
        return frozenset()
    offices = _lists_of_role("shared_offices", word)
    return frozenset(("premier",)) if "premier" in offices else offices


@functools.lru_cache(maxsize=CACHED)
def is_role(word: str) -> bool:
    """Return whether a word names a role or an office."""
    folded = fold_term(word)
    return bool(offices_of(folded) or fields_of(folded))


@functools.lru_cache(maxsize=CACHED)
def offices_at_start(text: str) -> frozenset[str]:
    """Return the offices that Chinese, Japanese or Korean folded text begins with, past a space."""
    text = text.lstrip(" ·・")
    return frozenset(name for name, begins in _far_eastern_offices() if text.startswith(begins))


def _starred(text: str) -> list[str]:
    """Return the folded words of a list that begin with a star, without it."""
    return [fold_term(word.strip("*")) for word in text.split() if word.startswith("*")]


@functools.cache
def _far_eastern_offices() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the offices with their words in Chinese, Japanese and Korean."""
    return tuple(
        (name, tuple(filter(is_far_eastern, _starred(text))))
        for name, text in lists_of_all("shared_offices").items()
    )


@functools.lru_cache(maxsize=CACHED)
def address_of(word: str, language: str) -> Gender:
    """Return the gender of a folded form of address ("mrs", "госпожа"), ``?`` for other words."""
    for gender, name in _GENDERS:
        of_all = lists_of_all("address")[name].split()
        if word in of_all or word in list_of(language, "address", f"own_{name}").split():
            return gender
    return "?"


@functools.cache
def aside_words() -> frozenset[str]:
    """Return the folded words that make a title that of a deputy or a relative."""
    return frozenset(map(fold_term, listed_words("aside")))


@functools.lru_cache(maxsize=CACHED)
def is_before_names(word: str) -> bool:
    """Return whether a word is for things that are named after people: "rue", "проспект"."""
    return is_listed(fold_term(word), "before")


@functools.lru_cache(maxsize=CACHED)
def is_private_word(word: str) -> bool:
    """Return whether a folded word is of everyday life: neighbours, bees, a raffle, a bakery."""
    return is_listed(word, "private")


@functools.cache
def trade_endings(language: str) -> tuple[str, ...]:
    """Return the folded endings of words for trades in a language, such as "smith" and "keeper"."""
    return tuple(map(fold_term, list_of(language, AROUND, "trade_endings").split()))


@functools.cache
def own_pattern(name: str, language: str) -> re.Pattern[str] | None:
    """Return a pattern of ``around_names`` in one language; None where it has none."""
    text = list_of(language, AROUND, name)
    return re.compile(text) if text else None


@functools.cache
def own_list(name: str, language: str, section: str = AROUND) -> tuple[str, ...]:
    """Return a list of one language as it is written; none where the language is not known."""
    return tuple(list_of(language, section, name).split())


@functools.lru_cache(maxsize=CACHED)
def topics_of(word: str) -> frozenset[str]:
    """Return the topics that a folded word belongs to."""
    return _lists_with("article_topics", word)
