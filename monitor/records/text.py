"""Text for people and for storage: printable characters, durations in words."""

import re

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")


def printable(text: str) -> str:
    """Return a text without the characters that XML, UTF-8 or a database refuses.

    These are control characters other than white space, lone surrogates and noncharacters.
    """
    return _UNPRINTABLE.sub("", text)


def without_invisible(text: str) -> str:
    """Return a text without the characters that only suggest where a line may be broken.

    Soft hyphens and zero-width spaces split names for every reader but a browser. Joiners stay:
    Persian is written with them.
    """
    return _INVISIBLE.sub("", text)


def human_duration(seconds: float) -> str:
    """Return a duration in words: ``40 min``, ``7 h``, ``3 days``."""
    hours = seconds / 3600
    if hours < 1:
        return f"{max(1, round(hours * 60))} min"
    return f"{round(hours)} h" if hours < 48 else f"{round(hours / 24)} days"
