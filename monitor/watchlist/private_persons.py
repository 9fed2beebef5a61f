"""Signs that a text describes a private person: an age, a trade that no list has. Pure.

They count only where nothing in the text speaks for an actor of the name.
"""

import re

from monitor.languages.stop_words import is_stop_word
from monitor.watchlist.folding import fold_term
from monitor.watchlist.ordinary_words import begins_sentence, word_before
from monitor.watchlist.role_words import fields_of, is_listed, trade_endings

_AGE = re.compile(
    r" ?[,(]\s*(?:aged? |de |who is )?\d{1,3}"
    r"\s*(?:[,.)]|years|ans|años|Jahre|anni|anos|лет|рок|lat|let)"
)
_AGE_BEFORE = re.compile(
    r"\d{2}[- ](?:year-old|jährige[nrm]?|летн\w+|річн\w+|letni\w*|letá|letý) $"
)
"""Such an age before a name."""
_LONGEST_AGE = 20
"""Characters of the longest one."""
_INTRODUCED = re.compile(
    r"\s*[,–—(]\s*(?:a|an|ein|eine|un|une|una|um|uma) ([^\W\d_]+)", re.IGNORECASE
)
"""An apposition that introduces its bearer: ", a stonemason"."""


def has_age(text: str, place: tuple[int, int]) -> bool:
    """Return whether an age is directly before or behind a name at a place."""
    start, end = place
    if _AGE.match(text, end):
        return True
    return _AGE_BEFORE.search(text, max(0, start - _LONGEST_AGE), start) is not None


def is_of_unknown_trade(text: str, language: str, place: tuple[int, int]) -> bool:
    """Return whether a name at a place is called by a trade that no list of roles has.

    It is a word with an ending of trades before the name, or an apposition with an article.
    """
    start, end = place
    before = word_before(text, start)
    if before and _is_trade(text, language, before, start - 1 - len(before)):
        return True
    introduced = _INTRODUCED.match(text, end)
    if introduced is None or introduced[1][0].isupper() != (language == "de"):
        return False
    return not fields_of(fold_term(introduced[1]))


def _is_trade(text: str, language: str, word: str, place: int) -> bool:
    folded = fold_term(word)
    if is_listed(folded, "titles"):
        return False
    if is_stop_word(word) or is_listed(folded, "not_trades") or fields_of(folded):
        return False
    if language == "de" and not word[0].isupper():
        return False
    if word[0].isupper() and language != "de" and not begins_sentence(text, place):
        return False
    return len(folded) > 4 and folded.endswith(trade_endings(language))
