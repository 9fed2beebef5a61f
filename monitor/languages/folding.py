"""Equal forms for the spelling variants of one word, for lookups only: offsets refer to the
original.

Arabic script: hamza on its carriers, alef maqsura, tāʾ marbūṭa, vowel signs, shadda, tatweel and
the zero-width non-joiner vary between papers and between keyboards. Turkish: the dotted capital İ
has a lower case of two characters. Russian: most papers write е for ё.
"""

import functools
import re
import tomllib
from importlib import resources

_ARABIC = re.compile("[\u0600-\u06ff]")
_VARIES = re.compile("[’ʼё\u0307\u0600-\u06ff]")
"""Letters and marks of lower case that folding changes."""
_IGNORED = re.compile("[\u064b-\u065f\u0670\u0640\u200c\u200d\u200e\u200f]")
_LETTERS = str.maketrans("أإآٱىةكيھہەڕڵۆێ", "اااایهکیهههرلوی")


def _read_own_spelling() -> frozenset[str]:
    file = resources.files("monitor.languages").joinpath("letters.toml")
    return frozenset(tomllib.loads(file.read_text("utf-8"))["alef_maqsura"].split())


_OWN_SPELLING = _read_own_spelling()
"""Prepositions that would otherwise equal a given name (علي) or a similar word."""
ZERO_WIDTH = "\u200c"
MOST_CACHED = 30_000
"""Entries of the cache of folded words: the vocabulary of a few hundred articles, about 4 MB."""


@functools.lru_cache(maxsize=MOST_CACHED)
def fold_word(word: str) -> str:
    """Return the form of a word for lookups."""
    low = word.lower().replace("’", "'").replace("ʼ", "'").replace("i̇", "i").replace("ё", "е")
    return _fold_arabic(low) if _ARABIC.search(low) else low


def fold_text(text: str) -> str:
    """Return a text folded word by word, with its blanks."""
    low = text.casefold().lower()
    if _VARIES.search(low) is None:
        return low
    return " ".join(fold_word(word) for word in low.split(" "))


def _fold_arabic(word: str) -> str:
    bare = _IGNORED.sub("", word)
    if bare in _OWN_SPELLING:
        return bare.replace("إ", "ا")
    return bare.translate(_LETTERS).strip()
