"""Whether a word that is a name on the list is an ordinary word at a place of a text. Pure.

1. A surname that is a word ("March", "Winter") is the word behind a determiner, before a number,
   before another capitalised word, behind one in a title (“Forever Young”, "Long March veterans"),
   before a noun at the beginning of a sentence, as the first of a list ("Banks, insurers and
   funds") and in the phrases of the languages' files ("día de Reyes"); one that is a month or a
   season also behind a preposition of time, one that is an office before a given name ("Król
   Karol").
2. An Arabic surname that is a word ("الأمير") is the word before an adjective with an article and
   before a given name.

The words are in the languages' files: determiners, prepositions of time, and the verbs that may
follow a name at the beginning of a sentence, by language.
"""

import functools
import re
from typing import NamedTuple

from monitor.languages.files import has_trait
from monitor.languages.folding import fold_word
from monitor.languages.given_names import given_names
from monitor.languages.name_words import NAME_WORDS
from monitor.languages.stop_words import is_stop_word
from monitor.watchlist.folding import fold_term
from monitor.watchlist.role_words import (
    any_of,
    fields_of,
    is_listed,
    listed_set,
    offices_of,
    own_list,
    phrase_words,
    verbs_after_names,
    words_before_nouns,
)
from monitor.watchlist.scripts import is_caseless

_WORD = re.compile(r"[^\W_]+")
_SENTENCE_ENDS = '.!?…:;\n“”"«»„—–'
_NEXT_WORD = re.compile(r"[ \u00a0\n]([^\W\d_]+)")
_LIST = re.compile(
    r", (?P<second>[^\W\d_]+)(?:, [^\W\d_]+)? (?P<and>[^\W\d_]+) [^\W\d_]+ (?=[^\W\d_])"
)
"""What follows the first of several subjects, with the verb of all of them."""
_BRAND = re.compile(r"['’]s [A-Z]")
_DIGIT_NEXT = re.compile(r"[ \u00a0]\d")
_OPENING, _CLOSING = frozenset("“„«\"'‘"), frozenset("”“»\"'’")
_DASH = re.compile(r"[^\n][—–] $")
"""A dash that does not begin a line."""
_LONGEST_TITLE = 8
"""Characters of the longest one with its point and a space, and one before it."""
_LAST_PLACES = 4
"""Places whose word before is kept: several rules ask for that of one place."""
_LINE = 200
"""Characters around a place that show whether its line is in capitals."""
_NOT_A_LETTER = re.compile(r"^\W+")


class _Patterns(NamedTuple):
    claim: re.Pattern[str]
    """What follows a person in a headline."""
    title_before: re.Pattern[str]
    """An abbreviation that ends no sentence."""
    arabic_adjective: re.Pattern[str]
    """An article that is not one of a relative pronoun or of a day."""


@functools.cache
def _patterns() -> _Patterns:
    article = NAME_WORDS.arabic_article[0]
    return _Patterns(
        claim=re.compile(rf"['’]S\b|: | (?:{any_of('claims_behind')})\b"),
        title_before=re.compile(rf"(?<!\w)(?:{any_of('with_point')})\. $", re.IGNORECASE),
        arabic_adjective=re.compile(rf" {article}(?!{any_of('not_adjectives')})"),
    )


