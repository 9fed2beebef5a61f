"""The outcome of `monitor.flow.detect_patterns`, and how a pattern becomes a match."""

from dataclasses import dataclass

import msgspec

from monitor.records import Match, PatternState, Reason
from monitor.records.ids import alert_id, digest
from monitor.records.pattern_state import Earlier


@dataclass(frozen=True, slots=True)
class Detected:
    """The state after a match, and the matches to raise alerts from."""

    state: PatternState
    matches: tuple[Match, ...] = ()


def pattern_match(match: Match, value: str, occasion: str, earlier: Earlier | None = None) -> Match:
    """Return a match with the pattern as a reason, under an alert of its own.

    ``value`` is the reason in words. ``occasion`` identifies this occurrence of the pattern: the
    same statement may meet the rule on several occasions, each of which is another alert.
    """
    place = match.statement.content[0]
    reason = Reason(clause="pattern", value=value, start=place.start, end=place.end)
    return msgspec.structs.replace(
        match,
        why=(*match.why, reason),
        alert=alert_id(match.rule, digest(match.actor or "", occasion)),
        earlier=earlier,
    )
