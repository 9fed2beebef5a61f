"""Straight and curly single marks that quote words: says they face ‘appalling’ risks.

A mark inside a word is an apostrophe.
"""

import re

_SINGLE = re.compile(r"(?<!\w)[‘'](?=[^\W\d_])((?:[^‘’'\n]|(?<=\w)[’'](?=\w))+)(?:[’'](?!\w)|$)")
"""Words between two single marks; a mark inside a word is an apostrophe."""
_OPENED = re.compile(r"(?<!\w)[‘'](?=[^\W\d_])(?:[^‘’'\n]|(?<=\w)[’'](?=\w))+\Z")
"""A single mark that nothing closes up to the end of the text."""


def ends_inside_marks(text: str, start: int, end: int) -> bool:
    """Return whether a stretch of text ends right before the single mark that closes its words."""
    is_mark = text[end : end + 1] in ("’", "'") and not text[end + 1 : end + 2].isalnum()
    return is_mark and _OPENED.search(text[start:end]) is not None


def find_single_marks(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the stretches of a text that single marks quote: says they face ‘appalling’ risks."""
    return [
        (start + match.start(1), start + match.end(1))
        for match in _SINGLE.finditer(text[start:end])
    ]
