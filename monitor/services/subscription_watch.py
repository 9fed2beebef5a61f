"""Resolves the alerts on subscriptions that were switched off, once they are in force again.

Whatever switches a subscription on, a request, a change of the file or its removal, is noticed.
"""

from datetime import UTC, datetime

from monitor.deliveries import AlertFilter
from monitor.deliveries.switched_off import RULE, ended_alerts
from monitor.store import Store

CHECK_INTERVAL_S = 5.0
"""Seconds between two checks: people look whether their change has helped."""
MAX_ALERTS = 200
"""Newest alerts that are looked at: far more than subscriptions are off at a time."""


class SubscriptionWatch:
    """Looks after the alerts on subscriptions."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def run_once(self) -> int:
        """Resolve what has ended; return the number of new events. Raises SQLAlchemyError."""
        wanted = AlertFilter(rules=(RULE,))
        alerts = (await self._store.alerts.find(wanted, limit=MAX_ALERTS)).items
        lasting = [alert for alert in alerts if alert.resolved_at is None]
        if not lasting:
            return 0
        states = await self._store.subscriptions.all()
        switched_off = {state.subscription.id for state in states if state.paused}
        ids = {state.subscription.id for state in states}
        ended = ended_alerts(lasting, switched_off, ids, datetime.now(UTC))
        return await self._store.archive.store(ended)
