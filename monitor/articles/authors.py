"""Bylines: names of people, without the placeholders that content systems leave in their place."""

from collections.abc import Iterable

LONGEST_NAME = 200
"""Characters; a longer byline is a paragraph."""

_PLACEHOLDERS = frozenset(
    "admin administrator anonymous author autor correspondent desk editor guest guestauthor "
    "nachrichten news newsdesk newsroom root staff test unknown user username webmaster "
    "онлайн админ редакция المحرر".split()
)
"""Names of accounts and of sections, not of people."""


def real_authors(names: Iterable[str]) -> tuple[str, ...]:
    """Return the distinct names that are not placeholders, in their order."""
    plain = (" ".join(name.split())[:LONGEST_NAME] for name in names)
    return tuple(dict.fromkeys(name for name in plain if name and not _is_placeholder(name)))


def _is_placeholder(name: str) -> bool:
    return name.casefold().replace(" ", "").strip("@._-") in _PLACEHOLDERS
