"""Character references in feeds that XML does not know, made readable for a strict parser.

1. Outside of CDATA, the names that HTML gives to characters (``&ldquo;``) become the characters.
2. An ampersand that begins no reference (``R&D``) is escaped: feedparser's lenient parser would
   read ``R&D;``.

The cost is linear.
"""

import re
from html.entities import html5

_OPENING, _CLOSING = "<![CDATA[", "]]>"
_AMPERSAND = re.compile(r"&(?:(#[0-9]{1,12}|#[xX][0-9a-fA-F]{1,12}|[a-zA-Z][a-zA-Z0-9]{1,31});)?")
_OF_XML = frozenset(("amp", "lt", "gt", "quot", "apos"))


def with_xml_references(document: str) -> str:
    """Return a document in which every reference is one that XML knows."""
    parts: list[str] = []
    position = 0
    while (opening := document.find(_OPENING, position)) >= 0:
        closing = document.find(_CLOSING, opening)
        if closing < 0:
            break
        parts.append(_AMPERSAND.sub(_reference, document[position:opening]))
        position = closing + len(_CLOSING)
        parts.append(document[opening:position])
    parts.append(_AMPERSAND.sub(_reference, document[position:]))
    return "".join(parts)


def _reference(match: re.Match[str]) -> str:
    name = match[1]
    if name is None:
        return "&amp;"
    if name.startswith("#") or name in _OF_XML:
        return match[0]
    characters = html5.get(f"{name};")
    if characters is None:
        return f"&amp;{name};"
    return characters.replace("&", "&amp;").replace("<", "&lt;")
