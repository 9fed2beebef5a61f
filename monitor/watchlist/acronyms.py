"""Whether an acronym of the list is an ordinary word, or short for something else. Pure.

1. An abbreviation that is a word ("US", "NEW") is the word among words in capitals, before a colon
   at the beginning of a line, before an exclamation mark, and where only the word makes a sentence
   ("there IS a way"). It is a name as the subject of a headline: "WHO WARNS OF FLU".
2. "WHO" in a question is a pronoun: "WHO knew?", "WHO are you", not in "The WHO did not".
3. An abbreviation that is a common noun ("IT") is one before another noun, in a compound and where
   it does nothing: "IT staff", "IT-Branche", "works in IT".
4. An abbreviation in parentheses after words with its initials is short for those words.

The words are in the languages' files.
"""

import re
from collections.abc import Callable

from monitor.languages.files import has_trait
from monitor.languages.stop_words import is_stop_word
from monitor.watchlist.folding import fold_term
from monitor.watchlist.ordinary_words import begins_sentence, is_in_line_of_capitals, word_before
from monitor.watchlist.role_words import (
    emphasis_words,
    is_listed,
    listed_set,
    own_list,
    phrase_words,
    verbs_after_names,
    words_before_nouns,
)

_WORD = re.compile(r"[^\W_]+")
_SENTENCE_END = re.compile(r"[.!?\n]")
_LINE = 200
"""Characters around a place that show its line and its quotation marks."""
_BEFORE = re.compile(r"(?<!\w)(?P<word>[^\W\d_]{2,})(?P<gap>[ ,]+)(?:[A-ZÀ-Ý] )?$")
_AFTER = re.compile(r"(?P<gap>[ ,]+)(?:[A-ZÀ-Ý] )?(?P<word>[^\W\d_]{2,})(?!\w)")
_LONGEST_NEIGHBOUR = 30
"""Characters before an acronym that may have a word in capitals."""
_LONG = 5
"""Letters up to which a word in capitals behind a comma may be an acronym too: "NATO, US"."""
_CLAUSE_ENDS = frozenset(",.;!?”")
_LABEL = re.compile(r"[ \u00a0]?: ")
_LONGEST_SPELLED = 120
"""Characters of the longest name that an abbreviation in parentheses may follow."""
_CAPITALISED = re.compile(
    r"[^\W\d_a-z][\w'’-]*(?: (?:[a-zà-ÿ]{1,3}\b ?){0,3}[^\W\d_a-z][\w'’-]*){1,8} ?$"
)
"""Capitalised words that end at a place, with small words between them."""
_NEXT_IN_PHRASE = re.compile(r"[ \u00a0-]([^\W\d_]+)")


def is_shouted_word(text: str, language: str, start: int, end: int) -> bool:
    """Return whether an acronym is an ordinary word in capitals: ALL OF US, n'est PAS fini."""
    word = fold_term(text[start:end])
    if not (is_listed(word, "common") or word in words_before_nouns("own_common", language)):
        return False
    is_initial = begins_sentence(text, start)
    following = _NEXT_IN_PHRASE.match(text, end)
    if _is_no_body(text, language, (start, end), following):
        return True
    if text[end : end + 1] == "!" or (is_initial and _LABEL.match(text, end)):
        return True
    if is_initial and _is_article(text, language, (start, end), following):
        return True
    if is_initial and _is_headline_subject(text, language, end, following):
        return False
    is_object = is_listed(word, "objects")
    if is_object and is_initial:
        return text[end : end + 1] == "," and _has_shouted_neighbour(text, (end, end))
    if _has_shouted_neighbour(text, (start, end)) or is_in_line_of_capitals(text, start, end):
        return True
    before = word_before(text, start)
    if before.lower() in emphasis_words(word):
        return True
    if is_object and _is_quoted_pronoun(text, start, end, before):
        return True
    return _lacks_article(text, language, start, before)


def _is_no_body(
    text: str, language: str, place: tuple[int, int], following: re.Match[str] | None
) -> bool:
    """Return whether the words beside an acronym show a pronoun, a common noun or a club."""
    start, end = place
    word = fold_term(text[start:end])
    if following is not None and _is_attributive(text, language, word, following):
        return True
    if word == "who" and _is_question(text, start, end, following):
        return True
    return is_listed(word, "generic") and not _does(language, following)


def _is_article(
    text: str, language: str, place: tuple[int, int], following: re.Match[str] | None
) -> bool:
    """Return whether an acronym that is an article of the language begins a sentence: UN seul."""
    if fold_term(text[slice(*place)]) not in words_before_nouns("determiners", language):
        return False
    return following is not None and following[1].islower() and not _does(language, following)


def is_common_start(text: str, place: tuple[int, int]) -> bool:
    """Return whether the single name of a body is a word in a phrase: "Fed up", "USA tu voz"."""
    start, end = place
    neighbours = phrase_words(fold_term(text[start:end]))
    following = _NEXT_IN_PHRASE.match(text, end) if neighbours else None
    return following is not None and fold_term(following[1]) in neighbours


