"""What surrounds the words of an act and changes their meaning; contractions in full."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

APOSTROPHE = "'"


@dataclass(frozen=True, slots=True)
class Contexts:
    """Words before a pattern that change its meaning, and the clitics of the language."""

    negations: frozenset[str] = frozenset()
    conditions: frozenset[str] = frozenset()
    first_person: frozenset[str] = frozenset()
    clitics: tuple[str, ...] = ()
    """Beginnings written together with a word, longest first: Arabic ``وال``."""
    spellings: tuple[tuple[str, str], ...] = ()
    """Contractions and their words: ``n't`` is ``not``."""


def any_contraction(contractions: Iterable[str]) -> re.Pattern[str] | None:
    """Return a pattern of all contractions, or None without any.

    A mark before a whole word is none: "they're", not 'reckless'.
    """
    patterns = [
        (r"(?<=\w)" if short.startswith(APOSTROPHE) else "")
        + re.escape(short)
        + (r"(?!\w)" if short[-1:].isalpha() else "")
        for short in contractions
    ]
    return re.compile("|".join(patterns)) if patterns else None
