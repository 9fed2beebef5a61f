"""Headlines and names: one line of text out of what feeds put into their title elements.

1. Tags of HTML elements are removed, ``<q>`` leaves its marks; other angle brackets are text
   ("below <20%"). The brackets of a CDATA section that was escaped are removed.
2. Character references are decoded as often as they were encoded, at most `DEEPEST` times.
3. UTF-8 that was decoded as another character set is repaired (`monitor.records.mojibake`).
4. In an Atom title of ``type="text"`` nothing is markup (RFC 4287, 3.1.1.1); only numeric
   references, which no author writes as text, are decoded.
"""

import re
from typing import Any

from monitor.feeds.values import LONGEST_TITLE
from monitor.records.markup import (
    CDATA_MARK,
    decode_references,
    has_elements,
    has_references,
    strip_elements,
)
from monitor.records.mojibake import repair_encoding
from monitor.records.text import printable, without_invisible

DEEPEST = 3
"""Levels of escaping that are undone; feeds escape once too often, rarely twice."""

_NUMERIC_REFERENCE = re.compile(r"&#(?:[0-9]{1,7}|[xX][0-9a-fA-F]{1,6});")


def one_line(text: str) -> str:
    """Return a text on one line, its encoding repaired, without unprintable characters."""
    return printable(" ".join(without_invisible(repair_encoding(text)).split()))


def plain_title(value: Any) -> str:
    """Return a title that may contain markup or escaped markup as text."""
    text = strip_elements(str(value or ""))
    for _ in range(DEEPEST):
        if not has_references(text):
            break
        text = decode_references(text)
        if "</" in text and has_elements(text):  # markup that was escaped twice
            text = strip_elements(text)
    return one_line(CDATA_MARK.sub("", text))[:LONGEST_TITLE]


def literal_title(value: Any) -> str:
    """Return a title in which nothing is markup."""
    return one_line(_NUMERIC_REFERENCE.sub(_decode, str(value or "")))[:LONGEST_TITLE]


def _decode(reference: re.Match[str]) -> str:
    return decode_references(reference[0])
