"""How two texts differ, word by word. Pure.

Words are compared as `monitor.watchlist.folding` folds them, so case, accents and quotation marks
do not count.
"""

import difflib
import re
from dataclasses import dataclass
from typing import Literal

from monitor.watchlist.folding import fold_term

Change = Literal["same", "cut", "added"]
_WORD = re.compile(r"\s*\S+")
_PUNCTUATION = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text that both have, or only the first (``cut``) or the second (``added``)."""

    change: Change
    text: str


def compare_words(before: str, after: str) -> list[Segment]:
    """Return the segments that lead from one text to another, in order."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    matcher = difflib.SequenceMatcher(None, _folded(old), _folded(new), autojunk=False)
    segments: list[Segment] = []
    for tag, first, last, begin, end in matcher.get_opcodes():
        if tag == "equal":
            segments.append(Segment("same", "".join(new[begin:end])))
            continue
        if first < last:
            segments.append(Segment("cut", "".join(old[first:last])))
        if begin < end:
            segments.append(Segment("added", "".join(new[begin:end])))
    return segments


def likeness(before: str, after: str) -> float:
    """Return the share of words (0 to 1) that two texts have in common, in order."""
    old, new = _folded(_WORD.findall(before)), _folded(_WORD.findall(after))
    return difflib.SequenceMatcher(None, old, new, autojunk=False).ratio()


def _folded(words: list[str]) -> list[str]:
    return [_PUNCTUATION.sub("", fold_term(word)) or word.strip() for word in words]
