"""Whether a word that is a name on the list is an ordinary word at a place of a text. Pure.

1. A surname that is a word ("March", "Winter") is the word behind a determiner, before a number,
   before another capitalised word, and before a noun at the beginning of a sentence; one that is a
   month or a season also behind a preposition of time.
2. An Arabic surname that is a word ("الأمير") is the word before an adjective with an article.
3. An abbreviation that is a word ("US", "NEW") is the word among words in capitals.
4. An abbreviation in parentheses behind words with its initials stands for those words.

The words are in ``roles.toml``: determiners, prepositions of time, and the verbs that may follow a
name at the beginning of a sentence, by language.
"""

import re

from monitor.watchlist.folding import fold_term
from monitor.watchlist.role_words import is_listed, verbs_after_names, words_before_nouns
from monitor.watchlist.scripts import is_caseless

_WORD = re.compile(r"[^\W_]+")
_SENTENCE_ENDS = '.!?…:;\n“”"«»„—–'
_NEXT_WORD = re.compile(r"[ \u00a0\n]([^\W\d_]+)")
_BRAND = re.compile(r"['’]s [A-Z]")
_DIGIT_NEXT = re.compile(r"[ \u00a0]\d")
_CAPITALS_BEFORE = re.compile(r"\b[A-Z]{2,}[ ,]+$")
_CAPITALS_AFTER = re.compile(r"[ ,]+[A-Z]{2,}\b")
_ARTICLES_PRECEDE = frozenset(("fr", "es", "it", "pt"))
"""Languages that put an article or a preposition before the name of a party."""
_BEFORE_PARTIES = frozenset(
    "de d a par pour con por para avec contre contra y et e selon segun".split()
)
_LINE = 200
"""Characters around a place that show whether its line is in capitals."""
_NOT_A_LETTER = re.compile(r"^\W+")
_ARABIC_ADJECTIVE = re.compile(r" ال(?!ذ|ت[يى]|يوم|سبت|[أا]حد|[إا]ثنين|ثلاثاء|[أا]ربعاء|خميس|جمع)")
"""An article that is not one of a relative pronoun or of a day."""


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
        return _ARABIC_ADJECTIVE.match(text, end) is not None
    before = fold_term(word_before(text, start))
    is_determined = before in words_before_nouns("determiners", language)
    if is_determined and not _is_capital_of_name(text, language, (start, end), word):
        return True
    if is_listed(word, "calendar") and before in words_before_nouns("dates", language):
        return True
    if _BRAND.match(text, end) or _DIGIT_NEXT.match(text, end):
        return True
    return _is_word_by_the_next(text, language, (start, end), before)


def _is_capital_of_name(text: str, language: str, place: tuple[int, int], word: str) -> bool:
    """Return whether a capital can only be a name's: English has none for nouns, but for dates."""
    start, end = place
    is_date = is_listed(word, "calendar")
    return language == "en" and not is_date and text[start:end].istitle()


def _is_word_by_the_next(text: str, language: str, place: tuple[int, int], before: str) -> bool:
    start, end = place
    after = _NEXT_WORD.match(text, end)
    is_initial = begins_sentence(text, start)
    if after is None:
        return is_initial and not before and _is_in_capitals(text, start, end)
    word = after.group(1)
    if word[0].isupper() and not text[start:end].isupper() and language != "de":
        return True
    is_nature = is_listed(fold_term(text[start:end]), "nature")
    verbs = verbs_after_names(language, "deeds" if is_nature else "verbs")
    return bool(is_initial and word.islower() and verbs and verbs.fullmatch(word) is None)


def _is_in_capitals(text: str, start: int, end: int) -> bool:
    return end - start > 1 and text[start:end].isupper()


def is_shouted_word(text: str, language: str, start: int, end: int) -> bool:
    """Return whether an acronym is an ordinary word in capitals: ALL OF US, n'est PAS fini."""
    word = fold_term(text[start:end])
    if not is_listed(word, "common"):
        return False
    if is_listed(word, "objects") and begins_sentence(text, start):
        return False
    around = _CAPITALS_BEFORE.search(text, max(0, start - 30), start)
    if around or _CAPITALS_AFTER.match(text, end) or _is_in_line_of_capitals(text, start, end):
        return True
    before = word_before(text, start)
    if language not in _ARTICLES_PRECEDE or not before.islower():
        return False
    folded = fold_term(before)
    determiners = words_before_nouns("determiners", language)
    return folded not in determiners and folded not in _BEFORE_PARTIES


def _is_in_line_of_capitals(text: str, start: int, end: int) -> bool:
    """Return whether the words around a place, up to a line's end, have no small letter."""
    first = max(text.rfind("\n", 0, start) + 1, start - _LINE)
    last = text.find("\n", end, end + _LINE)
    line = text[first : last if last >= 0 else end + _LINE]
    return len(line.split()) > 1 and line.isupper()


def is_spelled_out_otherwise(text: str, acronym: str) -> bool:
    """Return whether a text gives an acronym in parentheses after other words, or before them."""
    letters = [letter for letter in acronym.lower() if letter.isalpha()]
    if len(letters) < 2:
        return False
    place = text.find(f"({acronym})")
    if place >= 0 and _initials(text[max(0, place - 120) : place])[-len(letters) :] == letters:
        return True
    place = text.find(f"{acronym} (")
    spelled = text[place + len(acronym) + 2 :][:120].partition(")")[0] if place >= 0 else ""
    return _initials(spelled) == letters


def _initials(text: str) -> list[str]:
    return [word[0].lower() for word in _WORD.findall(text) if word[0].isupper()]


def begins_sentence(text: str, place: int) -> bool:
    """Return whether a sentence, a line or a quotation begins at a place."""
    before = text[max(0, place - 2) : place].rstrip(" \u00a0")
    return not before or before[-1] in _SENTENCE_ENDS


def word_before(text: str, start: int) -> str:
    """Return the word before a place; ``""`` where punctuation or a line end is between."""
    if start < 2 or text[start - 1] not in " \u00a0":
        return ""
    word = text[max(0, start - 40) : start - 1].rpartition(" ")[2].rpartition("\n")[2]
    word = _NOT_A_LETTER.sub("", word)
    return word if word[:1].isalpha() and word[-1:].isalnum() else ""
