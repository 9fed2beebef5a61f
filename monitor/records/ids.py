"""Ids: pure functions of content, by which repeats are recognised.

1. An article is identified by its feed and the feed's own guid (or link, or content).
2. A statement is identified by its words and speaker, not by its article: copies share an id.
3. A match is identified by rule, statement and article; an alert by rule and statement.
"""

import re
import unicodedata
from hashlib import blake2b

_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e8\u0640\u200b-\u200f]"
)
"""Combining marks of the scripts of newspapers, and invisible characters."""
_WORD = re.compile(r"\w+")
_ASCII_WORDS = "".join(
    chr(code) if chr(code).isalnum() or code == 0x5F else " " for code in range(128)
)
"""Translation of ASCII text: a space for every character outside of words."""


def digest(*parts: str, size: int = 10) -> str:
    """Return a hexadecimal BLAKE2b digest (RFC 7693) of the parts, ``2 * size`` characters long."""
    joined = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    return blake2b(joined, digest_size=size).hexdigest()


def fold_words(text: str) -> str:
    """Return the words of a text, without case, accents, punctuation and quotation marks."""
    folded = text.casefold()
    if folded.isascii():
        return " ".join(folded.translate(_ASCII_WORDS).split())
    return " ".join(_WORD.findall(_MARKS.sub("", unicodedata.normalize("NFKD", folded))))


def article_id(feed: str, identity: str) -> str:
    """Return the id of an article.

    ``feed`` is ``""`` outside of feeds; ``identity`` is the guid, link or content there.
    """
    return digest("article", feed, identity)


def statement_id(content: str, speaker_name: str, occurrence: int = 0) -> str:
    """Return the id of a statement; ``occurrence`` counts exact repeats in one article from 0.

    Only the last word of the speaker's name counts, so that a copy with a shorter name of the
    speaker has the same id.
    """
    return id_of_words(fold_words(content), fold_words(speaker_name), occurrence)


def id_of_words(content: str, speaker_name: str, occurrence: int) -> str:
    """Return the id of a statement by its words and its speaker's name, both folded."""
    return digest("statement", content, speaker_name.rpartition(" ")[2], str(occurrence))


def match_id(rule: str, statement: str, article: str) -> str:
    """Return the id of a match."""
    return digest("match", rule, statement, article)


def alert_id(rule: str, statement: str) -> str:
    """Return the id of an alert: the same statement in every outlet is one alert."""
    return digest("alert", rule, statement)
