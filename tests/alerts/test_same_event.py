"""The rule for one event, on the set of ``corpus/events.txt``."""

import random

import pytest

from corpus.events import EventStatement, clusters, join, read_events


def test_statements_of_one_event_are_joined_and_others_of_their_speaker_are_not() -> None:
    score = join(list(read_events()))
    assert (score.statements >= 200, score.events >= 60) == (True, True)
    assert score.joined >= 0.95, score.missed
    assert len(score.wrong) <= 0.01 * score.apart, score.wrong


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_arrival_does_not_matter(seed: int) -> None:
    statements = list(read_events())
    expected = _texts_by_cluster(statements)
    random.Random(seed).shuffle(statements)
    assert _texts_by_cluster(statements) == expected


def _texts_by_cluster(statements: list[EventStatement]) -> list[list[str]]:
    groups = clusters(statements)
    return sorted(sorted(statements[place].text for place in group) for group in groups)
