"""What precedes the root of an XML document: comments, instructions and declarations, left out.

feedparser's own searches for declarations before the root are quadratic, and a declaration that
names an external DTD makes its strict parser drop ``&nbsp;`` and the like.
"""

import re

_DOCTYPE = "<!DOCTYPE"
_NOT_SPACE = re.compile(r"\S")
_DECLARATION_END = re.compile(r"[\[>]")


def without_prologue(text: str) -> str:
    """Return a document from its first element or text."""
    position = 0
    while (end := _prologue_end(text, position)) is not None:
        position = end
    return text[position:].lstrip()


def _prologue_end(text: str, position: int) -> int | None:
    """Return the position behind the comment, instruction or declaration at a position, if any."""
    start = _NOT_SPACE.search(text, position)
    if start is None:
        return None
    opening = start.start()
    for mark, closing in (("<!--", "-->"), ("<?", "?>")):
        if text.startswith(mark, opening):
            end = text.find(closing, opening)
            return None if end < 0 else end + len(closing)
    if text[opening : opening + len(_DOCTYPE)].upper() != _DOCTYPE:
        return None
    bracket = _DECLARATION_END.search(text, opening)
    if bracket is not None and bracket[0] == "[":  # declarations of its own
        end = text.find("]", opening)
        bracket = _DECLARATION_END.search(text, end) if end >= 0 else None
    return None if bracket is None else bracket.end()