def is_common_word(
    text: str, language: str, place: tuple[int, int], *, is_common: bool = False
) -> bool:
    """Return whether a word that is a name on the list is an ordinary word at a place.

    ``is_common`` names are words in the nominative, whatever case is written.
    """
    start, end = place
    word = fold_term(text[start:end])
    if not (is_common or is_listed(word, "common")):
        return False
    if is_caseless(text[start]):
        is_adjective_next = _patterns().arabic_adjective.match(text, end) is not None
        in_phrase = _is_in_phrase(text, (start, end), word, fold_term(word_before(text, start)))
        return is_adjective_next or in_phrase or _is_before_given(text, end)
    before = fold_term(word_before(text, start))
    if before in own_list("verb_subjects", language):
        return True
    if _is_in_phrase(text, (start, end), word, before):
        return True
    is_named_so = _is_second_of_title(text, language, (start, end), before)
    if is_named_so or _is_behind_adjective(text, language, start, before):
        return True
    is_determined = before in words_before_nouns("determiners", language)
    if is_determined and not _is_capital_of_name(text, language, (start, end), word):
        return True
    if is_listed(word, "calendar") and before in words_before_nouns("dates", language):
        return not _is_joined_subject(text, language, end, before)
    if _BRAND.match(text, end) or _DIGIT_NEXT.match(text, end):
        return True
    if _begins_list(text, language, (start, end)) or _is_in_compound(text, language, end, word):
        return True
    return _is_word_by_the_next(text, language, (start, end), before)


def _is_before_given(text: str, end: int) -> bool:
    """Return whether a given name follows a place."""
    following = _NEXT_WORD.match(text, end)
    return following is not None and fold_word(following[1]) in given_names()


def _is_in_phrase(text: str, place: tuple[int, int], word: str, before: str) -> bool:
    """Return whether the words beside a place make a phrase with it, or it is an office."""
    start, end = place
    following = _NEXT_WORD.match(text, end)
    if following is not None and offices_of(word) and _is_before_given(text, end):
        return following[1][0].isupper()
    neighbours = phrase_words(word)
    if not neighbours:
        return False
    if before in listed_set("phrase_links"):
        before = fold_term(word_before(text, start - 1 - len(before)))
    is_behind = following is not None and fold_term(following[1]) in neighbours
    return is_behind or f"<{before}" in neighbours


def _is_behind_adjective(text: str, language: str, start: int, before: str) -> bool:
    """Return whether an adjective precedes a noun: "der strenge Winter", "strenger Winter"."""
    endings = own_list("adjective_endings", language)
    if not endings or not before.endswith(endings):
        return False
    written = word_before(text, start)
    if not written.islower():
        return False
    if before.endswith(own_list("bare_adjective_endings", language)) and not is_stop_word(before):
        return True
    article = fold_term(word_before(text, start - 1 - len(written)))
    return article in words_before_nouns("determiners", language)


def _is_second_of_title(text: str, language: str, place: tuple[int, int], before: str) -> bool:
    """Return whether a capitalised word makes a title of two with a word: “Forever Young”.

    Or the words of a body or a thing inside a sentence: "Long March veterans".
    """
    start, end = place
    written = word_before(text, start)
    if not written[:1].isupper() or written.isupper() or has_trait(language, "noun_capitals"):
        return False
    if is_listed(before, "titles") or offices_of(before) or fields_of(before):
        return False
    if is_stop_word(written) or fold_word(written) in given_names():
        return False
    first = start - 1 - len(written)
    if text[first - 1 : first] in _OPENING and text[end : end + 1] in _CLOSING:
        return True
    behind = _NEXT_WORD.match(text, end)
    if behind is None or not behind[1].islower() or begins_sentence(text, first):
        return False
    return behind[1].endswith(own_list("plural_endings", language))


def _is_capital_of_name(text: str, language: str, place: tuple[int, int], word: str) -> bool:
    """Return whether a capital can only be a name's: nouns have none, but for dates."""
    start, end = place
    if is_listed(word, "calendar") or not has_trait(language, "names_behind_articles"):
        return False
    if text.startswith(" of ", end) and fold_term(word_before(text, start)) == "the":
        return False  # the Field of Mars
    return text[start:end].istitle()


def _is_joined_subject(text: str, language: str, end: int, before: str) -> bool:
    """Return whether a conjunction precedes a name before its verb: "and May will go"."""
    if before not in words_before_nouns("conjunctions", language):
        return False
    verbs, after = verbs_after_names(language, "deeds"), _NEXT_WORD.match(text, end)
    return bool(after and verbs and verbs.fullmatch(after[1]))


