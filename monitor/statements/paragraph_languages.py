"""The language of each paragraph of an article of mixed languages.

1. A paragraph of fewer letters than `LEAST_LETTERS` has the language of the paragraph before.
2. A paragraph with letters of the article's language that its neighbours lack, and with none that
   it lacks, is in it (``letters``, ``other_letters``): ы and no і is Russian.
3. An article has a usual share of small words of its language ("the", "and"). If that is high
   (`SURE_SHARE`), or the longest paragraph is detected as the article's language, so is every
   paragraph in its script with a share near the usual one.
4. Any other is detected. Another language of the same script counts only if the paragraph has more
   small words of it than of the article's language: names and quoted titles mislead a detector.
"""

import re
from collections.abc import Callable
from statistics import median

from monitor.languages.lexicon import Lexicon
from monitor.languages.load import lexicon_for

Detect = Callable[[str, str | None], str]
"""Returns the language of a text; the second argument is returned where it is not certain."""

LEAST_LETTERS = 60
"""Letters of a paragraph whose language can be detected: ten words."""
READ_WORDS = 40
"""Words of a paragraph that are looked at."""
USUAL_SHARE = 0.6
"""Part of an article's usual share of small words below which a paragraph is in doubt: shares of
one language differ by a quarter, those of Spanish words in French paragraphs are a third.
"""
READ_LETTERS = 300
"""Characters of a paragraph that are detected: enough for a sure answer, in 0.1 ms."""
SURE_SHARE = 0.26
"""Usual share of small words that proves an article's language: in newspapers a language
with articles has at least 0.27 of its own small words, and at most 0.24 of a related language's.
"""
SCRIPT_LETTERS = 120
"""Characters that are counted to know a paragraph's script."""
LEAST_KNOWN = 40
"""Small words that a language's file must list for their share to mean anything."""
_WORD = re.compile(r"[^\W\d_]+")
_MARKS = "“”’‘—–"
"""Marks outside of ASCII in English texts."""
_ASCII_WORDS = "".join(chr(code).lower() if chr(code).isalpha() else " " for code in range(128))
"""Translation of ASCII text: small letters, and a space for every other character."""
_SCRIPTS = tuple(
    re.compile(ranges)
    for ranges in (
        "[A-Za-zÀ-ɏ]+",
        "[Ѐ-ӿ]+",
        "[؀-ۿ]+",
        "[֐-׿]+",
        "[ऀ-ॿ]+",
        "[Ͱ-Ͽ]+",
        "[぀-ヿ]+",
        "[一-鿿]+",
        "[가-힣]+",
    )
)
"""Runs of the letters of each script."""
LATIN = 0
"""The number of the Latin script."""


def paragraph_languages(
    text: str, paragraphs: list[tuple[int, int]], language: str, detect: Detect
) -> dict[str, frozenset[int]]:
    """Return the numbers of the paragraphs in each language, the article's own first."""
    numbers: dict[str, set[int]] = {language: set()}
    current = language
    texts = [text[start:end] for start, end in paragraphs]
    expected = _Expected(text, texts, language, detect)
    for number, paragraph in enumerate(texts):
        if _is_long(paragraph):
            current = expected.language_of(number, paragraph)
        numbers.setdefault(current, set()).add(number)
    return {name: frozenset(wanted) for name, wanted in numbers.items()}


class _Expected:
    """An article's language, its script and its usual share of small words."""

    def __init__(self, text: str, texts: list[str], language: str, detect: Detect) -> None:
        self._language, self._detect = language, detect
        self._lexicon = lexicon_for(language)
        self._script = _main_script(text)
        self._shares = [
            _share(each, self._lexicon) if len(each) >= LEAST_LETTERS else None for each in texts
        ]
        usual = [share for share in self._shares if share is not None]
        self._least = 1.0
        if usual and self._is_right(texts, median(usual)):
            self._least = USUAL_SHARE * median(usual)

    def _has_letters(self, paragraph: str) -> bool:
        """Return whether the letters of a paragraph show the article's language."""
        lexicon = self._lexicon
        if lexicon is None or lexicon.letters is None or lexicon.other_letters is None:
            return False
        is_own = lexicon.letters.search(paragraph) is not None
        return is_own and lexicon.other_letters.search(paragraph) is None

    def _is_right(self, texts: list[str], usual: float) -> bool:
        """Return whether the article is in its language."""
        longest = max(texts, key=len, default="")
        if usual >= SURE_SHARE or self._has_letters(longest):
            return True
        return self._detect(longest[:READ_LETTERS], self._language) == self._language

    def language_of(self, number: int, paragraph: str) -> str:
        """Return the language of a paragraph by its number and its text."""
        if self._has_letters(paragraph):
            return self._language
        own = self._shares[number]
        is_same_script = self._has_script(paragraph)
        if is_same_script and own is not None and own >= self._least:
            return self._language
        other = self._detect(paragraph[:READ_LETTERS], self._language)
        if other == self._language or not is_same_script:
            return other
        share = _share(paragraph, lexicon_for(other))
        return other if share is not None and share > (own or 0.0) else self._language

    def _has_script(self, paragraph: str) -> bool:
        """Return whether most letters of a paragraph's head are in the article's script."""
        head = paragraph[:SCRIPT_LETTERS]
        if head.isascii():
            return self._script == LATIN and any(map(str.isalpha, head))
        own = _letters_in(_SCRIPTS[self._script], head)
        return 2 * own > len(head) or 2 * own > sum(map(str.isalpha, head))


def _is_long(paragraph: str) -> bool:
    """Return whether a paragraph has enough letters for its language to be known."""
    if len(paragraph) >= 3 * LEAST_LETTERS and " " in paragraph:
        return True  # a third of a text is letters, whatever it is
    return sum(map(str.isalpha, paragraph)) >= LEAST_LETTERS


def _share(paragraph: str, lexicon: Lexicon | None) -> float | None:
    """Return the share of small words; None for a language whose file lists too few.

    Their exact spelling counts too: Sorani بە is not Persian به.
    """
    if lexicon is None or len(lexicon.tags) < LEAST_KNOWN:
        return None
    words = _words_of(paragraph[:READ_LETTERS])[:READ_WORDS]
    return sum(map(lexicon.small_words.__contains__, words)) / max(1, len(words))


def _words_of(text: str) -> list[str]:
    """Return the words of a text in small letters: in ASCII, apart from marks, five times as fast
    as by a search.
    """
    plain = text
    for mark in _MARKS:
        plain = plain.replace(mark, " ")
    if plain.isascii():
        return plain.translate(_ASCII_WORDS).split()
    return _WORD.findall(text.lower())


def _main_script(text: str) -> int:
    """Return the number of the script that most letters of a text's head belong to."""
    head = text[:READ_LETTERS]
    if head.isascii():
        return LATIN
    counts = [_letters_in(script, head) for script in _SCRIPTS]
    return counts.index(max(counts))


def _letters_in(script: re.Pattern[str], text: str) -> int:
    """Return the number of a text's letters in a script."""
    return sum(map(len, script.findall(text)))
