"""The sample newsroom of `make demo`: a small HTTP server on loopback whose feeds the real poller polls.

Three feeds with articles (one statement is carried by all three), one feed that is an HTML page and one that answers 429.
"""

from monitor.sample.newsroom import Newsroom

__all__ = ["Newsroom"]
