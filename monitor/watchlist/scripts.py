"""The script of a letter, as far as the reading of names depends on it. Pure."""


def is_caseless(letter: str) -> bool:
    """Return whether a letter's script has no capitals."""
    return letter.upper() == letter.lower()


def is_arabic(letter: str) -> bool:
    """Return whether a letter is one of Arabic script, where a father's name may part a name."""
    return "\u0621" <= letter <= "\u06d2"


def is_far_eastern(text: str) -> bool:
    """Return whether a text begins in Chinese, Japanese or Korean: titles follow names there."""
    return text >= "\u2e80"