def _is_word_by_the_next(text: str, language: str, place: tuple[int, int], before: str) -> bool:
    start, end = place
    after = _NEXT_WORD.match(text, end)
    is_initial = begins_sentence(text, start)
    if _is_in_capitals(text, start, end) and _is_among_capitals(text, (start, end), after):
        return not _is_shouted_name(text, language, (start, end), before)
    if after is None:
        return is_initial and not before and _is_in_capitals(text, start, end)
    word = after.group(1)
    is_capital = word[0].isupper() and not text[start:end].isupper()
    if is_capital and not has_trait(language, "noun_capitals"):
        return True
    if is_initial and _begins_noun(language, word):
        return True
    if is_initial and _joins_common_words(text, language, after):
        return True
    if has_trait(language, "paired_headlines") and text[after.end() : after.end() + 1] == ",":
        return is_initial and word.islower()  # Petit commerce, grands soucis
    is_nature = is_listed(fold_term(text[start:end]), "nature")
    if is_initial and is_nature and _is_described(text, language, after):
        return True
    if is_initial and _makes_compound(language, word):
        return True
    verbs = verbs_after_names(language, "deeds" if is_nature else "verbs")
    return bool(is_initial and word.islower() and verbs and verbs.fullmatch(word) is None)


def _is_described(text: str, language: str, verb: re.Match[str]) -> bool:
    """Return whether a verb says what a thing is: "Hope is fading", not "Hope is expected"."""
    if verb[1] not in words_before_nouns("copulas", language):
        return False
    described = _NEXT_WORD.match(text, verb.end())
    endings = own_list("participle_endings", language)
    return described is not None and not described[1].endswith(endings)


def _makes_compound(language: str, word: str) -> bool:
    """Return whether a word makes a compound with a noun before it: toprak kayması."""
    pattern = verbs_after_names(language, "compounds_behind")
    return pattern is not None and pattern.fullmatch(word) is not None


def _is_in_compound(text: str, language: str, end: int, word: str) -> bool:
    """Return whether a hyphen joins a noun to a word of nature or a month: Winter-Chaos."""
    if not (has_trait(language, "noun_capitals") and text[end : end + 1] == "-"):
        return False
    is_thing = is_listed(word, "nature") or is_listed(word, "calendar")
    return is_thing and text[end + 1 : end + 2].isupper()


def _begins_list(text: str, language: str, place: tuple[int, int]) -> bool:
    """Return whether a word begins a list of subjects: "Banks, insurers and funds will"."""
    subjects = _LIST.match(text, place[1])
    if subjects is None or not begins_sentence(text, place[0]):
        return False
    if fold_term(subjects["and"]) not in words_before_nouns("conjunctions", language):
        return False
    folded = fold_term(subjects["second"])
    if folded in words_before_nouns("determiners", language) or is_stop_word(folded):
        return False
    word = fold_term(text[slice(*place)])
    is_thing = is_listed(word, "nature") or is_listed(word, "calendar")
    if not (is_thing or word.endswith(own_list("plural_endings", language))):
        return False  # "Young, tired and hungry"
    return subjects["second"].islower() or is_listed(folded, "common")


def _begins_noun(language: str, word: str) -> bool:
    """Return whether a word behind one at a beginning is not a person's: "Reina la calma"."""
    folded = fold_term(word)
    if not word.islower():
        return False
    return folded in listed_set("of_capital") or folded in words_before_nouns(
        "determiners", language
    )


def _is_among_capitals(text: str, place: tuple[int, int], after: re.Match[str] | None) -> bool:
    """Return whether a line is in capitals, or the words from a beginning on, and not a name."""
    start, end = place
    if is_in_line_of_capitals(text, start, end):
        return True
    if after is None or not begins_sentence(text, start):
        return False
    return _is_in_capitals(text, *after.span(1)) and not _is_before_given(text, end)


