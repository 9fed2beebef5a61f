"""The web: API, live stream and dashboard over the store. No state of its own: start as many as you like."""

from monitor.web.app import create_web
from monitor.web.health import Health

__all__ = ["Health", "create_web"]
