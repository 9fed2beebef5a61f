"""Alerts as clients see them: the JSON view of the contract, in CloudEvents 1.0. Pure."""

from typing import Any

import msgspec

from monitor.records import Alert, FeedState

RAISED = "news-monitor.alert.raised"
UPDATED = "news-monitor.alert.updated"
REMINDED = "news-monitor.alert.reminded"

_POLLER_FIELDS = ("schema", "seen", "revisions", "etag", "last_modified", "body_hash")
"""Fields of a feed state that only the poller needs."""


def alert_view(alert: Alert) -> dict[str, Any]:
    """Return an alert as the API shows it: builtin values, the article inside the statement."""
    view: dict[str, Any] = msgspec.to_builtins(alert)
    view.pop("schema", None)
    view["statement"]["article"] = view.pop("article")
    view["translations"] = [
        {**rendition["statement"], "article": rendition["article"]}
        for rendition in view["translations"]
    ]
    view["publishers"] = len({copy.publisher for copy in alert.copies})
    return view


def alert_event(alert: Alert, reminder: int = 0) -> dict[str, Any]:
    """Return the CloudEvents 1.0 envelope (JSON format) of an alert.

    ``id`` is the same for repeats of one revision and differs for each ``reminder`` (from 1).
    """
    id_ = f"{alert.id}.{alert.revision}"
    return {
        "specversion": "1.0",
        "id": f"{id_}.r{reminder}" if reminder else id_,
        "source": f"/news-monitor/rules/{alert.rule}",
        "type": _type_of(alert, reminder),
        "subject": alert.id,
        "time": msgspec.to_builtins(alert.updated_at),
        "datacontenttype": "application/json",
        "data": alert_view(alert),
    }


def feed_view(state: FeedState) -> dict[str, Any]:
    """Return a feed's health as the API shows it, without the poller's memory."""
    view: dict[str, Any] = msgspec.to_builtins(state)
    return {key: value for key, value in view.items() if key not in _POLLER_FIELDS}


def _type_of(alert: Alert, reminder: int) -> str:
    if reminder:
        return REMINDED
    return RAISED if alert.revision == 1 else UPDATED
