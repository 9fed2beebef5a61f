"""Alerts as the outside sees them: the JSON view of the contract, and CloudEvents 1.0 around it."""

from typing import Any

import msgspec

from monitor.records import Alert, FeedState

EVENT_TYPES = {True: "news-monitor.alert.raised", False: "news-monitor.alert.updated"}
"""By whether it is the alert's first revision."""
REMINDED = "news-monitor.alert.reminded"


def alert_view(alert: Alert) -> dict[str, Any]:
    """Return an alert as the API shows it: builtin values, the article inside the statement."""
    view: dict[str, Any] = msgspec.to_builtins(alert)
    view.pop("schema", None)
    view["statement"]["article"] = view.pop("article")
    view["translations"] = [
        {**each["statement"], "article": each["article"]} for each in view["translations"]
    ]
    view["publishers"] = len({copy.publisher for copy in alert.copies})
    return view


def alert_event(alert: Alert, reminder: int = 0) -> dict[str, Any]:
    """Return the CloudEvents 1.0 envelope (JSON format) of an alert; ``id`` is the same for repeats of one revision, but for each reminder."""
    return {
        "specversion": "1.0",
        "id": f"{alert.id}.{alert.revision}" + (f".r{reminder}" if reminder else ""),
        "source": f"/news-monitor/rules/{alert.rule}",
        "type": REMINDED if reminder else EVENT_TYPES[alert.revision == 1],
        "subject": alert.id,
        "time": msgspec.to_builtins(alert.updated_at),
        "datacontenttype": "application/json",
        "data": alert_view(alert),
    }


_POLLERS_OWN = ("schema", "seen", "revisions", "etag", "last_modified", "body_hash")


def feed_view(state: FeedState) -> dict[str, Any]:
    """Return a feed's health, without what the poller remembers for itself."""
    return {
        key: value for key, value in msgspec.to_builtins(state).items() if key not in _POLLERS_OWN
    }
