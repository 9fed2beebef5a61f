"""Dates as feeds write them: every format that `dateutil` knows, digits of any script; what cannot be read is None, never a guess."""

import unicodedata
from datetime import UTC, datetime

from dateutil.parser import ParserError, parse

_LONGEST = 100


def read_date(text: str) -> datetime | None:
    """Return a date in UTC, None where it cannot be read; without a zone it is taken for UTC."""
    if not text or len(text) > _LONGEST:
        return None
    plain = "".join(
        str(unicodedata.digit(each)) if each.isdigit() and not each.isascii() else each
        for each in text
    )
    try:
        found = parse(plain)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ParserError, ValueError, OverflowError, TypeError):
        return None
