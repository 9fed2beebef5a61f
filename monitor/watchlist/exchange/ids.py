"""The id of an imported actor: its name or id in Latin letters, digits, dots and dashes."""

import re

LONGEST_ID = 100
"""Characters, as the configuration allows."""

_OTHER = re.compile(r"[^a-z0-9._-]+")


def identifier(text: str) -> str:
    """Return a text as an id; empty if it has no Latin letter or digit."""
    return _OTHER.sub("-", text.casefold()).strip("-._")[:LONGEST_ID].rstrip("-._")
