"""Warnings about queries that are valid but probably do not mean what their authors expect. Pure.

1. An operator in lower case is a word. 2. A dash before a word does not exclude it. 3. A wildcard
   other than a star at the end, and punctuation inside a word, make a phrase. 4. A misspelt
   ``NEAR/n`` is a phrase.
5. ``NEAR/0`` joins a word with itself alone, and a query of nothing but NOT meets almost every
   statement.
"""

import re
from collections.abc import Iterator

from monitor.records.errors import QueryError
from monitor.watchlist.boolean_parser import OPERATORS
from monitor.watchlist.folding import fold_term
from monitor.watchlist.query import QUOTATION_MARKS, parse_query
from monitor.watchlist.words import WORD

_QUOTED = re.compile(r'"[^"]*"')
_WORD = re.compile(r'[^\s()"]+')
_LIKE_NEAR = re.compile(r"[A-Za-z]{3,6}/\d+")


def warn_of_query(text: str) -> Iterator[str]:
    """Yield a sentence for everything in a valid query that probably is a mistake."""
    text = text.translate(QUOTATION_MARKS)
    if _is_negative(text):
        yield "the query meets every statement without these words; add what it should have"
    for match in _WORD.finditer(_QUOTED.sub(" ", text)):
        if (warning := _warning_of_word(match.group())) is not None:
            yield warning


def _is_negative(text: str) -> bool:
    """Return whether a text without any word meets a query."""
    try:
        return bool(text.strip()) and not parse_query(text).required()
    except QueryError:
        return False


def _warning_of_word(word: str) -> str | None:
    folded = WORD.findall(fold_term(word))
    if word.upper() in OPERATORS and word.upper() != word:
        return f"{word!r} is a word here; write {word.upper()} for the operator"
    if word.startswith("-") and folded:
        return f"{word!r} requires the word {folded[0]!r}; write NOT {folded[0]} to exclude it"
    is_near = word.startswith("NEAR/")
    if is_near and not word.removeprefix("NEAR/").strip("0"):
        return f"{word!r} joins a word with itself alone; NEAR/1 joins neighbours"
    if _LIKE_NEAR.fullmatch(word) and not is_near:
        return f"{word!r} is the phrase {' '.join(folded)!r}; write NEAR/n for the operator"
    if "?" in word:
        return f"{word!r} is the phrase {' '.join(folded)!r}; the only wildcard is * at the end"
    if re.search(r"[,;|+&]", word) and len(folded) > 1:
        return f"{word!r} is the phrase {' '.join(folded)!r}; write OR between alternatives"
    return None
