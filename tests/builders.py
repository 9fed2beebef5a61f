"""The builders of `monitor.testing`, under the name that the tests use."""

from monitor.testing.builders import INDEX, NOON, WATCHLIST, a_match, an_alert, an_article

__all__ = ["INDEX", "NOON", "WATCHLIST", "a_match", "an_alert", "an_article"]
