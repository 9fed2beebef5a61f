"""Folding: what counts as the same letter when names and words are compared.

1. Case and diacritics do not count, in any script; ``ß`` and the like keep their length.
2. Arabic, Persian and Kurdish variants of one letter are one letter; vowel signs, tatweel and joiners vanish.
3. Hyphens of every kind are spaces; apostrophes and quotation marks of every kind are ``'``.
4. A line break inside a paragraph and any run of spaces are one space; an empty line stays, so that no name runs over it.
5. Folding keeps offsets: `Folded.origin` gives the place in the original text for a place in the folded one.
"""

import re
import unicodedata
from dataclasses import dataclass

_ARABIC = str.maketrans("أإآٱىئيكؤةۀەھہڪۆێڕڵێ", "اااایییکوهههههکویرلی")
_HYPHENS = "-‐‑‒–—−"
_APOSTROPHES = "'’‘ʼʿʾ`´′ʹ“”\"„«»‹›"
_GONE = re.compile(
    "[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u0640\u06d6-\u06ed\u200b-\u200f\u202a-\u202e\u2066-\u2069\u00ad\ufeff]"
)
_ODD = re.compile(rf"{_GONE.pattern}|(?<= )( +)")
"""What folding drops: marks that are no letters, and every space behind a space."""
_LINE_BREAK = re.compile(r"(?<!\n)\n(?!\n)|[\t\r\f\v\u00a0\u202f\u2009]")
"""A break inside a paragraph, and spaces of other widths, are a space each; an empty line is none: no name runs over it."""
_FOREIGN = re.compile(r"[^\x00-\x7f]")


def _fold_character(character: str) -> str:
    if character in _HYPHENS:
        return " "
    if character in _APOSTROPHES:
        return "'"
    if character == "ı":
        return "i"
    mapped = character.translate(_ARABIC)
    base = unicodedata.normalize("NFKD", mapped)[0]
    lowered = base.translate(_ARABIC).lower()
    return lowered[0] if lowered and not lowered.isspace() else " "


_CACHE: dict[str, str] = {}


def _replacement(match: re.Match[str]) -> str:
    character = match.group()
    folded = _CACHE.get(character)
    if folded is None:
        folded = _CACHE[character] = _fold_character(character)
    return folded


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text; ``origins`` maps its places to the original's, None where they are equal."""

    text: str
    origins: list[int] | None

    def origin(self, place: int) -> int:
        """Return the original place of a place in the folded text, which may be its end."""
        return place if self.origins is None else self.origins[place]


def fold(text: str) -> Folded:
    """Fold a text, keeping the way back to its own offsets."""
    text = _LINE_BREAK.sub(" ", text)
    is_ascii = text.isascii()
    if is_ascii and "  " not in text:
        return Folded(text.lower().replace("-", " "), None)
    origins: list[int] | None = None
    if "  " in text or (not is_ascii and _GONE.search(text)):
        gone = {place for match in _ODD.finditer(text) for place in range(*match.span(match.lastindex or 0))}
        kept = [place for place in range(len(text)) if place not in gone]
        origins = [*kept, len(text)]
        text = "".join([text[place] for place in kept])
    lowered = text.lower()
    if len(lowered) != len(text):  # "İ" alone grows
        lowered = text.replace("İ", "i").lower()
    return Folded(_FOREIGN.sub(_replacement, lowered).replace("-", " "), origins)


def fold_term(text: str) -> str:
    """Fold a name or a word of a query: as `fold`, white space made single."""
    return " ".join(fold(text).text.split())
