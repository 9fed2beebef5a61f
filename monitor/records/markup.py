"""Markup to tokens, in time linear in the length of the markup, whatever it contains.

1. A ``<`` opens markup only where HTML says so: before a letter, ``/``, ``!`` or ``?``. In
   ``3 < 5`` it is text.
2. ``>`` inside a quoted attribute value does not end a tag. A quotation mark without its partner is
   ignored, and the tag ends at its first ``>``.
3. An unclosed tag, comment or declaration extends to the end of the markup (WHATWG HTML, 13.2.5).
4. Of markup that is denser than any that was written, `DENSEST`, the rest is not read.
5. Character references are decoded by `decode_references`, which ignores those of no character.

Each search either advances the position or is remembered to have failed, which makes the scan
linear: ``<a <a <a …`` costs the same per character as ordinary markup.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import Literal, NamedTuple

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:_-]{0,40})")
_OPENING = re.compile(r"<(?=[a-zA-Z/!?])")
_TAG_MARK = re.compile(r"[<>\"']")
_CDATA = "<![CDATA["
"""Opens a section whose content is text; feeds often wrap a wrapped text again."""
CDATA_MARK = re.compile(r"<!\[CDATA\[|\]\]>")
"""What is left of a section that was escaped, or wrapped twice."""
_LONG_REFERENCE = re.compile(r"&#(?:[xX][0-9a-fA-F]{7,}|[0-9]{8,});?")
"""A reference to no character; ``int`` refuses thousands of digits."""
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")

DENSEST = 4
"""Characters per tag below which markup is an attack: tables of figures, the densest, have 5."""

DENSE_FROM = 1_000
"""Tags from which density counts; fewer cost a millisecond."""

HTML_ELEMENTS = frozenset(
    "a abbr acronym address applet area article aside audio b base bdi bdo big blink "
    "blockquote body br button canvas caption center cite code col colgroup data datalist dd "
    "del details dfn dialog dir div dl dt em embed fieldset figcaption figure font footer "
    "form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins "
    "kbd label legend li link main map mark marquee menu meta meter nav nobr noscript object "
    "ol optgroup option output p param picture pre progress q rb rp rt ruby s samp script "
    "search section select small source span strike strong style sub summary sup svg table "
    "tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr".split()
)
"""Elements of HTML, current and obsolete; other names in angle brackets may be text."""


_LINES = frozenset("br dd div dt h1 h2 h3 h4 h5 h6 hr li p td th tr".split())
"""Elements that begin a line."""

_MARK_PAIRS = (("“", "”"), ("‘", "’"))
"""Quotation marks of ``<q>``, and of one inside another, as browsers show them."""
_BARE_ATTRIBUTES = frozenset("hidden itemscope disabled noshade nowrap download inert".split())
"""Attributes without a value on elements that occur in headlines."""


class Token(NamedTuple):
    """A piece of markup; ``text`` is raw text, or the lower-case name of a tag."""

    kind: Literal["text", "start", "end"]
    text: str
    source: str = ""
    """The markup of a tag as it was written."""


class Quotations:
    """The quotation marks for the tags of ``<q>``, which may be nested."""

    def __init__(self) -> None:
        self._depth = 0

    def mark(self, kind: str) -> str:
        """Return the mark for a tag: a ``start`` or an ``end``."""
        if kind == "start":
            self._depth += 1
            return _MARK_PAIRS[(self._depth - 1) % 2][0]
        self._depth = max(0, self._depth - 1)
        return _MARK_PAIRS[self._depth % 2][1]


def tokenize(markup: str) -> Iterator[Token]:
    """Yield the tokens of some markup; comments, declarations and instructions yield nothing."""
    return _Scanner(markup).tokens()


def decode_references(text: str) -> str:
    """Return a text with its character references decoded once."""
    if "&" not in text:
        return text
    return unescape(_LONG_REFERENCE.sub("", text))


def has_references(text: str) -> bool:
    """Return whether a text contains a complete character reference."""
    return _REFERENCE.search(text) is not None


def has_elements(markup: str) -> bool:
    """Return whether markup contains a tag of a known HTML element."""
    return any(token.kind != "text" and token.text in HTML_ELEMENTS for token in tokenize(markup))


def strip_elements(markup: str) -> str:
    """Return markup without the closed tags of HTML elements; other angle brackets remain.

    ``<q>`` becomes quotation marks, and a tag that begins a line a space. A name with words that
    are not attributes is text: ``a<b and c>d``.
    """
    parts = []
    quotations = Quotations()
    for token in tokenize(markup):
        if token.kind == "text":
            parts.append(token.text)
        elif token.text not in HTML_ELEMENTS or not _is_closed_tag(token):
            parts.append(token.source)
        elif token.text == "q":
            parts.append(quotations.mark(token.kind))
        elif token.text in _LINES:
            parts.append(" ")
    return "".join(parts)


def _is_closed_tag(tag: Token) -> bool:
    """Return whether a tag ends, and what follows its name may be attributes."""
    if not tag.source.endswith(">"):
        return False
    rest = tag.source[len(tag.text) + 1 : -1].strip("/ \t\n\r")
    is_name_alone = tag.kind == "end" or not rest
    return is_name_alone or "=" in rest or _BARE_ATTRIBUTES.issuperset(rest.lower().split())


def is_too_dense(tags: int, length: int, densest: int = DENSEST) -> bool:
    """Return whether markup of a length in characters has more tags than anyone writes.

    ``densest`` is the least number of characters per tag.
    """
    return tags > DENSE_FROM and tags * densest > length


class _Scanner:
    """Scans markup from left to right."""

    def __init__(self, markup: str) -> None:
        self._markup = markup
        self._position = 0
        self._absent: set[str] = set()
        """Strings that do not occur after the position any more."""

    def tokens(self) -> Iterator[Token]:
        """Yield the tokens."""
        markup, start, tags = self._markup, 0, 0
        while (match := _OPENING.search(markup, self._position)) is not None:
            opening = match.start()
            tag = _TAG.match(markup, opening)
            if tag is None and not self._skip_other(opening):  # a less-than sign in the text
                self._position = opening + 1
                continue
            if opening > start:
                yield Token("text", markup[start:opening])
            if tag is not None:
                tags += 1
                if is_too_dense(tags, opening):
                    return
                start = self._position = self._tag_end(tag.end())
                kind: Literal["start", "end"] = "end" if tag[1] else "start"
                yield Token(kind, tag[2].lower(), markup[opening:start])
            start = self._position
        if start < len(markup):
            yield Token("text", markup[start:])

    def _skip_other(self, opening: int) -> bool:
        """Move behind markup at ``opening`` that is not a tag; return False if it is text."""
        markup = self._markup
        following = markup[opening + 1 : opening + 2]
        if following == "/":
            return markup[opening + 2 : opening + 3] in (">", "") and self._skip(opening, ">")
        if markup.startswith("<!--", opening):
            return self._skip(opening + 2, "-->")
        if markup.startswith(_CDATA, opening):
            self._position = opening + len(_CDATA)
            return True
        return following in ("!", "?") and self._skip(opening, ">")

    def _skip(self, start: int, closing: str) -> Literal[True]:
        """Move behind the next ``closing``, or to the end of the markup."""
        end = self._find(closing, start)
        self._position = len(self._markup) if end < 0 else end + len(closing)
        return True

    def _tag_end(self, position: int) -> int:
        """Return the position behind a tag whose attributes begin at ``position``."""
        markup = self._markup
        while (mark := _TAG_MARK.search(markup, position)) is not None:
            position, sign = mark.end(), mark[0]
            if sign == ">":
                return position
            if sign == "<":  # the tag was never closed; the next one begins
                return position - 1
            if markup[max(0, position - 9) : position - 1].rstrip().endswith("="):
                position = self._value_end(position, sign)
        return len(markup)

    def _value_end(self, start: int, quote: str) -> int:
        """Return the position behind a quoted value that begins at ``start``, else ``start``."""
        closing = self._find(quote, start)
        return start if closing < 0 else closing + 1

    def _find(self, text: str, start: int) -> int:
        if text in self._absent:
            return -1
        place = self._markup.find(text, start)
        if place < 0:
            self._absent.add(text)
        return place
