"""Whether a word that is a name on the list is an ordinary word at a place of a text. Pure.

1. A surname that is a word ("March", "Field") is the word behind a preposition, before a number or
   another capitalised word, and before a noun at the beginning of a sentence.
2. An abbreviation that is a word ("US", "NEW") is the word among words in capitals.
3. An abbreviation in parentheses behind words with its initials stands for those words.

The words are in ``roles.toml``; verbs that may follow a name at the beginning of a sentence are
listed for English alone.
"""

import re

from monitor.watchlist.folding import fold_term
from monitor.watchlist.role_words import lexicon

_WORD = re.compile(r"[^\W_]+")
_SENTENCE_ENDS = '.!?…:;\n“”"«»„—–'
_NEXT_WORD = re.compile(r"[ \u00a0\n]([^\W\d_]+)")
_BRAND = re.compile(r"['’]s [A-Z]")
_DIGIT_NEXT = re.compile(r"[ \u00a0]\d")
_VERBS_KNOWN = ("en", "und")
_VERB = re.compile(
    r"\w+ed|sa(?:id|ys)|t(?:old|ells)|w(?:rote|ent|on|as|ill|ould)|left|met|lost|is|has|had|did|does"
    r"|kept|took|made|gave|got|came|saw|spoke|speaks|thinks|thought|wants|may|might|must|should|can"
    r"|could|then|also|who|and|later|now|again|cut|put|hit|ran|began|became|held|set|let|quit|beat"
    r"|shot|shut|spent|built|bought|brought|caught|chose|drew|drove|fell|felt|found|flew|grew|heard"
    r"|knew|led|lent|meant|paid|read|rose|sang|sat|sent|sold|stood|swore|taught|threw|woke|wore"
)
"""What may follow a name at the beginning of a sentence in English."""
_CAPITALS_BEFORE = re.compile(r"\b[A-Z]{2,}[ ,]+$")
_CAPITALS_AFTER = re.compile(r"[ ,]+[A-Z]{2,}\b")


def is_common_word(text: str, language: str, start: int, end: int) -> bool:
    """Return whether a word that is a name on the list is an ordinary word at a place."""
    lists = lexicon()[2]
    if fold_term(text[start:end]) not in lists["common"]:
        return False
    before = word_before(text, start)
    if before and fold_term(before) in lists["prepositions"]:
        return True
    if _BRAND.match(text, end):
        return True
    after = _NEXT_WORD.match(text, end)
    if _DIGIT_NEXT.match(text, end):
        return True
    if after is None:
        return begins_sentence(text, start) and not before and _is_in_capitals(text, start, end)
    word = after.group(1)
    if word[0].isupper() and not text[start:end].isupper():
        return True
    is_initial = language in _VERBS_KNOWN and begins_sentence(text, start)
    return is_initial and word.islower() and _VERB.fullmatch(word) is None


def _is_in_capitals(text: str, start: int, end: int) -> bool:
    return end - start > 1 and text[start:end].isupper()


def is_shouted_word(text: str, start: int, end: int) -> bool:
    """Return whether an acronym is an ordinary word among words in capitals: ALL OF US."""
    word = fold_term(text[start:end])
    if word not in lexicon()[2]["common"]:
        return False
    if word in lexicon()[2]["objects"] and begins_sentence(text, start):
        return False
    around = _CAPITALS_BEFORE.search(text, max(0, start - 30), start)
    return bool(around or _CAPITALS_AFTER.match(text, end))


def is_spelled_out_otherwise(text: str, start: int, end: int) -> bool:
    """Return whether an acronym in parentheses follows words with its initials."""
    if text[start - 1 : start] != "(" or text[end : end + 1] != ")":
        return False
    letters = [letter for letter in text[start:end].lower() if letter.isalpha()]
    words = _WORD.findall(text[max(0, start - 120) : start - 1])
    initials = [word[0].lower() for word in words if word[0].isupper()]
    return len(letters) > 1 and initials[-len(letters) :] == letters


def begins_sentence(text: str, place: int) -> bool:
    """Return whether a sentence, a line or a quotation begins at a place."""
    before = text[max(0, place - 2) : place].rstrip(" \u00a0")
    return not before or before[-1] in _SENTENCE_ENDS


def word_before(text: str, start: int) -> str:
    """Return the word before a place; ``""`` where punctuation or a line end is between."""
    if start < 2 or text[start - 1] not in " \u00a0":
        return ""
    word = text[max(0, start - 40) : start - 1].rpartition(" ")[2].rpartition("\n")[2]
    return word if word[:1].isalpha() and word[-1:].isalnum() else ""
