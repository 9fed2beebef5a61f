"""Silences: an operator's mute with matchers and an expiry. Pure.

A silence holds for an alert that meets each of its matchers; a matcher lists values of one field,
of which the alert has at least one.
"""

from datetime import datetime
from typing import Literal, get_args

import msgspec

from monitor.records import Alert

Field = Literal["rule", "actor", "theme", "act", "severity", "publisher"]
FIELDS: tuple[Field, ...] = get_args(Field)


class Silence(msgspec.Struct, frozen=True, kw_only=True):
    """A mute of some alerts until it expires, with its author and a comment."""

    id: str
    matchers: dict[Field, tuple[str, ...]]
    who: str
    comment: str
    created_at: datetime
    expires_at: datetime

    def holds(self, alert: Alert, now: datetime) -> bool:
        """Return whether an alert is silenced; a silence without matchers holds for none."""
        if not self.matchers or now >= self.expires_at:
            return False
        return all(
            not values_of(alert, name).isdisjoint(values) for name, values in self.matchers.items()
        )


def matchers_of_like(alert: Alert) -> dict[Field, tuple[str, ...]]:
    """Return the matchers of a silence of an alert and its like: its rule, and its actor if any."""
    matchers: dict[Field, tuple[str, ...]] = {"rule": (alert.rule,)}
    if alert.actor:
        matchers["actor"] = (alert.actor,)
    return matchers


def values_of(alert: Alert, name: Field) -> frozenset[str]:
    """Return the values that an alert has of a field."""
    match name:
        case "rule":
            return frozenset((alert.rule,))
        case "actor":
            return frozenset((alert.actor,) if alert.actor else ())
        case "theme":
            return frozenset(alert.themes)
        case "act":
            return frozenset(alert.acts)
        case "severity":
            return frozenset((alert.severity,))
        case "publisher":
            return frozenset(copy.publisher for copy in alert.copies)
