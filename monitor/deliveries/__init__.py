"""Who gets which alert, in which form. Pure."""

from monitor.deliveries.filter import AlertFilter
from monitor.deliveries.render import alert_event, alert_view, feed_view

__all__ = ["AlertFilter", "alert_event", "alert_view", "feed_view"]
