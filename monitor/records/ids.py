"""Ids: pure functions of content, so that repeats are recognised wherever they come from.

1. An article is its feed and the feed's own guid (or link, or content): `article_id`.
2. A statement is what was said and who said it, not where: the same statement in two outlets has one id.
3. A match is a rule, a statement and an article; an alert is a rule and a statement.
"""

import re
import unicodedata
from hashlib import blake2b

_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u0640\u200b-\u200f]"
)
"""Combining marks of the scripts that newspapers are printed in, and characters that nobody sees."""
_NOT_WORD = re.compile(r"[^\w]+", re.UNICODE)


def digest(*parts: str, size: int = 10) -> str:
    """Return a hexadecimal BLAKE2b digest (RFC 7693) of the parts, ``2 * size`` characters long."""
    joined = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    return blake2b(joined, digest_size=size).hexdigest()


def fold_words(text: str) -> str:
    """Reduce a text to its words: case, accents, punctuation and quotation marks do not count."""
    folded = text.casefold()
    if not folded.isascii():
        folded = _MARKS.sub("", unicodedata.normalize("NFKD", folded))
    return _NOT_WORD.sub(" ", folded).strip()


def article_id(feed: str, identity: str) -> str:
    """Return the id of an article: its feed (or ``""`` outside of feeds) and what is its identity there."""
    return digest("article", feed, identity)


def statement_id(content: str, speaker_name: str, occurrence: int = 0) -> str:
    """Return the id of a statement; ``occurrence`` counts word-for-word repeats inside one article from 0.

    Only the last word of the speaker's name counts, so that a copy which names its speaker more briefly is the same.
    """
    last = fold_words(speaker_name).rpartition(" ")[2]
    return digest("statement", fold_words(content), last, str(occurrence))


def match_id(rule: str, statement: str, article: str) -> str:
    """Return the id of a match."""
    return digest("match", rule, statement, article)


def alert_id(rule: str, statement: str) -> str:
    """Return the id of an alert: the same statement in every outlet is one alert."""
    return digest("alert", rule, statement)
