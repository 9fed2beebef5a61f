"""Content words: the words of a text that carry its meaning, without inflection.

1. Stop words of every language are omitted from a text of any language.
2. Words are stemmed by the Snowball algorithm of the text's language, if its file names one.
3. A stem is cut to `STEM_LETTERS`; a number is never cut.
"""

import functools

import Stemmer

from monitor.languages.files import stemmer_of, stop_words_of_all
from monitor.records.ids import fold_words

STEM_LETTERS = 5
"""Letters of a stem that are compared: stems of one verb in two tenses still share this many."""


@functools.lru_cache(maxsize=4_000)  # one entry per statement of a busy day; 2 MB
def content_words(text: str, language: str) -> frozenset[str]:
    """Return the content words of a text in a language (ISO 639-1), folded, stemmed and cut."""
    words = [word for word in fold_words(text).split() if word not in _stop_words()]
    stemmer = _stemmer(language)
    stems = stemmer.stemWords(words) if stemmer is not None else words
    return frozenset(stem if stem.isdigit() else stem[:STEM_LETTERS] for stem in stems)


def is_stop_word(word: str) -> bool:
    """Return whether a word is a stop word of any language."""
    return fold_words(word) in _stop_words()


@functools.cache
def _stop_words() -> frozenset[str]:
    return frozenset(map(fold_words, stop_words_of_all().split()))


@functools.cache
def _stemmer(language: str) -> Stemmer.Stemmer | None:
    name = stemmer_of(language)
    return Stemmer.Stemmer(name) if name else None
