"""An alert as an event in the MISP core format (draft-dulaunoy-misp-core-format). Pure.

An event is not published and goes to the own organization only, until users of MISP publish it. Ids
are functions of the alert's: an update replaces the event that it was.
"""

from typing import Any

from monitor.deliveries.render.exchange import stable_id, title_of
from monitor.records import Alert
from monitor.records.statement import Severity

THREAT_LEVELS: dict[Severity, str] = {"critical": "1", "high": "1", "medium": "2", "low": "3"}
"""MISP knows high (1), medium (2), low (3) and undefined (4)."""
OWN_ORGANIZATION, COMPLETE = "0", "2"
"""Values of ``distribution`` and ``analysis``."""


def misp_event(alert: Alert) -> dict[str, Any]:
    """Return the event as builtin values."""
    names = (*alert.themes, *alert.acts)
    return {
        "Event": {
            "uuid": stable_id("event", alert.id),
            "info": title_of(alert),
            "date": alert.raised_at.date().isoformat(),
            "timestamp": str(int(alert.updated_at.timestamp())),
            "threat_level_id": THREAT_LEVELS[alert.severity],
            "analysis": COMPLETE,
            "distribution": OWN_ORGANIZATION,
            "published": False,
            "Attribute": _attributes(alert),
            "Tag": [{"name": f'news-monitor:rule="{alert.rule}"'}]
            + [{"name": f"news-monitor:{name}"} for name in dict.fromkeys(names)],
        }
    }


def _attributes(alert: Alert) -> list[dict[str, Any]]:
    statement = ("text", "External analysis", alert.statement.text, "statement")
    said_by = alert.statement.said_by
    speaker = [("text", "Other", said_by, "speaker")] if said_by else []
    actor = [("text", "Internal reference", alert.actor, "actor")] if alert.actor else []
    links = [
        ("link", "External analysis", copy.url, f"{copy.publisher}: {copy.title}")
        for copy in alert.copies
    ]
    own = ("text", "Internal reference", alert.id, "alert")
    return [_attribute(alert, *each) for each in (statement, *speaker, *actor, own, *links)]


def _attribute(alert: Alert, kind: str, category: str, value: str, comment: str) -> dict[str, Any]:
    return {
        "uuid": stable_id("attribute", f"{alert.id}/{kind}/{comment}/{value}"),
        "type": kind,
        "category": category,
        "value": value,
        "comment": comment,
        "to_ids": False,
        "distribution": "5",  # that of the event
        "timestamp": str(int(alert.updated_at.timestamp())),
    }
