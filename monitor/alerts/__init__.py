"""Alerts: one for each event, however often it is told. Pure: (state, match, now) -> (state, alert | None)."""

from monitor.alerts.merge import merge_match

__all__ = ["merge_match"]
