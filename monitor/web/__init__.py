"""The web: API, live stream and dashboard over the store. No state of its own: start as many as you like."""

from monitor.web.app import create_web

__all__ = ["create_web"]
