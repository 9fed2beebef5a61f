"""The flow, one function per arrow: one item in, one outcome out.

    poll_feed         Feed, FeedState      -> Polled(articles…, state)
    read_article      Article              -> Reading
    link_reading      Article, Statement…  -> Reading, of statements that were read before
    match_reading     Reading              -> Match…
    notice            PatternState | None, Match -> PatternState, Match…, of rules that look at more than one statement
    raise_alert       Alert | None, Match  -> Alert | None

Everything outside (HTTP, Kafka, the clock) comes in as an argument or over a Protocol port, so that `monitor scan`,
the processors, replay and the tests run the very same functions.
"""

from monitor.alerts.merge import merge_match as raise_alert
from monitor.flow.read_article import link_reading, read_article
from monitor.matches.patterns import notice
from monitor.matches.rules import matches_of as match_reading

__all__ = ["link_reading", "match_reading", "notice", "raise_alert", "read_article"]
