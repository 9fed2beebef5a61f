"""The alert on a subscription that was switched off. Pure.

It is shown like any other, and delivered to the subscription's contact and its owner. It is
resolved when the subscription is switched on again or removed.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from monitor.deliveries.subscription import SUBSCRIPTION_KIND, Subscription
from monitor.records import Alert, ArticleHeader
from monitor.records.ids import digest
from monitor.records.operator_alert import Notice, operator_alert, resolved_alert

RULE, RULE_NAME = "subscription-off", "A subscription was switched off"
"""Rule id and name under which subscriptions receive these alerts."""


def switched_off_alert(
    subscription: Subscription, reason: str, config: str, now: datetime
) -> Alert:
    """Return the alert on a subscription that was switched off ``now``."""
    about = ArticleHeader(
        id=subscription.id,
        url="",
        title=f"Subscription {subscription.id}",
        publisher="monitor",
        published_at=None,
    )
    text = (
        f"The subscription {subscription.id} ({subscription.channel}, {subscription.address}) was"
        f" switched off: {reason}. Its pending alerts are kept. When the receiver works again,"
        f" switch it on: POST /api/v1/subscriptions/{subscription.id}/resume."
    )
    notice = Notice(
        kind=SUBSCRIPTION_KIND,
        rule=RULE,
        rule_name=RULE_NAME,
        about=about,
        text=text,
        since=now,
        config=config,
        severity="high",
    )
    return operator_alert(digest("subscription-off", subscription.id, now.isoformat()), notice, now)


def ended_alerts(
    alerts: Iterable[Alert], switched_off: Collection[str], ids: Collection[str], now: datetime
) -> list[Alert]:
    """Return the alerts on subscriptions that are in force again or removed, resolved ``now``.

    ``switched_off`` are the ids of those that still are, ``ids`` those of all.
    """
    ended = []
    for alert in alerts:
        subscription = alert.article.id
        if alert.resolved_at is None and subscription not in switched_off:
            state = "is in force again" if subscription in ids else "was removed"
            ended.append(resolved_alert(alert, f"The subscription {subscription} {state}.", now))
    return ended
