"""A typed client of the API, over httpx.

    from monitor.client import Monitor

    with Monitor("http://127.0.0.1:8080", token="…") as monitor:
        for alert in monitor.alerts(speaker="muqtada-al-sadr", min_severity="high"):
            print(alert.raised_at, alert.statement.said_by, alert.statement.text)

`AsyncMonitor` has the same methods for asyncio. Lists are iterators that follow the pages; an error
of the API is an `ApiError` with its problem (RFC 9457). Fields that this version does not know are
ignored, so a client keeps working with a newer server.
"""

from monitor.client.asynchronous import AsyncMonitor
from monitor.client.errors import ApiError
from monitor.client.models import (
    Alert,
    Article,
    Copy,
    Event,
    Facets,
    Hit,
    Statement,
    System,
)
from monitor.client.synchronous import Monitor

__all__ = [
    "Alert",
    "ApiError",
    "Article",
    "AsyncMonitor",
    "Copy",
    "Event",
    "Facets",
    "Hit",
    "Monitor",
    "Statement",
    "System",
]
