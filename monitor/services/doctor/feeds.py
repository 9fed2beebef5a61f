"""Feeds: which of them work, which are in trouble and what to do about each."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from monitor.alerts.feed_troubles import find_troubles
from monitor.config import Configuration
from monitor.records import FeedState
from monitor.services.doctor.finding import Finding, fine, problem, warning

AREA = "feeds"
MOST_FEEDS = 50
"""Feeds in trouble that are written out; the others are counted."""
OVERDUE = timedelta(minutes=10)
"""A poll this late was not made by any poller; a busy one is seconds late."""

Remedy = Callable[[str], str]
"""Returns what to do about a class of error."""


def examine_feeds(
    configuration: Configuration, states: Sequence[FeedState], now: datetime, remedy: Remedy
) -> list[Finding]:
    """Return the findings about the configured feeds, from their states in the database."""
    configured = {feed.id: feed for feed in configuration.feeds}
    if not configured:
        return [problem(AREA, "no feed is configured", "add one: `monitor feeds add URL`")]
    own = [state for state in states if state.id in configured]
    findings = [*_unpolled(configured.keys() - {state.id for state in own}, len(configured))]
    findings += _overdue(own, now)
    failing = [state for state in own if state.error]
    if len(own) > 1 and len(failing) == len(own):
        message = f"the last poll of every feed failed, with {failing[0].error}"
        findings.append(problem(AREA, message, "check the network, the proxy and the name server"))
    troubled = find_troubles(own, now)
    for each in troubled[:MOST_FEEDS]:
        detail = f" ({each.state.error_detail})" if each.state.error_detail else ""
        message = f"{each.state.name} ({each.state.url}) {each.description}{detail}"
        findings.append(warning(AREA, message, remedy(each.cause)))
    if len(troubled) > MOST_FEEDS:
        message = f"{len(troubled) - MOST_FEEDS:,} more feeds are in trouble"
        findings.append(warning(AREA, message, "`monitor feeds list --failing` shows each"))
    in_trouble = {each.state.id for each in troubled}
    at_present = [state for state in failing if state.id not in in_trouble]
    works = len(own) - len(in_trouble) - len(at_present)
    if not works:
        return findings
    message = f"{works:,} of {len(configured):,} feeds work"
    if at_present:
        message += f"; the last poll of {len(at_present):,} failed and is repeated"
    return [fine(AREA, message), *findings]


def _unpolled(ids: Iterable[str], count: int) -> list[Finding]:
    missing = len(set(ids))
    if not missing:
        return []
    message = f"{missing:,} of {count:,} configured feeds were never polled"
    return [warning(AREA, message, "start `monitor poll`; a new feed is polled within a minute")]


def _overdue(states: Iterable[FeedState], now: datetime) -> list[Finding]:
    late = [
        state
        for state in states
        if not state.muted and state.next_due_at is not None and now - state.next_due_at > OVERDUE
    ]
    if not late:
        return []
    message = f"{len(late):,} feeds should have been polled more than 10 minutes ago"
    return [problem(AREA, message, "start `monitor poll`, and read its log")]
