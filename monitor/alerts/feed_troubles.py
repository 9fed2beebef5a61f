"""Alerts of their own kind, for operators: a feed that fell silent or keeps failing, with the actors that it used to cover. Pure.

1. A feed is silent that brought nothing new for `SILENT_TIMES` its usual gap, and for `SHORTEST_SILENCE` at least.
2. A feed fails that failed `MOST_FAILURES` times in a row and for `SHORTEST_FAILURE` at least, or that is gone.
3. Each trouble is told once: its alert's id is a function of the feed and of when it last worked.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from monitor.alerts.operators import operator_alert
from monitor.records import Alert, ArticleHeader, FeedState
from monitor.records.ids import digest
from monitor.records.text import human_duration

SILENT_TIMES = 5.0
SHORTEST_SILENCE = timedelta(hours=6)
"""A night without news is no trouble."""
MOST_FAILURES = 5
SHORTEST_FAILURE = timedelta(hours=1)
"""A restart of the feed's server is no trouble."""

Trouble = Literal["feed-silent", "feed-failing"]
RULES: dict[Trouble, str] = {
    "feed-silent": "A feed fell silent",
    "feed-failing": "A feed keeps failing",
}
"""What subscriptions name such alerts by, as if they were rules."""


@dataclass(frozen=True, slots=True)
class Troubled:
    """A feed that is in trouble: which trouble, since when, and what to say of it."""

    state: FeedState
    trouble: Trouble
    since: datetime
    what: str


def find_troubles(states: Iterable[FeedState], now: datetime) -> list[Troubled]:
    """Return the feeds that an operator should look at."""
    found = []
    for state in states:
        if state.error is not None:
            since = state.last_success_at or state.last_polled_at or now
            lasts = now - since >= SHORTEST_FAILURE or state.last_success_at is None
            if state.muted or (state.failures >= MOST_FAILURES and lasts):
                times = "for good" if state.muted else f"{state.failures} times in a row"
                found.append(
                    Troubled(
                        state,
                        "feed-failing",
                        since,
                        f"fails {times}: {state.error}, {state.error_detail}",
                    )
                )
        elif state.last_new_at is not None and state.gap_s is not None:
            silence = now - state.last_new_at
            if silence >= max(SHORTEST_SILENCE, timedelta(seconds=SILENT_TIMES * state.gap_s)):
                usual = human_duration(state.gap_s)
                what = f"brought nothing new for {human_duration(silence.total_seconds())}; usually it does every {usual}"
                found.append(Troubled(state, "feed-silent", state.last_new_at, what))
    return found


def trouble_id(trouble: Troubled) -> str:
    """Return the id of the alert of a trouble."""
    return digest("trouble", trouble.trouble, trouble.state.id, trouble.since.isoformat())


def trouble_alert(trouble: Troubled, covered: tuple[str, ...], config: str, now: datetime) -> Alert:
    """Return the alert of a trouble; ``covered`` are the names of the actors whom the feed used to carry, the most frequent first."""
    state = trouble.state
    names = ", ".join(covered)
    text = f"{state.name} {trouble.what}. " + (
        f"It used to cover {names}." if names else "It covered nobody on the watchlist."
    )
    return operator_alert(
        trouble_id(trouble),
        kind="feed",
        rule=trouble.trouble,
        rule_name=RULES[trouble.trouble],
        about=ArticleHeader(
            id=state.id,
            url=state.url,
            title=state.name,
            publisher=state.publisher,
            published_at=None,
        ),
        text=text,
        since=trouble.since,
        config=config,
        now=now,
    )
