"""Compare the alerts that a watchlist would raise with the stored ones. Pure.

articles of a share  --replay_share-->  ReplayedShare
ReplayedShare…   --tally_shares-->   Tally
Match…           --detect_all-->     pattern matches
Tally            --compare-->        Difference
Match…           --gained_alerts-->  whole alerts
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

import msgspec

from monitor.flow.detect_patterns import detect_patterns
from monitor.flow.match_reading import event_of, match_reading
from monitor.flow.raise_alert import raise_alert
from monitor.flow.read_article import link_reading
from monitor.matches.patterns.absence import find_absence
from monitor.matches.patterns.history import pattern_key
from monitor.records import Alert, Article, Match, PatternState, Reading, Statement
from monitor.records.ids import alert_id
from monitor.watchlist import Rule, WatchlistIndex

Read = Callable[[Article, Sequence[Statement], WatchlistIndex], Reading]
"""Makes a reading of an article and its stored statements."""

COMPARED_KINDS = ("statement", "pattern")
"""Kinds of alerts that come from statements; the others are about feeds."""


class AlertSummary(NamedTuple):
    """An alert by its first article; the smallest of several summaries is the earliest."""

    seen_at: datetime
    rule: str
    speaker: str
    text: str
    url: str


class ReplayedShare(NamedTuple):
    """What one share of the articles gives under the watchlist."""

    articles: list[str]
    """Ids."""
    statements: int
    raised: dict[str, AlertSummary]
    """By alert id: the alerts of rules without a pattern."""
    matches: list[Match]
    """The matches of rules with a pattern; every match if whole alerts are needed."""


class StoredAlerts(NamedTuple):
    """The stored alerts, and by id those that were joined into another."""

    alerts: Sequence[Alert]
    joined: dict[str, str]

    @property
    def ids(self) -> set[str]:
        """The ids of the alerts."""
        return {alert.id for alert in self.alerts}

    def with_alerts(self, others: Iterable[Alert]) -> "StoredAlerts":
        """Return these and other stored alerts: see `unlisted_ids`."""
        return self._replace(alerts=(*self.alerts, *others))


@dataclass(frozen=True, slots=True)
class Difference:
    """The alerts that a watchlist gains and loses."""

    articles: int
    statements: int
    raised: tuple[AlertSummary, ...]
    """Would be raised, and are not stored."""
    missing: tuple[AlertSummary, ...]
    """Are stored, and would not be raised."""
    same: int
    alerts: tuple[Alert, ...] = ()
    """The alerts gained, whole, if the replay is to notify."""


@dataclass(slots=True)
class Tally:
    """The sum of all shares."""

    articles: set[str] = field(default_factory=set)
    statements: int = 0
    raised: dict[str, AlertSummary] = field(default_factory=dict)
    matches: list[Match] = field(default_factory=list)


def replay_share(
    articles: Iterable[tuple[Article, Sequence[Statement]]],
    index: WatchlistIndex,
    *,
    read: Read = link_reading,
    keeps_matches: bool = False,
) -> ReplayedShare:
    """Match the articles of a share, with their stored statements, against a watchlist.

    Args:
        articles: each article with its stored statements.
        index: the watchlist.
        read: makes a reading of them; by default the stored statements are linked again.
        keeps_matches: whether the result has every match, and not only those of patterns.
    """
    share = ReplayedShare([], 0, {}, [])
    statement_count = 0
    for article, statements in articles:
        share.articles.append(article.id)
        statement_count += len(statements)
        for match in match_reading(read(article, statements, index), index, explain=False):
            is_patterned = index.pattern_of(match.rule) is not None
            if is_patterned or keeps_matches:
                share.matches.append(match)
            if not is_patterned:
                _note(share.raised, match.alert, summary_of_match(match))
    return share._replace(statements=statement_count)


def tally_shares(shares: Iterable[ReplayedShare], joined: dict[str, str]) -> Tally:
    """Sum the shares; alerts that were joined into another count as that one."""
    tally = Tally()
    for share in shares:
        tally.articles.update(share.articles)
        tally.statements += share.statements
        tally.matches.extend(share.matches)
        for alert, summary in share.raised.items():
            _note(tally.raised, joined.get(alert, alert), summary)
    return tally


def compare(tally: Tally, detected: Sequence[Match], stored: StoredAlerts) -> Difference:
    """Return the alerts gained and lost; ``detected`` holds the pattern matches of the tally."""
    raised = raised_alerts(tally, detected, stored)
    compared = compared_alerts(tally, stored)
    gained = [raised[id_] for id_ in sorted(raised.keys() - stored.ids)]
    lost = [summary_of(compared[id_]) for id_ in sorted(compared.keys() - raised.keys())]
    return Difference(
        articles=len(tally.articles),
        statements=tally.statements,
        raised=tuple(gained),
        missing=tuple(lost),
        same=len(raised.keys() & compared.keys()),
    )


def gained_alerts(
    matches: Iterable[Match], stored: StoredAlerts, now: datetime
) -> tuple[Alert, ...]:
    """Return the whole alerts that the matches raise and that are not stored, by id.

    Args:
        matches: matches of rules without a pattern, and pattern matches.
        stored: the stored alerts.
        now: when the alerts are raised.
    """
    stored_ids = stored.ids | stored.joined.keys()
    by_alert: dict[str, list[Match]] = defaultdict(list)
    for match in matches:
        if match.alert not in stored_ids:
            by_alert[match.alert].append(match)
    return tuple(_raise_whole(by_alert[id_], now) for id_ in sorted(by_alert))


def detect_all(matches: Iterable[Match], index: WatchlistIndex) -> Iterator[Match]:
    """Yield the pattern matches, in the order of time, and the absences between and after them."""
    rules = {rule.id: rule for rule in index.watchlist.rules if rule.pattern is not None}
    states: dict[str, PatternState] = {}
    config = index.watchlist.hash
    patterned = [match for match in matches if match.rule in rules]
    in_order = sorted(patterned, key=_by_time)
    for match in in_order:
        rule = rules[match.rule]
        assert rule.pattern is not None, "rules without a pattern were filtered above"
        key = pattern_key(match, rule.pattern)
        yield from _absences(states.get(key), rule, config, match.seen_at)
        detected = detect_patterns(states.get(key), match, rule.pattern)
        states[key] = detected.state
        yield from detected.matches
    for key, state in states.items():
        rule = rules[key.partition("|")[0]]
        yield from _absences(state, rule, config, in_order[-1].seen_at)


def summary_of_match(match: Match) -> AlertSummary:
    """Return a match as the alert that it raises."""
    statement = match.statement
    return AlertSummary(
        match.seen_at, match.rule, statement.said_by, statement.text, match.article.url
    )


def summary_of(alert: Alert) -> AlertSummary:
    """Return an alert by its first copy."""
    statement = alert.statement
    return AlertSummary(
        alert.copies[0].seen_at, alert.rule, statement.said_by, statement.text, alert.article.url
    )


def raised_alerts(
    tally: Tally, detected: Iterable[Match], stored: StoredAlerts
) -> dict[str, AlertSummary]:
    """Return by id the alerts that the watchlist raises; ``detected`` has the pattern matches.

    The same words said again much later are a match of the same id and a stored alert of another
    (`monitor.alerts.unite.later_id`): such an alert is raised if the first one is.
    """
    raised = dict(tally.raised)
    for match in detected:
        _note(raised, stored.joined.get(match.alert, match.alert), summary_of_match(match))
    for alert in stored.alerts:
        own = alert_id(alert.rule, event_of(alert.statement))
        first = stored.joined.get(own, own)
        if alert.kind == "statement" and alert.id not in raised and first in raised:
            raised[alert.id] = raised[first]
    return raised


def unlisted_ids(tally: Tally, detected: Iterable[Match], stored: StoredAlerts) -> set[str]:
    """Return the ids of alerts that the watchlist raises and that are not among the stored ones.

    Where only a period was read, an alert that was raised before it may have one of them: its words
    were said again since. It is not gained.
    """
    return raised_alerts(tally, detected, stored).keys() - stored.ids


def _note(raised: dict[str, AlertSummary], alert: str, summary: AlertSummary) -> None:
    """Add an alert; of several summaries keep the earliest."""
    raised[alert] = min(summary, raised.get(alert, summary))


def _absences(
    state: PatternState | None, rule: Rule, config: str, now: datetime
) -> Iterator[Match]:
    absence = find_absence(state, rule, config, now) if state is not None else None
    if absence is not None:
        yield absence


def compared_alerts(tally: Tally, stored: StoredAlerts) -> dict[str, Alert]:
    """Return by id the stored alerts on the statements of the tally's articles."""
    return {alert.id: alert for alert in stored.alerts if _is_compared(alert, tally.articles)}


def _is_compared(alert: Alert, articles: set[str]) -> bool:
    return alert.kind in COMPARED_KINDS and any(copy.article in articles for copy in alert.copies)


def _raise_whole(matches: Sequence[Match], now: datetime) -> Alert:
    alert: Alert | None = None
    for match in sorted(matches, key=_by_time):
        # Quiet hours and back-fill belong to the time of the article; a replay notifies now.
        loud = msgspec.structs.replace(match, suppressed=False)
        alert = raise_alert(alert, loud, now) or alert
    assert alert is not None, "every alert has a match"
    return msgspec.structs.replace(alert, revision=1, replayed=True)


def _by_time(match: Match) -> tuple[datetime, str]:
    return match.seen_at, match.id
