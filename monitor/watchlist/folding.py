"""Folding: what counts as the same letter when names and words are compared.

1. Case and diacritics do not count, in any script; ``ß`` and the like keep their length, ``ø``, ``ł`` and ``đ`` are their plain letters.
2. Arabic, Persian and Kurdish variants of one letter are one letter; vowel signs, tatweel and joiners vanish.
3. Hyphens of every kind are spaces; apostrophes and quotation marks of every kind are ``'``.
4. A line break inside a paragraph and any run of spaces are one space; an empty line stays, so that no name runs over it.
5. Folding keeps offsets: `Folded.origin` gives the place in the original text for a place in the folded one.

What a character becomes, and of which class it then is, is learned once into a table by code point.
"""

import unicodedata
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint32]

_ARABIC = str.maketrans("أإآٱىئيكؤةۀەھہڪۆێڕڵێ", "اااایییکوهههههکویرلی")
_STROKED = {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ŧ": "t", "ı": "i", "ς": "σ"}
"""Letters that Unicode does not take apart."""
_HYPHENS = frozenset("-‐‑‒–—−")
_APOSTROPHES = frozenset("'’‘ʼʿʾ`´′ʹ“”\"„«»‹›׳״")
_SPACES = frozenset(" \t\r\f\v\u00a0\u202f\u2009")
_GONE = (
    (0x0300, 0x036F), (0x0591, 0x05BD), (0x0610, 0x061A), (0x064B, 0x065F), (0x0670, 0x0670), (0x0640, 0x0640), (0x06D6, 0x06ED),
    (0x200B, 0x200F), (0x202A, 0x202E), (0x2066, 0x2069), (0x00AD, 0x00AD), (0xFEFF, 0xFEFF),
)  # fmt: skip
"""Marks other than letters: vowel signs, joiners, soft hyphens, directions."""
_UNSPACED = (
    (0x0E00, 0x0EFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x3040, 0x30FF),
    (0x3400, 0x9FFF),
    (0x20000, 0x2FA1F),
)
"""Scripts that put no space between words: Thai, Lao, Burmese, Khmer, kana and Han."""
_ATTACHED = frozenset("وفبلك" + "והבלמשכ")
"""One-letter words that Arabic and Hebrew attach to the next word."""

_KNOWN, _DROPPED, _HYPHEN = 1 << 31, 1 << 30, 1 << 29
WORD, UNSPACED, ATTACHED = 1 << 28, 1 << 27, 1 << 26
"""Classes of a character: part of a word, a word by itself, a one-letter word that may be attached to the next."""
_CODE = (1 << 21) - 1
_TABLE = np.zeros(0x110000, dtype=np.uint32)
_SPACE, _NEWLINE = 32, 10


def _fold_character(character: str) -> str:
    if character in _HYPHENS or character in _SPACES:
        return " "
    if character in _APOSTROPHES:
        return "'"
    if _within(ord(character), _GONE):
        return ""
    lowered = (
        unicodedata.normalize("NFKD", character.translate(_ARABIC))[0]
        .translate(_ARABIC)
        .lower()[:1]
    )
    if lowered == "\n":
        return lowered
    if not lowered or lowered.isspace():
        return " "
    folded = _STROKED.get(lowered, lowered)
    # A compatibility form, such as a fullwidth quotation mark, may give another character to fold.
    return folded if folded == character else _fold_character(folded)


def _within(code: int, ranges: Iterable[tuple[int, int]]) -> bool:
    return any(first <= code <= last for first, last in ranges)


class _Learned(dict[int, str]):
    """What each character becomes, learned as it is met."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_character(chr(code))
        entry = _KNOWN
        if folded:
            entry |= ord(folded)
            entry |= WORD if folded.isalnum() or unicodedata.category(folded)[0] == "M" else 0
            entry |= UNSPACED if _within(ord(folded), _UNSPACED) else 0
            entry |= ATTACHED if folded in _ATTACHED else 0
            entry |= _HYPHEN if chr(code) in _HYPHENS else 0
        else:
            entry |= _DROPPED
        _TABLE[code] = entry
        return folded


_LEARNED = _Learned()


def codes_of(text: str) -> Codes:
    """Return the code points of a text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def entries_of(codes: Codes) -> Codes:
    """Return for each code point what folding knows of it: its classes, and what it becomes."""
    entries = _TABLE[codes]
    if entries.size and not entries.min():
        for code in np.unique(codes[entries == 0]).tolist():
            _LEARNED[code]
        entries = _TABLE[codes]
    return entries


class Folded:
    """Folded text; ``origins`` maps its places to the original's, None where they are equal."""

    __slots__ = ("_codes", "_entries", "origins", "text")

    def __init__(
        self,
        text: str,
        origins: npt.NDArray[np.intp] | None,
        codes: Codes | None = None,
        entries: Codes | None = None,
    ) -> None:
        self.text, self.origins, self._codes, self._entries = text, origins, codes, entries

    @property
    def codes(self) -> Codes:
        """The code points of ``text``."""
        if self._codes is None:
            self._codes = codes_of(self.text)
        return self._codes

    @property
    def entries(self) -> Codes:
        """What folding knows of each of them: their classes."""
        if self._entries is None:
            self._entries = entries_of(self.codes)
        return self._entries

    def origin(self, place: int) -> int:
        """Return the original place of a place in the folded text, which may be its end."""
        return place if self.origins is None else int(self.origins[place])


_SHORT = 400
"""Characters up to which arrays cost more than they save."""


def fold(text: str) -> Folded:
    """Fold a text, keeping the way back to its own offsets."""
    if len(text) <= _SHORT and "\n" not in text:
        plain = text.translate(_LEARNED)
        if len(plain) == len(text) and "  " not in plain:
            return Folded(plain, None)
    codes = codes_of(text)
    entries = entries_of(codes)
    folded: Codes = entries & np.uint32(_CODE)
    breaks = folded == _NEWLINE
    is_space = (entries & (_CODE | _HYPHEN)) == _SPACE
    if breaks.any():
        alone = breaks.copy()
        alone[1:] &= ~breaks[:-1]
        alone[:-1] &= ~breaks[1:]
        folded[alone] = _SPACE
        is_space |= alone
    gone = (entries & _DROPPED) != 0
    if gone.any():
        kept = np.flatnonzero(~gone)
        repeated = is_space[kept]
        repeated[1:] &= repeated[:-1].copy()
        repeated[:1] = False
        kept = kept[~repeated]
    else:
        repeated = is_space[1:] & is_space[:-1]
        if not repeated.any():
            return Folded(_text_of(folded), None, folded, entries)
        kept = np.concatenate([_FIRST, np.flatnonzero(~repeated) + 1])
    folded, entries = folded[kept], entries[kept]
    return Folded(_text_of(folded), np.append(kept, len(codes)), folded, entries)


_FIRST = np.zeros(1, dtype=np.intp)


def _text_of(codes: Codes) -> str:
    return codes.tobytes().decode("utf-32-le", "surrogatepass")


def fold_term(text: str) -> str:
    """Fold a name or a word of a query: as `fold`, white space made single."""
    return " ".join(text.translate(_LEARNED).split())


def word_places(
    entries: Codes,
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return of folded text, given as its `entries_of`, where words begin, where they end, and where they begin behind attached letters.

    A word is a run of letters, digits and marks; in a script without spaces every character is one.
    """
    is_word, alone = (entries & WORD) != 0, (entries & UNSPACED) != 0
    begins, ends = is_word.copy(), is_word.copy()
    parted = ~(is_word[1:] & is_word[:-1])
    if alone.any():
        parted |= alone[1:] | alone[:-1]
    begins[1:] &= parted
    ends[:-1] &= parted
    attached = (entries & ATTACHED) != 0
    first = np.flatnonzero(begins)
    inner = first[:0]
    if attached.any():
        behind_one = first[attached[first]] + 1
        behind_two = behind_one[behind_one < len(entries)]
        behind_two = behind_two[attached[behind_two] & ~begins[behind_two]] + 1
        inner = np.concatenate([behind_one, behind_two])
        inner = inner[inner < len(entries)]
        inner = inner[is_word[inner] & ~begins[inner]]
    return first, np.flatnonzero(ends) + 1, inner