def _is_question(text: str, start: int, end: int, following: re.Match[str] | None) -> bool:
    """Return whether WHO asks: "WHO knew?", "WHO are you", "Guess WHO is back"."""
    before = word_before(text, start).lower()
    if before in listed_set("articles"):
        return False  # The WHO did not answer
    if before in listed_set("asking_who"):
        return True
    behind = _SENTENCE_END.search(text, end, end + _LINE)
    is_asked = behind is not None and behind.group() == "?"
    if following is not None and following[1].lower() in listed_set("with_pronouns"):
        return is_asked or _is_before_subject(text, following)
    return is_asked and begins_sentence(text, start)


def _is_before_subject(text: str, verb: re.Match[str]) -> bool:
    """Return whether a pronoun that is a subject follows a verb: WHO SAYS IT, WHO are you."""
    subject = _NEXT_IN_PHRASE.match(text, verb.end())
    return subject is not None and subject[1].lower() in listed_set("subject_pronouns")


def _does(language: str, following: re.Match[str] | None) -> bool:
    """Return whether a verb of what only people and bodies do follows an acronym."""
    deeds = verbs_after_names(language, "deeds")
    return bool(following and deeds and deeds.fullmatch(following[1]))


def _is_headline_subject(
    text: str, language: str, end: int, following: re.Match[str] | None
) -> bool:
    """Return whether an acronym at the beginning of a line in capitals has a verb: WHO WARNS."""
    if following is None or not following[1].isupper() or not following[1].endswith("S"):
        return False
    verbs = verbs_after_names(language)
    line = text[end:].partition("\n")[0]
    word = following[1].lower()
    is_verb = bool(verbs and verbs.fullmatch(word)) and word not in listed_set("auxiliaries")
    if _is_before_subject(text, following):
        return False  # WHO SAYS IT IS OVER
    return is_verb and line.isupper() and not line.rstrip().endswith("?")


def _is_attributive(text: str, language: str, acronym: str, following: re.Match[str]) -> bool:
    """Return whether an acronym belongs to the next word: IT staff; or is that of a club.

    "US Palais" is the Union sportive there.
    """
    word = following[1]
    if fold_term(word) in phrase_words(acronym):
        return True
    if acronym in own_list("clubs", language):
        return word[0].isupper() and text[following.start()] != "-"
    return False


def _lacks_article(text: str, language: str, start: int, before: str) -> bool:
    """Return whether a party's name has no article where its language puts one: "ce n'est PAS"."""
    is_first = bool(before) and begins_sentence(text, start - 1 - len(before))
    if not has_trait(language, "party_articles") or not (before.islower() or is_first):
        return False
    folded = fold_term(before)
    determiners = words_before_nouns("determiners", language)
    return folded not in determiners and folded not in listed_set("before_parties")


def _has_shouted_neighbour(text: str, place: tuple[int, int]) -> bool:
    """Return whether a word in capitals is beside a place, and no other acronym behind a comma."""
    start, end = place
    low = max(0, start - _LONGEST_NEIGHBOUR)
    for match in (_BEFORE.search(text, low, start), _AFTER.match(text, end)):
        if match is None or not match["word"].isupper():
            continue
        folded = fold_term(match["word"])
        is_word = is_stop_word(folded) or is_listed(folded, "common") or len(folded) > _LONG
        if is_word or "," not in match["gap"]:
            return True
    return False


def _is_quoted_pronoun(text: str, start: int, end: int, before: str) -> bool:
    """Return whether a pronoun is stressed in a quotation: “This is about US, not them”."""
    if before not in listed_set("before_objects") or text[end : end + 1] not in _CLAUSE_ENDS:
        return False
    low = max(0, start - _LINE)
    return text.rfind("“", low, start) > text.rfind("”", low, start) or (
        text.count('"', text.rfind("\n", 0, start) + 1, start) % 2 == 1
    )


def is_spelled_out_otherwise(
    text: str, acronym: str, is_own: Callable[[str], bool] = lambda _: False
) -> bool:
    """Return whether a text gives an acronym in parentheses after other words, or before them.

    ``is_own`` returns whether words are a name of the body in another spelling.
    """
    letters = "".join(filter(str.isalpha, acronym.lower()))
    if len(letters) < 2:
        return False
    place = text.find(f"({acronym})")
    if place >= 0:
        named = _CAPITALISED.search(text, max(0, place - _LONGEST_SPELLED), place)
        if named is not None and _abbreviates(letters, named.group()):
            return not is_own(named.group())
        words = _WORD.findall(text, max(0, place - _LONGEST_SPELLED), place)[-len(letters) :]
        if "".join(word[0].lower() for word in words) == letters:
            return not is_own(" ".join(words))  # England cricket board (ECB)
    place = text.find(f"{acronym} (")
    spelled = text[place + len(acronym) + 2 :][:_LONGEST_SPELLED].partition(")")[0]
    return place >= 0 and _initials(spelled) == list(letters)


def _abbreviates(letters: str, name: str) -> bool:
    """Return whether the last initials of a name are letters, or those of all of it are among them.

    ECB is short for "England and Wales Cricket Board" too, which has one word more.
    """
    words = name.split()
    initials = "".join(_initials(" ".join(words[words[0].lower() in listed_set("articles") :])))
    if initials.endswith(letters):
        return True
    rest = iter(initials)
    return initials[:1] == letters[0] and all(letter in rest for letter in letters)


def _initials(text: str) -> list[str]:
    return [word[0].lower() for word in _WORD.findall(text) if word[0].isupper()]
