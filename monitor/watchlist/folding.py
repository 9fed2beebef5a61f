"""Folding: which letters count as the same when names and words are compared. Pure.

1. Case and diacritics do not count, in any script; ``ß`` and similar letters keep their length,
   and ``ø``, ``ł`` and ``đ`` are their plain letters.
2. Arabic, Persian and Kurdish variants of a letter are one letter; vowel signs, tatweel and joiners
   are dropped.
3. Hyphens of every kind, underscores and the dots between the parts of a foreign name in Chinese
   and Japanese are spaces; apostrophes and quotation marks of every kind are ``'``; the half
   rings of scholars' Arabic are dropped.
4. A line break inside a paragraph, and any run of spaces, is one space. An empty line stays, so
   that no name extends over it.
5. A traditional Chinese character is its simplified one (``chinese.toml``).
6. Offsets survive: `Folded.origin` returns the place in the text of a place in the folded text.

The folded character of each code point, and its classes, are computed at its first use and kept in
an array (`_ENTRIES`) and in a translation table (`_FOLDED`).
"""

import functools
import re
import tomllib
import unicodedata
from collections.abc import Iterable
from importlib import resources

import numpy as np
import numpy.typing as npt

CACHED_WORDS = 4_000
"""Words whose folding is cached: those beside names are the same few thousand."""
LONGEST_CACHED = 20
"""Characters of the longest one."""

Codes = npt.NDArray[np.uint32]
Mask = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]

