"""What people do with alerts: mark them as wrong, and try a silence before it is made."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from monitor.alerts.noise import Fault
from monitor.alerts.silence import Field, Silence
from monitor.deliveries import AlertFilter
from monitor.records import Alert
from monitor.store import Store

PAGE = 500
"""Alerts read at a time: about 3 MB of records."""
MOST_EXAMINED = 10_000
"""Alerts that a preview examines: about 2 s of decoding."""
MOST_SHOWN = 20
"""Alerts that a preview lists: a person checks no more."""


@dataclass(frozen=True, slots=True)
class MarkedAlert:
    """An alert that is marked as wrong, its rule, and what would avoid such alerts."""

    alert: str
    rule: str
    proposals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SilencedAlerts:
    """Alerts that a silence would hold back, the number examined, and the newest of them."""

    alerts: int
    of: int
    is_complete: bool
    newest: tuple[Alert, ...]


async def mark_as_wrong(
    store: Store, id_: str, fault: Fault, note: str, who: str
) -> MarkedAlert | None:
    """Mark an alert as wrong and return the proposals for its rule; None without the alert."""
    alert = await store.alerts.get(id_)
    if alert is None or not await store.feedback.mark(alert.id, fault, note, who):
        return None
    proposals = [each.proposals for each in await store.feedback.noise() if each.rule == alert.rule]
    return MarkedAlert(alert.id, alert.rule, proposals[0] if proposals else ())


async def silenced_since(
    store: Store, matchers: dict[Field, tuple[str, ...]], since: datetime
) -> SilencedAlerts:
    """Return the alerts since a time that a silence would have held back."""
    now = datetime.now(UTC)
    silence = Silence(
        id="preview",
        matchers=matchers,
        who="",
        comment="",
        created_at=now,
        expires_at=now + timedelta(days=1),
    )
    examined, held, cursor = 0, list[Alert](), None
    while examined < MOST_EXAMINED:
        page = await store.alerts.find(AlertFilter(since=since), limit=PAGE, before=cursor)
        examined += len(page.items)
        held += [alert for alert in page.items if silence.holds(alert, now)]
        cursor = page.next
        if cursor is None:
            break
    return SilencedAlerts(len(held), examined, cursor is None, tuple(held[:MOST_SHOWN]))
