"""What the sample newsroom has to raise, by the same code without Kafka, database and network.

A pair is a rule and the address of an article; rules with a pattern over time do not count, as
their alerts depend on the order in which articles come.
"""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from monitor.flow.match_reading import match_reading
from monitor.services.newsroom import Story, load_stories
from monitor.testing.sample_store import reading_of, sample_configuration
from monitor.watchlist import WatchlistIndex

Pair = tuple[str, str]
"""Rule and address of an article."""


def expected_pairs() -> set[Pair]:
    """Return the pairs of every article and of its edit."""
    index, now = WatchlistIndex(sample_configuration().watchlist), datetime.now(UTC)
    pairs: set[Pair] = set()
    for story in load_stories():
        for version in _versions(story):
            matches = match_reading(reading_of(version, now, index), index, explain=False)
            pairs |= {(match.rule, _address(story)) for match in matches if _is_plain(match, index)}
    return pairs


def raised_pairs(alerts: list[dict[str, Any]]) -> set[Pair]:
    """Return the pairs of alerts as the API gives them."""
    plain = [alert for alert in alerts if alert["kind"] == "statement"]
    return {(alert["rule"], copy["url"]) for alert in plain for copy in alert["copies"]}


def _versions(story: Story) -> tuple[Story, ...]:
    return (story, replace(story, text=story.edit)) if story.edit else (story,)


def _address(story: Story) -> str:
    """Return the address under which the newsroom links to a story."""
    return f"http://{story.feed}.example/{story.number}"


def _is_plain(match: Any, index: WatchlistIndex) -> bool:
    return index.pattern_of(match.rule) is None
