"""A piece of HTML in a feed to its text.

1. In markup, block elements end paragraphs and line ends are spaces. In plain text an empty line
   ends a paragraph, and a single line end is a space: mail gateways wrap lines.
2. Character references are decoded as often as they were encoded, at most `DEEPEST` times. Markup
   that was escaped as a whole is markup. Inside ``<code>`` and ``<pre>`` nothing is decoded twice.
3. ``<q>`` becomes quotation marks, as browsers render it. A block quotation after a colon
   ("She wrote:") gets quotation marks, unless it has some of its own.
4. UTF-8 that was decoded as another character set is repaired (`monitor.records.mojibake`).
5. Scripts, styles and embedded frames are omitted.

The cost is linear in the length of the markup (`monitor.records.markup`).
"""

import re
from typing import Literal

from monitor.articles.text import normalize_paragraphs
from monitor.records.markup import (
    CDATA_MARK,
    Quotations,
    decode_references,
    has_elements,
    has_references,
    tokenize,
)
from monitor.records.mojibake import repair_encoding

DEEPEST = 3
"""Levels of escaping that are undone; real feeds escape once too often, rarely twice."""

BLOCK_ELEMENTS = frozenset(
    "address article aside blockquote br dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 "
    "header hr li main nav ol p pre section table td th tr ul".split()
)
_OMITTED = frozenset(("script", "style", "noscript", "template", "iframe"))
_CODE = frozenset(("code", "pre", "samp", "kbd"))

_OPENING_MARKS = "\"'“„‟«‹‘‚「『〝"
_EMPTY_LINE = re.compile(r"\n[^\S\n]*\n")
_ESCAPED_BLOCK_END = re.compile(r"</(?:p|div|blockquote|li|h[1-6]|td)\s*>", re.IGNORECASE)
_DOUBLED_OPENING = re.compile('“(?=["“„«])')
_DOUBLED_CLOSING = re.compile('(?<=["”“»])”')


def text_of_fragment(markup: str) -> str:
    """Return the text of a piece of HTML or of plain text, an empty line between paragraphs."""
    for _ in range(DEEPEST):
        if has_elements(markup) or _has_comment(markup):
            return _text_of_markup(markup)
        decoded = decode_references(markup)
        if decoded == markup:
            break
        markup = decoded
    return _text_of_plain(markup)


def _has_comment(markup: str) -> bool:
    opening = markup.find("<!--")
    return opening >= 0 and "-->" in markup[opening:]


def _text_of_plain(text: str) -> str:
    plain = CDATA_MARK.sub("", repair_encoding(text))
    lines = plain.replace("\r\n", "\n").replace("\r", "\n")
    paragraphs = (" ".join(paragraph.split()) for paragraph in _EMPTY_LINE.split(lines))
    return normalize_paragraphs("\n".join(paragraphs))


def _text_of_markup(markup: str) -> str:
    for _ in range(DEEPEST):
        builder = _TextBuilder()
        for token in tokenize(markup):
            builder.add(token.kind, token.text)
        text = repair_encoding(builder.text())
        if builder.has_code:
            break
        if _ESCAPED_BLOCK_END.search(text):
            markup = text
        elif has_references(text):
            return normalize_paragraphs(repair_encoding(decode_references(text)))
        else:
            break
    return normalize_paragraphs(text)


class _TextBuilder:
    """Collects the text of tokens."""

    def __init__(self) -> None:
        self.has_code = False
        self._parts: list[str] = []
        self._last_character = ""
        self._omitted_depth = 0
        self._inline_quotations = Quotations()
        self._quotations: list[Literal["plain", "awaited", "marked"]] = []
        """The open block quotations: without marks, with marks to come, with an opening mark."""
        self._awaits_mark = False
        """Whether the next text begins a paragraph of a marked block quotation."""

    def add(self, kind: str, text: str) -> None:
        """Add a token: its text, or the name of its element."""
        if kind == "text":
            self._add_text(text)
        elif text == "blockquote":
            self._add_block_quotation(kind)
        elif text in BLOCK_ELEMENTS:
            self._end_paragraph()
            self.has_code = self.has_code or text == "pre"
        else:
            self._add_inline(kind, text)

    def _add_inline(self, kind: str, text: str) -> None:
        """Add a tag of an element that begins no paragraph."""
        if text in _OMITTED:
            depth = self._omitted_depth + (1 if kind == "start" else -1)
            self._omitted_depth = max(0, depth)
        elif text == "q":
            self._parts.append(self._inline_quotations.mark(kind))
        self.has_code = self.has_code or text in _CODE

    def text(self) -> str:
        """Return the text so far, a line break between paragraphs."""
        joined = CDATA_MARK.sub("", "".join(self._parts))
        return _DOUBLED_CLOSING.sub("", _DOUBLED_OPENING.sub("", joined))

    def _add_text(self, text: str) -> None:
        if self._omitted_depth:
            return
        plain = decode_references(text).replace("\n", " ").replace("\r", " ")
        if self._awaits_mark and plain.strip():
            if plain.lstrip()[0] in _OPENING_MARKS:
                self._quotations[-1] = "plain"  # it has marks of its own
            else:
                self._parts.append("“")
                self._quotations[-1] = "marked"
            self._awaits_mark = False
        self._parts.append(plain)
        if plain.strip():
            self._last_character = plain.rstrip()[-1]

    def _add_block_quotation(self, kind: str) -> None:
        if kind == "start":
            is_announced = self._last_character == ":"
            self._quotations.append("awaited" if is_announced else "plain")
        elif self._quotations and self._quotations.pop() == "marked":
            self._close_quotation()
        self._end_paragraph()

    def _close_quotation(self) -> None:
        while self._parts and not self._parts[-1].strip():
            self._parts.pop()
        self._parts.append("”")

    def _end_paragraph(self) -> None:
        self._parts.append("\n")
        if self._quotations:
            self._awaits_mark = self._quotations[-1] != "plain"
        else:
            self._awaits_mark = False
