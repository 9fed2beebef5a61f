"""The language of each paragraph of an article of mixed languages.

1. A paragraph of fewer letters than `LEAST_LETTERS` has the language of the paragraph before.
2. The longest paragraph is detected. If it is in the article's language, so is every paragraph in
   its script that has as many small words of it ("the", "and") as the article's usually have.
3. Any other is detected. Another language of the same script counts only if the paragraph has more
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
LEAST_KNOWN = 40
"""Small words that a language's file must list for their share to mean anything."""
_WORD = re.compile(r"[^\W\d_]+")
_SCRIPTS = tuple(
    re.compile(ranges)
    for ranges in (
        "[A-Za-zÀ-ɏ]",
        "[Ѐ-ӿ]",
        "[؀-ۿ]",
        "[֐-׿]",
        "[ऀ-ॿ]",
        "[Ͱ-Ͽ]",
        "[぀-ヿ]",
        "[一-鿿]",
        "[가-힣]",
    )
)


def paragraph_languages(
    text: str, paragraphs: list[tuple[int, int]], language: str, detect: Detect
) -> dict[str, frozenset[int]]:
    """Return the numbers of the paragraphs in each language, the article's own first."""
    numbers: dict[str, set[int]] = {language: set()}
    current = language
    expected = _Expected(text, paragraphs, language, detect)
    for number, (start, end) in enumerate(paragraphs):
        paragraph = text[start:end]
        if sum(map(str.isalpha, paragraph)) >= LEAST_LETTERS:
            current = expected.language_of(paragraph)
        numbers.setdefault(current, set()).add(number)
    return {name: frozenset(wanted) for name, wanted in numbers.items()}


class _Expected:
    """An article's language, its script and its usual share of small words."""

    def __init__(
        self, text: str, paragraphs: list[tuple[int, int]], language: str, detect: Detect
    ) -> None:
        self._language, self._detect = language, detect
        self._lexicon = lexicon_for(language)
        self._script = _main_script(text)
        texts = [text[start:end] for start, end in paragraphs]
        longest = max(texts, key=len, default="")
        shares = [_share(each, self._lexicon) for each in texts if len(each) >= LEAST_LETTERS]
        usual = [share for share in shares if share is not None]
        is_right = bool(usual) and detect(longest[:READ_LETTERS], language) == language
        self._least = USUAL_SHARE * median(usual) if is_right else 1.0

    def language_of(self, paragraph: str) -> str:
        """Return the language of a paragraph."""
        own = _share(paragraph, self._lexicon)
        is_same_script = _main_script(paragraph) == self._script
        if is_same_script and own is not None and own >= self._least:
            return self._language
        other = self._detect(paragraph[:READ_LETTERS], self._language)
        if other == self._language or not is_same_script:
            return other
        share = _share(paragraph, lexicon_for(other))
        return other if share is not None and share > (own or 0.0) else self._language


def _share(paragraph: str, lexicon: Lexicon | None) -> float | None:
    """Return the share of small words; None for a language whose file lists too few."""
    if lexicon is None or len(lexicon.tags) < LEAST_KNOWN:
        return None
    words = [
        match.group().lower()
        for match, _ in zip(_WORD.finditer(paragraph), range(READ_WORDS), strict=False)
    ]
    return sum(word in lexicon.tags for word in words) / max(1, len(words))


def _main_script(text: str) -> int:
    """Return the number of the script that most letters of a text's head belong to."""
    head = text[:400]
    counts = [len(script.findall(head)) for script in _SCRIPTS]
    return counts.index(max(counts))
