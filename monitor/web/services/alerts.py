"""Alerts with their states: pages, facets with names, and one alert with everything about it."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from monitor.deliveries import alert_view
from monitor.records import Alert, Article
from monitor.store import Page, StatementFilter, Store
from monitor.store.acknowledgements import Acknowledgement
from monitor.store.alert_clauses import AlertSelection, State
from monitor.store.alert_history import AlertRevision, FaultMark
from monitor.store.statements import StoredStatement
from monitor.watchlist import WatchlistIndex
from monitor.web.services.naming import LabelledValue, Names

MOST_SAYINGS = 10
"""Earlier statements beside an alert: what a reader takes in at a glance."""
BOOKKEEPING = ("revision", "updated_at", "copies", "publishers")
"""Fields that every revision changes; copies are compared one by one."""


@dataclass(frozen=True, slots=True)
class ListedAlert:
    """An alert with its state, the person responsible, and marks that it is wrong."""

    alert: Alert
    state: State
    acknowledged: Acknowledgement | None
    faults: tuple[FaultMark, ...]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that a revision changed, with both values as JSON."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class AlertVersion:
    """One revision of an alert and what it changed; the first one changes nothing."""

    revision: AlertRevision
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class AlertDetails:
    """One alert with everything about it."""

    item: ListedAlert
    article: Article | None
    """The article of the statement; None where it is no longer stored."""
    versions: tuple[AlertVersion, ...]
    sayings: tuple[StoredStatement, ...]
    """Earlier statements of the speaker on the alert's themes, newest first."""
    deliveries: tuple[dict[str, Any], ...]
    audit: tuple[dict[str, Any], ...]


async def list_alerts(
    store: Store, selection: AlertSelection, *, limit: int, before: int | None = None
) -> Page[ListedAlert]:
    """Return a page of alerts with their states, newest first."""
    page = await store.alerts.find(selection, limit=limit, before=before)
    return Page(tuple(await _listed(store, page.items)), page.next)


async def find_alert(store: Store, id_: str) -> ListedAlert | None:
    """Return an alert with its state, or None; for one united into another, that other."""
    alert = await store.alerts.get(id_)
    return (await _listed(store, [alert]))[0] if alert is not None else None


async def count_facets(
    store: Store, index: WatchlistIndex, selection: AlertSelection
) -> tuple[int, dict[str, list[LabelledValue]]]:
    """Return the number of alerts of a selection, and the named values of every facet."""
    total, facets = await store.alert_facets.count(selection)
    return total, Names(index).label(facets)


async def find_details(store: Store, id_: str) -> AlertDetails | None:
    """Return an alert with everything about it, or None."""
    item = await find_alert(store, id_)
    if item is None:
        return None
    alert = item.alert
    return AlertDetails(
        item=item,
        article=await store.articles.get(alert.article.id),
        versions=tuple(await list_versions(store, alert.id)),
        sayings=tuple(await earlier_sayings(store, alert)),
        deliveries=tuple(await store.alert_history.deliveries(alert.id)),
        audit=tuple(await store.alert_history.audit(alert.id)),
    )


async def list_versions(store: Store, id_: str) -> list[AlertVersion]:
    """Return the revisions of an alert with what each changed, newest first."""
    revisions = await store.alert_history.revisions(id_)
    versions = [AlertVersion(revision, ()) for revision in revisions[:1]]
    for before, after in itertools.pairwise(revisions):
        versions.append(AlertVersion(after, tuple(differences(before.alert, after.alert))))
    return versions[::-1]


async def earlier_sayings(store: Store, alert: Alert) -> list[StoredStatement]:
    """Return what an alert's speaker said before on its themes, newest first."""
    name = alert.actor or alert.statement.said_by
    if not name:
        return []
    wanted = StatementFilter(speakers=(name,), themes=alert.themes, until=alert.raised_at)
    page = await store.statements.find(wanted, limit=MOST_SAYINGS + 1)
    others = [item for item in page.items if item.statement.id != alert.statement.id]
    return others[:MOST_SAYINGS]


def differences(before: Alert, after: Alert) -> list[FieldChange]:
    """Return the fields that differ; of copies, those that were added and removed."""
    old, new = alert_view(before), alert_view(after)
    changes = [
        FieldChange(name, old[name], new[name])
        for name in new
        if name not in BOOKKEEPING and old[name] != new[name]
    ]
    gone = [copy for copy in old["copies"] if copy not in new["copies"]]
    added = [copy for copy in new["copies"] if copy not in old["copies"]]
    if gone or added:
        changes.append(FieldChange("copies", gone, added))
    return changes


async def _listed(store: Store, alerts: Sequence[Alert]) -> list[ListedAlert]:
    ids = [alert.id for alert in alerts]
    states = await store.alert_history.states(ids)
    acknowledged = await store.acknowledgements.of(ids)
    faults = await store.alert_history.faults(ids)
    return [
        ListedAlert(
            alert,
            states.get(alert.id, "open"),
            acknowledged.get(alert.id),
            tuple(faults[alert.id]),
        )
        for alert in alerts
    ]
