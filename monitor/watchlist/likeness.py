"""Likeness in meaning between a statement and the examples of a theme, by static word embeddings whose weights come in a wheel.

The cosine of two mean vectors (WordLlama, 256 dimensions), English alone. It is a second way into a theme and off where a theme
gives no examples; nothing is loaded then, and nothing is ever downloaded.
"""

import functools
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from monitor.watchlist.values import Theme

LANGUAGES = frozenset(("en",))

Vectors = npt.NDArray[np.float32]


class Likeness:
    """The examples of every theme, ready to be compared with."""

    def __init__(self, themes: Iterable[Theme]) -> None:
        given = [(theme, example) for theme in themes for example in theme.examples]
        self._themes = [theme for theme, _ in given]
        self._examples = _embed([example for _, example in given]) if given else None

    def find(self, content: str, language: str) -> dict[str, float]:
        """Return by theme how like its nearest example the text is (0 to 1), where that is at least what the theme asks for."""
        if self._examples is None or language not in LANGUAGES:
            return {}
        scores = (self._examples @ _embed([content])[0]).tolist()
        found: dict[str, float] = {}
        for theme, score in zip(self._themes, scores, strict=True):
            if score >= theme.min_likeness:
                found[theme.id] = max(round(score, 2), found.get(theme.id, 0.0))
        return found


def _embed(texts: list[str]) -> Vectors:
    vectors: Vectors = _model().embed(texts, norm=True)
    return vectors


@functools.cache
def _model() -> Any:
    import wordllama

    # Left to itself it looks for its tokenizer on the network.
    return wordllama.WordLlama.load(
        cache_dir=Path(wordllama.__file__).parent, disable_download=True
    )
