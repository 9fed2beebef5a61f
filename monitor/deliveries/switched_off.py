"""The alert that tells that a subscription was switched off: shown like any other, and sent to its contact and its owner. Pure."""

from datetime import datetime

from monitor.alerts.operators import operator_alert
from monitor.deliveries.subscription import OWN_KIND, Subscription
from monitor.records import Alert, ArticleHeader
from monitor.records.ids import digest

RULE, RULE_NAME = "subscription-off", "A subscription was switched off"
"""What subscriptions name such alerts by, as if it were a rule."""


def switched_off_alert(
    subscription: Subscription, reason: str, config: str, now: datetime
) -> Alert:
    """Return the alert on a subscription that was switched off ``now``."""
    text = (
        f"Nothing is sent to the subscription {subscription.id} any more ({subscription.channel}, {subscription.address}): {reason}. What it is to "
        f"get is kept; when the receiver is mended, switch it on again: POST /api/v1/subscriptions/{subscription.id}/resume."
    )
    return operator_alert(
        digest("subscription-off", subscription.id, now.isoformat()),
        kind=OWN_KIND,
        rule=RULE,
        rule_name=RULE_NAME,
        about=ArticleHeader(
            id=subscription.id,
            url="",
            title=f"Subscription {subscription.id}",
            publisher="monitor",
            published_at=None,
        ),
        text=text,
        since=now,
        config=config,
        now=now,
        severity="high",
    )
