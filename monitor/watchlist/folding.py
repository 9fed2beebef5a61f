"""Folding: what counts as the same letter when names and words are compared.

1. Case and diacritics do not count, in any script; ``ß`` and the like keep their length.
2. Arabic, Persian and Kurdish variants of one letter are one letter; vowel signs, tatweel and joiners vanish.
3. Hyphens of every kind are spaces; apostrophes and quotation marks of every kind are ``'``.
4. Folding keeps offsets: `Folded.origin` gives the place in the original text for a place in the folded one.
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
    if text.isascii():
        return Folded(text.lower().replace("-", " "), None)
    origins: list[int] | None = None
    if _GONE.search(text):
        kept = [place for place, character in enumerate(text) if not _GONE.match(character)]
        origins = [*kept, len(text)]
        text = "".join([text[place] for place in kept])
    lowered = text.lower()
    if len(lowered) != len(text):  # "İ" alone grows
        lowered = text.replace("İ", "i").lower()
    return Folded(_FOREIGN.sub(_replacement, lowered).replace("-", " "), origins)


def fold_term(text: str) -> str:
    """Fold a name or a word of a query: as `fold`, white space made single."""
    return " ".join(fold(text).text.split())
