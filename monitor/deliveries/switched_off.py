"""The alert on a subscription that was switched off. Pure.

It is shown like any other, and delivered to the subscription's contact and its owner.
"""

from datetime import datetime

from monitor.deliveries.subscription import SUBSCRIPTION_KIND, Subscription
from monitor.records import Alert, ArticleHeader
from monitor.records.ids import digest
from monitor.records.operator_alert import Notice, operator_alert

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