def _is_shouted_name(text: str, language: str, place: tuple[int, int], before: str) -> bool:
    """Return whether a surname in a line of capitals is a name: a subject, or behind a title."""
    start, end = place
    if is_listed(before, "titles") and before not in words_before_nouns("determiners", language):
        return not is_stop_word(before)
    if _patterns().claim.match(text, end) or is_listed(before, "claims"):
        return True
    after = _NEXT_WORD.match(text, end)
    if after is None or not begins_sentence(text, start):
        return False
    word = after.group(1).lower()
    if fold_term(word) in words_before_nouns("conjunctions", language):
        return False
    verbs = verbs_after_names(language)
    is_verb = word.endswith(own_list("capital_verb_endings", language)) and not is_stop_word(word)
    return is_verb or bool(verbs and verbs.fullmatch(word))


def _joins_common_words(text: str, language: str, after: re.Match[str]) -> bool:
    """Return whether a conjunction joins a word at a beginning to one like it: "Young and old"."""
    if fold_term(after.group(1)) not in words_before_nouns("conjunctions", language):
        return False
    other = _NEXT_WORD.match(text, after.end())
    if other is None:
        return False
    folded = fold_term(other[1])
    if other[1][0].isupper():
        return has_trait(language, "noun_capitals") and is_listed(folded, "common")
    return not (is_stop_word(other[1]) or folded in words_before_nouns("determiners", language))


def _is_in_capitals(text: str, start: int, end: int) -> bool:
    return end - start > 1 and text[start:end].isupper()


def is_in_line_of_capitals(text: str, start: int, end: int) -> bool:
    """Return whether the words around a place, up to a line's end, have no small letter."""
    first = max(text.rfind("\n", 0, start) + 1, start - _LINE)
    last = text.find("\n", end, end + _LINE)
    line = text[first : last if last >= 0 else end + _LINE]
    return len(line.split()) > 1 and line.isupper()


def begins_sentence(text: str, place: int, *, is_after_dash: bool = True) -> bool:
    """Return whether a sentence, a line or a quotation begins at a place.

    A dash inside a line begins one too, unless ``is_after_dash`` is False.
    """
    if not is_after_dash and _DASH.search(text, max(0, place - 3), place):
        return False
    before = text[max(0, place - 2) : place].rstrip(" \u00a0")
    if before and before[-1] == ".":
        return _patterns().title_before.search(text, max(0, place - _LONGEST_TITLE), place) is None
    return not before or before[-1] in _SENTENCE_ENDS


def part_before(text: str, start: int, ends: re.Pattern[str], reach: int) -> str:
    """Return the text from the last end of a part of a sentence to a place.

    ``ends`` matches such an end; the point of a title ("Sen.") or of an initial is none. Nothing
    before the last ``reach`` characters is read.
    """
    first = max(0, start - reach)
    for end in ends.finditer(text, first, start):
        if end.group() != "." or _is_full_stop(text, end.start()):
            first = end.end()
    return text[first:start]


def _is_full_stop(text: str, point: int) -> bool:
    if text[point + 1 : point + 2] != " ":
        return True
    is_of_initial = text[point - 1 : point].isupper() and text[point - 2 : point - 1].isspace()
    return not is_of_initial and begins_sentence(text, point + 2)


@functools.lru_cache(maxsize=_LAST_PLACES)
def word_before(text: str, start: int) -> str:
    """Return the word before a place; ``""`` where punctuation or a line end is between."""
    if start < 2 or text[start - 1] not in " \u00a0":
        return ""
    word = text[max(0, start - 40) : start - 1].rpartition(" ")[2].rpartition("\n")[2]
    if not word[:1].isalpha():
        word = _NOT_A_LETTER.sub("", word)
    return word if word[:1].isalpha() and word[-1:].isalnum() else ""
