"""Whether one text contains the words of another: an article and its summary or headline."""

import re

from monitor.records.ids import fold_words

LEAST_LETTERS = 4
"""Letters of a word that counts; shorter ones are in every text of the language."""

_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Characters of scripts in which a word is one to three characters long."""


def share_contained(part: str, whole: str) -> float:
    """Return which share of the distinct words of ``part`` occurs in ``whole``; 0 without words."""
    words = _words(part)
    if not words:
        return 0.0
    return len(words & _words(whole)) / len(words)


def count_words(text: str) -> int:
    """Return the number of distinct words of a text that can be compared."""
    return len(_words(text))


def _words(text: str) -> set[str]:
    folded = fold_words(text)
    words = {word for word in folded.split() if len(word) >= LEAST_LETTERS}
    return words | set(_UNSPACED.findall(folded))
