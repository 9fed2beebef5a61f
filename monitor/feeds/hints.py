"""How often a feed wishes to be polled: ``ttl``, ``sy:update*`` and Cache-Control, with all the nonsense found in the wild. Hints, no orders."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

_PERIODS = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 720, "yearly": 8760}
"""Hours of a period of RSS's syndication module."""
_MAX_AGE = re.compile(r"\bmax-age\s*=\s*\"?(\d{1,9})")
LONGEST = timedelta(days=1)
"""No wish counts for more; some feeds ask to be left alone for a year."""


def hint_of_feed(feed: Mapping[str, Any]) -> timedelta | None:
    """Return the longest wait that a document asks for, None where it asks for none that can be read."""
    found = []
    if (minutes := _number(feed.get("ttl"))) is not None:
        found.append(timedelta(minutes=minutes))
    period = _PERIODS.get(str(feed.get("sy_updateperiod") or "").strip().lower())
    if period is not None:
        often = _number(feed.get("sy_updatefrequency")) or 1.0
        found.append(timedelta(hours=period / often))
    return min(max(found), LONGEST) if found else None


def hint_of_headers(headers: Mapping[str, str]) -> timedelta | None:
    """Return for how long a server says that its answer is fresh, None where it does not say."""
    match = _MAX_AGE.search(headers.get("cache-control", ""))
    return min(timedelta(seconds=int(match[1])), LONGEST) if match else None


def _number(value: Any) -> float | None:
    try:
        number = float(str(value).strip())
    except ValueError:
        return None
    return min(number, 1e6) if 0 < number < float("inf") else None
