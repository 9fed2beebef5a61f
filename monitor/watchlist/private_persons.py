"""Trades that no list of roles has: signs that a text describes a private person. Pure.

They count only where the text has no evidence for an actor of the name.
"""

import re

from monitor.languages.files import has_trait
from monitor.languages.stop_words import is_stop_word
from monitor.watchlist.folding import fold_term
from monitor.watchlist.ordinary_words import begins_sentence, word_before
from monitor.watchlist.role_words import fields_of, is_listed, listed_words, trade_endings
from monitor.watchlist.scripts import is_far_eastern

_INTRODUCED = re.compile(r"\s*[,–—(]\s*(?P<article>[^\W\d_]{1,4}) (?P<trade>[^\W\d_]+)")
"""An apposition that may introduce its bearer: ", a stonemason"."""

_LONGEST_ADDRESS = 4
"""Characters of the longest form of address behind a name, with a space."""


def is_of_unknown_trade(text: str, language: str, place: tuple[int, int]) -> bool:
    """Return whether a name at a place is called by a trade that no list of roles has.

    It is a word with an ending of trades before the name, or an apposition with an article.
    """
    start, end = place
    before = word_before(text, start)
    if before and _is_trade(text, language, before, start - 1 - len(before)):
        return True
    introduced = _INTRODUCED.match(text, end)
    if introduced is None or not is_listed(introduced["article"].lower(), "indefinite"):
        return False
    trade = introduced["trade"]
    is_noun = trade[0].isupper() == has_trait(language, "noun_capitals")
    return is_noun and not fields_of(fold_term(trade))


def is_addressed(text: str, place: tuple[int, int]) -> bool:
    """Return whether a form of address of private people follows a name: さん, 씨."""
    start, end = place
    if not is_far_eastern(text[start]):
        return False
    behind = text[end : end + _LONGEST_ADDRESS].lstrip(" ")
    addresses = listed_words("private_address")
    # Korean writes it together with the name too, with particles: 서진수씨가.
    return behind.startswith(addresses) or any(word in text[start + 2 : end] for word in addresses)


def _is_trade(text: str, language: str, word: str, place: int) -> bool:
    folded = fold_term(word)
    if is_listed(folded, "titles"):
        return False
    if is_stop_word(word) or is_listed(folded, "not_trades") or fields_of(folded):
        return False
    if has_trait(language, "noun_capitals"):
        if not word[0].isupper():
            return False
    elif word[0].isupper() and not begins_sentence(text, place):
        return False
    return len(folded) > 4 and folded.endswith(trade_endings(language))
