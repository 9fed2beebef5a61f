"""Deliveries: which alert goes to which receiver, in which form, and when it is retried. Pure.

subscription    a filter and a destination
message         pending deliveries that are sent together
retry           the ladder of retries, and how long a receiver is held back
switched_off    the alert on a subscription that was switched off
render          events, mail, chat, Atom, RSS and JSON Feed
"""

from monitor.deliveries.filter import AlertFilter
from monitor.deliveries.message import Delivery, Message
from monitor.deliveries.render.event import alert_event, alert_view, feed_view
from monitor.deliveries.retry import hold_for, next_wait
from monitor.deliveries.subscription import Deferred, Delivered, Outcome, Refused, Subscription

__all__ = [
    "AlertFilter",
    "Deferred",
    "Delivered",
    "Delivery",
    "Message",
    "Outcome",
    "Refused",
    "Subscription",
    "alert_event",
    "alert_view",
    "feed_view",
    "hold_for",
    "next_wait",
]
