"""Alerts for operators on feeds that have stopped publishing or keep failing. Pure.

1. A feed is absent if it has published nothing for `ABSENT_TIMES` its usual gap, and for
   `SHORTEST_ABSENCE` at least.
2. A feed is failing if `MOST_FAILURES` polls in a row have failed over at least
   `SHORTEST_FAILURE`, or if it is gone.
3. Each trouble is one alert: its id is a function of the feed and of when the feed last worked. The
   alert names the actors that the feed used to cover.
4. While the trouble lasts, the alert is updated in place when the class of the error changes; such
   updates do not notify.
5. When the feed works again, or is no longer configured, the alert is resolved, which notifies.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from monitor.records import Alert, ArticleHeader, FeedState
from monitor.records.ids import digest
from monitor.records.match import Reason
from monitor.records.operator_alert import Notice, operator_alert, resolved_alert
from monitor.records.text import human_duration

FEED_KIND = "feed"
"""Kind of these alerts."""
ABSENT_TIMES = 5.0
"""Gaps between articles of a working feed vary by less than this."""
SHORTEST_ABSENCE = timedelta(hours=6)
"""A night without news is normal."""
MOST_FAILURES = 5
"""Fewer failed polls in a row are common on working feeds."""
SHORTEST_FAILURE = timedelta(hours=1)
"""A restart of the feed's server is normal."""

Trouble = Literal["feed-silent", "feed-failing"]
RULES: dict[Trouble, str] = {
    "feed-silent": "A feed has stopped publishing",
    "feed-failing": "A feed keeps failing",
}
"""Rule ids and names under which subscriptions receive these alerts."""


@dataclass(frozen=True, slots=True)
class TroubledFeed:
    """A feed that an operator should look at."""

    state: FeedState
    trouble: Trouble
    since: datetime | None
    """When the feed last worked; None if it never has."""
    cause: str
    """Class of the error; ``absent`` for a feed that has stopped publishing."""
    description: str
    """Predicate of a sentence whose subject is the feed."""


def find_troubles(states: Iterable[FeedState], now: datetime) -> list[TroubledFeed]:
    """Return the feeds that an operator should look at."""
    troubles = (_failure(state, now) or _absence(state, now) for state in states)
    return [trouble for trouble in troubles if trouble is not None]


def unreported_troubles(
    troubles: Iterable[TroubledFeed], alerts: Mapping[str, Alert]
) -> list[TroubledFeed]:
    """Return the troubles without an alert, or with one that names another cause.

    ``alerts`` are the stored alerts on feeds by id.
    """
    return [
        trouble
        for trouble in troubles
        if (alert := alerts.get(trouble_id(trouble))) is None
        or (alert.resolved_at is None and cause_of(alert) != trouble.cause)
    ]


def resolved_alerts(
    alerts: Iterable[Alert], states: Sequence[FeedState], now: datetime
) -> list[Alert]:
    """Return the alerts of troubles that have ended, resolved ``now``."""
    by_id = {state.id: state for state in states}
    lasting = {trouble_id(trouble) for trouble in find_troubles(states, now)}
    resolved = []
    for alert in alerts:
        if alert.resolved_at is not None or alert.id in lasting:
            continue
        end = _end_of_trouble(alert, by_id.get(alert.article.id), now)
        if end is not None:
            text = f"{alert.article.title} {end}."
            resolved.append(resolved_alert(alert, text, now))
    return resolved


def trouble_id(feed: TroubledFeed) -> str:
    """Return the id of the alert on a trouble."""
    since = feed.since.isoformat() if feed.since is not None else "never"
    return digest("trouble", feed.trouble, feed.state.id, since)


def cause_of(alert: Alert) -> str | None:
    """Return the cause that an alert on a feed names."""
    return next((reason.value for reason in alert.why if reason.clause == "error"), None)


def trouble_alert(
    feed: TroubledFeed, covered: tuple[str, ...], config: str, now: datetime
) -> Alert:
    """Return the alert on a trouble; ``covered`` are names of actors, most frequent first."""
    state = feed.state
    names = ", ".join(covered)
    coverage = f"It used to cover {names}." if names else "It covered no actor of the watchlist."
    about = ArticleHeader(
        id=state.id, url=state.url, title=state.name, publisher=state.publisher, published_at=None
    )
    notice = Notice(
        kind=FEED_KIND,
        rule=feed.trouble,
        rule_name=RULES[feed.trouble],
        about=about,
        text=f"{state.name} {feed.description}. {coverage}",
        since=feed.since or feed.state.last_polled_at or now,
        config=config,
    )
    alert = operator_alert(trouble_id(feed), notice, now)
    reason = Reason(clause="error", value=feed.cause, start=0, end=0)
    return msgspec.structs.replace(alert, why=(reason,))


def _failure(state: FeedState, now: datetime) -> TroubledFeed | None:
    if state.error is None:
        return None
    since = state.last_success_at
    has_lasted = since is None or now - since >= SHORTEST_FAILURE
    if not state.muted and (state.failures < MOST_FAILURES or not has_lasted):
        return None
    verb = "fails for good" if state.muted else f"has failed {state.failures} times in a row"
    description = f"{verb}: {state.error}, {state.error_detail}"
    return TroubledFeed(state, "feed-failing", since, state.error, description)


def _absence(state: FeedState, now: datetime) -> TroubledFeed | None:
    if state.error is not None or state.last_new_at is None or state.gap_s is None:
        return None
    absence = now - state.last_new_at
    if absence < max(SHORTEST_ABSENCE, timedelta(seconds=ABSENT_TIMES * state.gap_s)):
        return None
    duration, gap = human_duration(absence.total_seconds()), human_duration(state.gap_s)
    description = f"has published nothing for {duration}; its usual gap is {gap}"
    return TroubledFeed(state, "feed-silent", state.last_new_at, "absent", description)


def _end_of_trouble(alert: Alert, state: FeedState | None, now: datetime) -> str | None:
    """Return the predicate of the sentence that resolves an alert; None while it may last.

    A feed that fails with fewer polls than `MOST_FAILURES` neither works nor is in trouble.
    """
    if state is None:
        return "is no longer configured"
    duration = human_duration((now - alert.copies[0].seen_at).total_seconds())
    if alert.rule == "feed-failing":
        return f"works again after {duration}" if state.error is None else None
    has_published = state.last_new_at is not None and state.last_new_at > alert.copies[0].seen_at
    return f"publishes again after {duration}" if has_published else None
