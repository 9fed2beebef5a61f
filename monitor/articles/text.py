"""The text of an article: its paragraphs, and its headline before them."""

import re

from monitor.records.text import printable, without_invisible

_SPACES = re.compile(r"[^\S\n]+")
_LINE_BREAKS = re.compile(r"\s*\n\s*")


def normalize_paragraphs(text: str) -> str:
    """Return a text with single spaces, and one empty line between paragraphs.

    Every line break of the input ends a paragraph.
    """
    plain = without_invisible(printable(text.replace("\r", "\n")))
    return _LINE_BREAKS.sub("\n\n", _SPACES.sub(" ", plain)).strip()


def join_text(title: str, body: str) -> str:
    """Return the text of an article: headline, empty line, body.

    A body that begins with the headline is returned as it is.
    """
    if not title or body.startswith(title):
        return body
    return f"{title}\n\n{body}" if body else title
