"""Filters of subscriptions and of the API; an empty clause holds for every alert."""

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

from monitor.records import SEVERITIES, Act, Alert, Severity
from monitor.records.fields import AwareTime, Checked, Identifier, UserInput
from monitor.records.ids import fold_words
from monitor.records.search import parse_search


def check_search(text: str) -> str:
    """Return a search as it is. Raises ValueError."""
    parse_search(text)
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertFilter(UserInput):
    """Which alerts pass; every clause must hold, and an empty clause always does."""

    rules: tuple[Identifier, ...] = ()
    """Rules, one of which raised the alert."""
    actors: tuple[Identifier, ...] = ()
    """Actors, one of which is the speaker."""
    themes: tuple[Identifier, ...] = ()
    """Themes, one of which the statement has."""
    acts: tuple[Act, ...] = ()
    """Acts, one of which the statement performs."""
    min_severity: Severity = "low"
    """Least severity."""
    max_severity: Severity = "critical"
    """Highest severity; the same as the least one for exactly one severity."""
    speakers: tuple[str, ...] = ()
    """Actor ids or names, one of which is the speaker: every word of a name occurs in the
    speaker's."""
    publishers: tuple[str, ...] = ()
    """Publishers, one of which carries the statement."""
    languages: tuple[str, ...] = ()
    """Languages (ISO 639-1), in one of which the statement is carried."""
    since: AwareTime | None = None
    """Earliest time at which the alert was raised."""
    until: AwareTime | None = None
    """Time before which the alert was raised."""
    words: Annotated[str, Checked(check_search)] = ""
    """A search (`monitor.records.search`) in speaker's name, statement, title and rule's name."""

    def wants(self, alert: Alert) -> bool:
        """Return whether an alert passes every clause."""
        return (
            (not self.rules or alert.rule in self.rules)
            and (not self.actors or alert.actor in self.actors)
            and (not self.themes or not set(self.themes).isdisjoint(alert.themes))
            and (not self.acts or not set(self.acts).isdisjoint(alert.acts))
            and self._has_severity(alert)
            and (not self.speakers or is_said_by(alert, self.speakers))
            and (not self.publishers or not publishers_of(alert).isdisjoint(self.publishers))
            and (not self.languages or not languages_of(alert).isdisjoint(self.languages))
            and self._is_in_time(alert)
            and self._has_words(alert)
        )

    def _has_severity(self, alert: Alert) -> bool:
        least, most = SEVERITIES.index(self.min_severity), SEVERITIES.index(self.max_severity)
        return least <= SEVERITIES.index(alert.severity) <= most

    def _is_in_time(self, alert: Alert) -> bool:
        is_late_enough = self.since is None or alert.raised_at >= self.since
        return is_late_enough and (self.until is None or alert.raised_at < self.until)

    def _has_words(self, alert: Alert) -> bool:
        return not self.words or parse_search(self.words).matches(searchable_text(alert))


@functools.lru_cache(maxsize=64)  # every subscription and listener asks about the same alert
def _fold(text: str) -> str:
    return fold_words(text)


def searchable_text(alert: Alert) -> str:
    """Return the folded text of an alert in which words are searched."""
    speaker = alert.statement.speaker
    names = f"{speaker.text} {speaker.name}" if speaker else ""
    return _fold(f"{names} {alert.statement.text} {alert.article.title} {alert.rule_name}")


def padded_speaker(alert: Alert) -> str:
    """Return the speaker's name in folded words, each between spaces; ``""`` for none."""
    folded = _fold(alert.statement.said_by)
    return f" {folded} " if folded else ""


def is_said_by(alert: Alert, speakers: Iterable[str]) -> bool:
    """Return whether one of some actor ids or names is an alert's speaker."""
    padded = padded_speaker(alert)
    return any(name == alert.actor or _has_words(padded, name) for name in speakers)


def publishers_of(alert: Alert) -> frozenset[str]:
    """Return the publishers that carry an alert's statement."""
    return frozenset(copy.publisher for copy in alert.copies)


def languages_of(alert: Alert) -> frozenset[str]:
    """Return the languages in which an alert's statement is carried."""
    return frozenset(rendition.article.language for rendition in alert.renditions)


def _has_words(padded: str, name: str) -> bool:
    words = fold_words(name).split()
    return bool(words) and all(f" {word} " in padded for word in words)
