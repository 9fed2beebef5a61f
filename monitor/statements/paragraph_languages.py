"""The language of each paragraph of an article of mixed languages.

1. A paragraph of fewer letters than `LEAST_LETTERS` has the language of the paragraph before.
2. A paragraph in the script of the article's language, with enough of its small words ("the",
   "and"), is in that language: nothing is detected.
3. Any other is detected. Another language of the same script counts only if the paragraph has more
   small words of it than of the article's language: names and quoted titles mislead a detector.
"""

import re
from collections.abc import Callable

from monitor.languages.lexicon import Lexicon, lexicon_for

Detect = Callable[[str, str | None], str]
"""Returns the language of a text; the second argument is returned where it is not certain."""

LEAST_LETTERS = 60
"""Letters of a paragraph whose language can be detected: ten words."""
READ_WORDS = 40
"""Words of a paragraph that are looked at."""
ENOUGH_SMALL_WORDS = 0.12
"""Share of small words that proves a language; ordinary prose has 0.3 to 0.5 in most."""
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
    script = _main_script(text)
    for number, (start, end) in enumerate(paragraphs):
        paragraph = text[start:end]
        if sum(map(str.isalpha, paragraph)) >= LEAST_LETTERS:
            current = _language_of(paragraph, language, script, detect)
        numbers.setdefault(current, set()).add(number)
    return {name: frozenset(wanted) for name, wanted in numbers.items()}


def _language_of(paragraph: str, language: str, script: int, detect: Detect) -> str:
    lexicon = lexicon_for(language)
    is_same_script = _main_script(paragraph) == script
    own = _share(paragraph, lexicon)
    if is_same_script and own is not None and own >= ENOUGH_SMALL_WORDS:
        return language
    other = detect(paragraph, language)
    if other == language or not is_same_script:
        return other
    share = _share(paragraph, lexicon_for(other))
    return other if share is not None and share > (own or 0.0) else language


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
