"""Test doubles and builders for programs that use or extend the monitor.

    builders     records with every field filled in: `an_article`, `a_match`, `an_alert`
    fetching     `FakeFetcher`, `FakePages` and `DirectParser`: the ports of `poll_feed`, no network
    receiving    `RecordingReceiver`: a receiver of alerts that keeps what it is sent
    storing      `memory_store`: the real store on an empty SQLite database in memory

Everything here is part of the public interface: a change that breaks it is a breaking change.
"""

from monitor.testing.builders import (
    INDEX,
    NOON,
    WATCHLIST,
    a_match,
    a_watchlist,
    an_alert,
    an_article,
)
from monitor.testing.fetching import DirectParser, FakeFetcher, FakePages
from monitor.testing.receiving import RecordingReceiver
from monitor.testing.storing import memory_store

__all__ = [
    "INDEX",
    "NOON",
    "WATCHLIST",
    "DirectParser",
    "FakeFetcher",
    "FakePages",
    "RecordingReceiver",
    "a_match",
    "a_watchlist",
    "an_alert",
    "an_article",
    "memory_store",
]
