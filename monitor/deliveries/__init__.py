"""Who gets which alert, in which form, and when it is tried again. Pure."""

from monitor.deliveries.filter import AlertFilter
from monitor.deliveries.render.event import alert_event, alert_view, feed_view
from monitor.deliveries.retry import hold_for, next_wait
from monitor.deliveries.subscription import Deferred, Delivered, Outcome, Refused, Subscription

__all__ = [
    "AlertFilter",
    "Deferred",
    "Delivered",
    "Outcome",
    "Refused",
    "Subscription",
    "alert_event",
    "alert_view",
    "feed_view",
    "hold_for",
    "next_wait",
]
