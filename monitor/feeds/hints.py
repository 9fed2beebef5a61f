"""How often a feed asks to be polled: ``ttl``, ``sy:update*`` and Cache-Control.

Hints are advice, not orders, and many are nonsense: negative, in words, or a year long.
"""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

LONGEST = timedelta(days=1)
"""The cap on every hint; some feeds ask for a poll a year."""

MOST_NUMBER = 1e6
"""The cap on a number in a hint, far beyond `LONGEST` in any unit."""

_PERIODS = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 720, "yearly": 8760}
"""Hours of a period of RSS's syndication module."""

_MAX_AGE = re.compile(r"\bmax-age\s*=\s*\"?(\d{1,9})")


def hint_of_feed(feed: Mapping[str, Any]) -> timedelta | None:
    """Return the longest wait that a document asks for, None without a readable hint."""
    hints = []
    minutes = _number(feed.get("ttl"))
    if minutes is not None:
        hints.append(timedelta(minutes=minutes))
    period = _PERIODS.get(str(feed.get("sy_updateperiod") or "").strip().lower())
    if period is not None:
        frequency = _number(feed.get("sy_updatefrequency")) or 1.0
        hints.append(timedelta(hours=period / frequency))
    return min(max(hints), LONGEST) if hints else None


def hint_of_headers(headers: Mapping[str, str]) -> timedelta | None:
    """Return for how long a server declares its answer fresh, None if it does not."""
    match = _MAX_AGE.search(headers.get("cache-control", ""))
    return min(timedelta(seconds=int(match[1])), LONGEST) if match else None


def _number(value: Any) -> float | None:
    try:
        number = float(str(value).strip())
    except ValueError:
        return None
    return min(number, MOST_NUMBER) if 0 < number < float("inf") else None