_ARABIC = str.maketrans("أإآٱىئيكؤةۀەھہڪۆێڕڵێ", "اااایییکوهههههکویرلی")
_DEVANAGARI = str.maketrans("ीूँ", "िुं")
"""Long vowels and nasals of Hindi, which writers exchange with the short and plain ones."""
_VARIANTS = _ARABIC | _DEVANAGARI
_STROKED = {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ŧ": "t", "ı": "i", "ς": "σ"}
"""Letters that Unicode does not decompose."""
_HYPHENS = frozenset("-‐‑‒–—−_·•‧・･")
_APOSTROPHES = frozenset("'’‘ʼ`´′ʹ“”\"„«»‹›׳״")
_SPACES = frozenset(" \t\r\f\v\u00a0\u202f\u2009")
_DROPPED_RANGES = (
    (0x02BE, 0x02BF),  # half rings for hamza and ayn
    (0x0300, 0x036F),  # combining diacritics
    (0x0591, 0x05BD),  # Hebrew points
    (0x0610, 0x061A),  # Arabic signs
    (0x064B, 0x065F),  # Arabic vowel signs
    (0x0670, 0x0670),  # superscript alef
    (0x0640, 0x0640),  # tatweel
    (0x06D6, 0x06ED),  # Quranic signs
    (0x200B, 0x200F),  # zero-width characters
    (0x202A, 0x202E),  # embedded directions
    (0x2066, 0x2069),  # isolated directions
    (0x00AD, 0x00AD),  # soft hyphen
    (0x093C, 0x093C),  # the dot of borrowed sounds in Hindi, which many leave out
    (0xFEFF, 0xFEFF),  # byte order mark
)
"""Characters without a letter of their own."""
_UNSPACED = (
    (0x0E00, 0x0EFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x3040, 0x30FF),
    (0x3400, 0x9FFF),
    (0x20000, 0x2FA1F),
)
"""Scripts without spaces between words: Thai, Lao, Burmese, Khmer, kana and Han."""
_ATTACHED = frozenset("وفبلک" + "והבלמשכ")
"""One-letter words that Arabic and Hebrew attach to the next word."""

_COMPUTED, _DROPPED, _HYPHEN = 1 << 31, 1 << 30, 1 << 29
WORD, UNSPACED, ATTACHED = 1 << 28, 1 << 27, 1 << 26
"""Classes of a character: part of a word, a word by itself, a word that may be attached."""
_LIGATURE_CLASS = 1 << 25
"""Class of a character that is several letters."""
_CODE = (1 << 21) - 1
_ENTRIES = np.zeros(0x110000, dtype=np.uint32)
_CODES, _CODES_AND_HYPHENS = np.uint32(_CODE), np.uint32(_CODE | _HYPHEN)
_SPACE, _NEWLINE = 32, 10


_LIGATURES = {
    chr(code): unicodedata.normalize("NFKC", chr(code))
    for first, last in ((0xFB00, 0xFB06), (0xFEF5, 0xFEFC), (0xFDF0, 0xFDFB), (0x0132, 0x0133))
    for code in range(first, last + 1)
}
"""Single characters for several letters: ﬁ, ﻻ, ﷲ."""
_LIGATURE = re.compile(f"[{''.join(_LIGATURES)}]")


_HANGUL = range(0xAC00, 0xD7A4)
"""Syllables, which normalisation would take apart."""


@functools.cache
def _simplified() -> dict[str, str]:
    file = resources.files("monitor.languages").joinpath("chinese.toml")
    data = tomllib.loads(file.read_text("utf-8"))
    traditional, simplified = (
        "".join(data[name].split()) for name in ("traditional", "simplified")
    )
    return dict(zip(traditional, simplified, strict=True))


def _fold_character(character: str) -> str:
    if character in _HYPHENS or character in _SPACES:
        return " "
    if character in _APOSTROPHES:
        return "'"
    if _within(ord(character), _DROPPED_RANGES):
        return ""
    if ord(character) in _HANGUL:
        return character
    if "\u4e00" <= character <= "\u9fff":
        return _simplified().get(character, character)
    lowered = (
        unicodedata.normalize("NFKD", character.translate(_VARIANTS))[0]
        .translate(_VARIANTS)
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


def _entry_of(character: str, folded: str) -> int:
    """Return the folded character's code with the classes of the character."""
    if not folded:
        return _COMPUTED | _DROPPED
    entry = _COMPUTED | ord(folded)
    if folded.isalnum() or unicodedata.category(folded)[0] == "M":
        entry |= WORD
    if _within(ord(folded), _UNSPACED):
        entry |= UNSPACED
    if folded in _ATTACHED:
        entry |= ATTACHED
    if character in _HYPHENS:
        entry |= _HYPHEN
    if character in _LIGATURES:
        entry |= _LIGATURE_CLASS
    return entry


class _FoldedCharacters(dict[int, str]):
    """A translation table: the folded character by code point, computed at its first use."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = self[code] = _fold_character(character)
        _ENTRIES[code] = _entry_of(character, folded)
        return folded


_FOLDED = _FoldedCharacters()


def codes_of(text: str) -> Codes:
    """Return the code points of a text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def entries_of(codes: Codes) -> Codes:
    """Return the entry of each code point: its classes and its folded character."""
    entries: Codes = _ENTRIES.take(codes)
    if not np.bitwise_and.reduce(entries) & _COMPUTED:
        for code in np.unique(codes[entries == 0]).tolist():
            _FOLDED[code]  # computes its entry
        entries = _ENTRIES.take(codes)
    return entries


def _classes_in(entries: Codes) -> int:
    """Return the classes that any of some entries has: it costs a fraction of a look at each."""
    return int(np.bitwise_or.reduce(entries))


class Folded:
    """Folded text; ``origins`` maps its places to those of the text, None where they are equal."""

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
        """The entry of each code point: its classes."""
        if self._entries is None:
            self._entries = entries_of(self.codes)
        return self._entries

    def origin(self, place: int) -> int:
        """Return the place in the text of a place in the folded text, which may be its end."""
        return place if self.origins is None else int(self.origins[place])


_SHORT = 400
"""Characters; up to this length a string translation is faster than arrays."""


def fold(text: str) -> Folded:
    """Return a text folded, with the way back to its own offsets."""
    if len(text) > _SHORT:
        return _fold_long(text)
    if not text.isascii() and _LIGATURE.search(text) is not None:
        return _fold_parted(text)
    if "\n" not in text:
        plain = text.translate(_FOLDED)
        if len(plain) == len(text) and "  " not in plain:
            return Folded(plain, None)
    return _fold_long(text)


def _fold_parted(text: str) -> Folded:
    """Return a text folded whose ligatures count as their letters."""
    parts = [_LIGATURES.get(character, character) for character in text]
    folded = fold("".join(parts))
    lengths = np.fromiter(map(len, parts), dtype=np.intp, count=len(parts))
    places = np.append(np.repeat(np.arange(len(text)), lengths), len(text))
    origins = places if folded.origins is None else places[folded.origins]
    return Folded(folded.text, origins)


def _fold_long(text: str) -> Folded:
    """Return a text folded by arrays."""
    codes = codes_of(text)
    entries = entries_of(codes)
    classes = _classes_in(entries)
    if classes & _LIGATURE_CLASS:
        return _fold_parted(text)
    folded: Codes = entries & _CODES
    # A hyphen is a space in names, but not one that is dropped beside another.
    plain: Codes = entries & _CODES_AND_HYPHENS if classes & _HYPHEN else folded
    is_space: Mask = plain == _SPACE
    is_break = folded == _NEWLINE
    breaks = is_break.nonzero()[0]
    if breaks.size:
        single = _single_ones(breaks)
        folded[single] = _SPACE
        is_space[single] = True
    kept = _kept_places((entries & _DROPPED) != 0 if classes & _DROPPED else None, is_space)
    if kept is None:
        return Folded(_text_of(folded), None, folded, entries)
    folded, entries = folded[kept], entries[kept]
    return Folded(_text_of(folded), np.append(kept, len(codes)), folded, entries)


def _single_ones(places: Places) -> Places:
    """Return those of some places, which are in order, beside which no other one is."""
    is_apart = np.ones(len(places) + 1, dtype=bool)
    is_apart[1:-1] = places[1:] - places[:-1] > 1
    return places[is_apart[1:] & is_apart[:-1]]


def _kept_places(is_dropped: Mask | None, is_space: Mask) -> Places | None:
    """Return the places that are neither dropped nor a repeated space; None where all are kept."""
    if is_dropped is None:
        repeated: Places = (is_space[1:] & is_space[:-1]).nonzero()[0]
        if not repeated.size:
            return None
        is_kept = np.ones(len(is_space), dtype=bool)
        is_kept[repeated + 1] = False
        return is_kept.nonzero()[0]
    kept = np.flatnonzero(~is_dropped)
    again = is_space[kept]
    again[1:] &= again[:-1].copy()
    again[:1] = False
    return kept[~again]


def _text_of(codes: Codes) -> str:
    return codes.tobytes().decode("utf-32-le", "surrogatepass")


def fold_term(text: str) -> str:
    """Return a name or a word of a query folded as by `fold`, with single spaces."""
    return _fold_word(text) if len(text) <= LONGEST_CACHED else _fold_term(text)


def _fold_term(text: str) -> str:
    parted = text
    if not text.isascii():
        parted = _LIGATURE.sub(lambda match: _LIGATURES[match.group()], text)
    return " ".join(parted.translate(_FOLDED).split())


_fold_word = functools.lru_cache(maxsize=CACHED_WORDS)(_fold_term)


def word_places(entries: Codes) -> tuple[Places, Places, Places]:
    """Return where the words of a folded text begin and end, and begin after attached letters.

    A word is a run of letters, digits and marks; in a script without spaces every character is one.
    """
    classes = _classes_in(entries)
    is_word = (entries & WORD) != 0
    begins, ends = (
        _unspaced_words(entries, is_word) if classes & UNSPACED else _spaced_words(is_word)
    )
    if not classes & ATTACHED:
        return begins, ends, begins[:0]
    is_begin = np.zeros(len(is_word), dtype=bool)
    is_begin[begins] = True
    return begins, ends, _after_attached((entries & ATTACHED) != 0, is_word, is_begin)


def _spaced_words(is_word: Mask) -> tuple[Places, Places]:
    """Return where the words of a text with spaces begin and end: where the class changes."""
    padded = np.zeros(len(is_word) + 2, dtype=bool)
    padded[1:-1] = is_word
    changes: Places = (padded[1:] != padded[:-1]).nonzero()[0]
    return changes[::2].copy(), changes[1::2].copy()


def _unspaced_words(entries: Codes, is_word: Mask) -> tuple[Places, Places]:
    """Return the same of a text that has characters which are words by themselves."""
    is_unspaced = (entries & UNSPACED) != 0
    is_boundary = ~(is_word[1:] & is_word[:-1]) | is_unspaced[1:] | is_unspaced[:-1]
    is_begin, is_end = is_word.copy(), is_word.copy()
    is_begin[1:] &= is_boundary
    is_end[:-1] &= is_boundary
    return is_begin.nonzero()[0], is_end.nonzero()[0] + 1


def _after_attached(is_attached: Mask, is_word: Mask, is_begin: Mask) -> Places:
    """Return the places inside words after one or two attached letters at their beginning."""
    begins = np.flatnonzero(is_begin)
    after_one = begins[is_attached[begins]] + 1
    second = after_one[after_one < len(is_word)]
    after_two = second[is_attached[second] & ~is_begin[second]] + 1
    places = np.concatenate([after_one, after_two])
    places = places[places < len(is_word)]
    inside: Places = places[is_word[places] & ~is_begin[places]]
    return inside
