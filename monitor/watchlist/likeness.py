"""Similarity in meaning between a statement and the examples of a theme, by static embeddings.

It is the cosine of two mean vectors (WordLlama, 256 dimensions), for English only. Without examples
nothing is loaded; the weights come with the package and are never downloaded.
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
    """The vectors of the examples of every theme."""

    def __init__(self, themes: Iterable[Theme]) -> None:
        self._themes: list[Theme] = []
        """The theme of each example."""
        examples: list[str] = []
        for theme in themes:
            self._themes += [theme] * len(theme.examples)
            examples += theme.examples
        self._examples = _embed(examples) if examples else None

    def find(self, content: str, language: str) -> dict[str, float]:
        """Return by theme the similarity (0 to 1) of a text to its nearest example.

        Only themes whose ``min_likeness`` it reaches are returned.
        """
        if self._examples is None or language not in LANGUAGES:
            return {}
        scores = (self._examples @ _embed([content])[0]).tolist()
        similar: dict[str, float] = {}
        for theme, score in zip(self._themes, scores, strict=True):
            if score >= theme.min_likeness:
                similar[theme.id] = max(round(score, 2), similar.get(theme.id, 0.0))
        return similar


def _embed(texts: list[str]) -> Vectors:
    vectors: Vectors = _model().embed(texts, norm=True)
    return vectors


@functools.cache
def _model() -> Any:
    import wordllama

    # By default it downloads its tokenizer.
    return wordllama.WordLlama.load(
        cache_dir=Path(wordllama.__file__).parent, disable_download=True
    )
