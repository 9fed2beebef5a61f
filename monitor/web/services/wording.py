"""How two texts differ, word by word. Pure.

Words are those of searches (`monitor.store.search.lexemes`), so case, accents and quotation marks
do not count, and in a script without spaces every character is compared.
"""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from monitor.store.search.lexemes import place_words

Change = Literal["same", "cut", "added"]


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text that both have, or only the first (``cut``) or the second (``added``)."""

    change: Change
    text: str


def compare_words(before: str, after: str) -> list[Segment]:
    """Return the segments that lead from one text to another, in order.

    A piece ends with the space that follows it, so pieces can be joined as they are.
    """
    old, new = list(_pieces(before)), list(_pieces(after))
    matcher = difflib.SequenceMatcher(None, _words(old), _words(new), autojunk=False)
    segments: list[Segment] = []
    for tag, first, last, begin, end in matcher.get_opcodes():
        if tag == "equal":
            segments.append(Segment("same", _text_of(new[begin:end])))
            continue
        if first < last:
            segments.append(Segment("cut", _text_of(old[first:last])))
        if begin < end:
            segments.append(Segment("added", _text_of(new[begin:end])))
    return segments


def likeness(before: str, after: str) -> float:
    """Return the share of words (0 to 1) that two texts have in common, in order."""
    old, new = _words(list(_pieces(before))), _words(list(_pieces(after)))
    return difflib.SequenceMatcher(None, old, new, autojunk=False).ratio()


@dataclass(frozen=True, slots=True)
class _Piece:
    word: str
    text: str


def _pieces(text: str) -> Iterator[_Piece]:
    """Yield the words of a text, each with what follows it up to the next word."""
    placed = place_words(text)
    if not placed:
        if text.strip():
            yield _Piece(text.strip(), text)
        return
    text = f"{text.rstrip()} "
    starts = [0, *(word.start for word in placed[1:]), len(text)]
    for word, (start, end) in zip(placed, pairwise(starts), strict=True):
        yield _Piece(word.word, text[start:end])


def _words(pieces: list[_Piece]) -> list[str]:
    return [piece.word for piece in pieces]


def _text_of(pieces: list[_Piece]) -> str:
    return "".join(piece.text for piece in pieces)
