"""Decide whether an alert notifies anyone or is stored only. Pure.

    alert + Circumstances -> Notify | Suppressed(by)

In this order:

1. Inhibition: the same statement meets a rule that replaces this one.
2. Back-fill: the article was not news when it was seen.
3. Quiet hours of the rule.
4. Repeat: an update brings neither a publisher nor words that the alert did not have, so the same
   publisher repeats itself under a new address.
5. Acknowledgement: someone has taken responsibility, so updates do not notify.
6. Silence: an operator's mute that matches the alert and has not expired.
7. Cool-down: an alert of the same rule and actor notified less than ``cool_down_s`` before.

Each stage of the flow fills in the circumstances that it knows: `raise_alert` what the match says,
the store the rest. A decision of an earlier stage stays.

Quiet hours of a subscription suppress nothing: pending messages wait until they end (`is_held`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from monitor.alerts.silence import Silence
from monitor.records import Alert, Match
from monitor.records.ids import fold_words
from monitor.records.quiet_hours import QuietHours

ACKNOWLEDGED = "acknowledged"
BACK_FILL = "back-fill"
COOL_DOWN = "cool-down"
REPEAT = "repeat"


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What decides about an alert beside the alert itself."""

    inhibited_by: str | None = None
    """The rule that replaces this one."""
    matched_quietly: str | None = None
    """``back-fill`` or ``quiet hours``, as the match has it."""
    is_repeat: bool = False
    """Whether the alert is an update that brings nothing new, see `is_repeat`."""
    is_acknowledged: bool = False
    now: datetime | None = None
    """When the alert is stored; silences are not checked without it."""
    silences: tuple[Silence, ...] = ()
    notified_at: tuple[datetime, ...] = ()
    """When alerts of the same rule and actor were raised that notified someone."""


@dataclass(frozen=True, slots=True)
class Notify:
    """Subscribers are notified."""


@dataclass(frozen=True, slots=True)
class Suppressed:
    """The alert is stored without notifying anyone."""

    by: str
    """``rule ID``, ``back-fill``, ``quiet hours``, ``repeat``, ``acknowledged``, ``silence ID`` or
    ``cool-down``; ``""`` where an earlier stage gave no reason."""
    is_final: bool
    """If False, a later copy that is not suppressed itself makes the alert notify."""


def suppress(alert: Alert, circumstances: Circumstances) -> Notify | Suppressed:
    """Return whether an alert notifies anyone in these circumstances, else why not."""
    if alert.suppressed:
        return Suppressed(alert.suppressed_by or "", is_final=alert.suppressed_for_good)
    if circumstances.inhibited_by is not None:
        return Suppressed(f"rule {circumstances.inhibited_by}", is_final=True)
    if circumstances.matched_quietly is not None:
        return Suppressed(circumstances.matched_quietly, is_final=False)
    if circumstances.is_repeat:
        return Suppressed(REPEAT, is_final=False)
    if circumstances.is_acknowledged:
        return Suppressed(ACKNOWLEDGED, is_final=False)
    silence = _matching_silence(alert, circumstances)
    if silence is not None:
        return Suppressed(f"silence {silence.id}", is_final=True)
    if _is_cooling_down(alert, circumstances.notified_at):
        return Suppressed(COOL_DOWN, is_final=True)
    return Notify()


def is_repeat(before: Alert, after: Alert) -> bool:
    """Return whether an update brings nothing that a reader of the alert does not know.

    News are a publisher, other words, another language, the end of a suppression, and that the
    trouble of an operator's alert is resolved; its other updates are not.
    """
    if before.suppressed and not after.suppressed:
        return False
    if after.kind not in ("statement", "pattern"):
        return before.resolved_at == after.resolved_at
    return _publishers(before) == _publishers(after) and _texts(before) == _texts(after)


def circumstances_of(match: Match) -> Circumstances:
    """Return what a match says about suppression."""
    matched_quietly = (match.suppressed_by or "") if match.suppressed else None
    return Circumstances(inhibited_by=match.inhibited_by, matched_quietly=matched_quietly)


def apply_decision(alert: Alert, decision: Notify | Suppressed) -> Alert:
    """Return an alert that carries a decision on it."""
    if isinstance(decision, Notify):
        return msgspec.structs.replace(
            alert, suppressed=False, suppressed_for_good=False, suppressed_by=None
        )
    return msgspec.structs.replace(
        alert,
        suppressed=True,
        suppressed_for_good=decision.is_final,
        suppressed_by=decision.by or None,
    )


def is_held(quiet_hours: QuietHours | None, now: datetime) -> bool:
    """Return whether a subscription's quiet hours hold its pending messages back."""
    return quiet_hours is not None and quiet_hours.hold(now)


def _publishers(alert: Alert) -> frozenset[str]:
    return frozenset(copy.publisher for copy in alert.copies)


def _texts(alert: Alert) -> frozenset[str]:
    return frozenset(fold_words(rendition.statement.text) for rendition in alert.renditions)


def _matching_silence(alert: Alert, circumstances: Circumstances) -> Silence | None:
    now = circumstances.now
    if now is None:
        return None
    return next((each for each in circumstances.silences if each.holds(alert, now)), None)


def _is_cooling_down(alert: Alert, notified_at: Iterable[datetime]) -> bool:
    if not alert.cool_down_s:
        return False
    start = alert.raised_at - timedelta(seconds=alert.cool_down_s)
    return any(start <= moment <= alert.raised_at for moment in notified_at)
