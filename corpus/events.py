"""Measure how statements of one event are united: ``python -m corpus.events``.

`events.txt` has a cluster of statements for each event: quoted, in reported speech, shortened,
edited. Clusters of one speaker on one theme are the hard ones. Pairs inside a cluster should be
united, directly or through others of it; pairs of two clusters never.
"""

import itertools
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.alerts.same_event import Saying, is_same_event
from monitor.languages.stop_words import content_words

_START = datetime(2026, 3, 1, 8, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class EventStatement:
    """One statement, its event, and the features that are compared."""

    event: int
    text: str
    saying: Saying


def read_events() -> Iterator[EventStatement]:
    """Yield every statement of the set."""
    event = place = 0
    for line in (Path(__file__).parent / "events.txt").read_text("utf-8").splitlines():
        if not line.strip():
            event, place = event + 1, 0
        elif not line.startswith("#"):
            speaker, language, text = line.split("|")
            words = content_words(text, language)
            saying = Saying(
                speaker=speaker,
                stance="",
                language=language,
                at=_START + timedelta(minutes=40 * place),
                words=frozenset(word for word in words if not word.isdigit()),
                numbers=frozenset(word for word in words if word.isdigit()),
            )
            place += 1
            yield EventStatement(event, text, saying)


def clusters(statements: Sequence[EventStatement]) -> list[set[int]]:
    """Return the statements by position, united as the store unites them, in any order."""
    groups: list[set[int]] = []
    for number, each in enumerate(statements):
        mine = [group for group in groups if _has_event_of(group, each, statements)]
        others = [group for group in groups if group not in mine]
        groups = [*others, {number}.union(*mine)]
    return groups


def _has_event_of(
    group: set[int], statement: EventStatement, statements: Sequence[EventStatement]
) -> bool:
    return any(is_same_event(statement.saying, statements[other].saying) for other in group)


@dataclass(frozen=True, slots=True)
class Joined:
    """Counts, the share of pairs of one event that were united, and the pairs that were wrong."""

    statements: int
    events: int
    joined: float
    missed: list[tuple[str, str]]
    wrong: list[tuple[str, str]]
    apart: int


def join(statements: Sequence[EventStatement]) -> Joined:
    """Return how the set is united."""
    groups = {number: index for index, group in enumerate(clusters(statements)) for number in group}
    pairs = list(itertools.combinations(range(len(statements)), 2))
    same = [(a, b) for a, b in pairs if statements[a].event == statements[b].event]
    close = [
        (a, b)
        for a, b in pairs
        if statements[a].event != statements[b].event
        and statements[a].saying.speaker == statements[b].saying.speaker
    ]
    missed = [(statements[a].text, statements[b].text) for a, b in same if groups[a] != groups[b]]
    wrong = [(statements[a].text, statements[b].text) for a, b in close if groups[a] == groups[b]]
    share = 1 - len(missed) / len(same)
    return Joined(
        len(statements), len({each.event for each in statements}), share, missed, wrong, len(close)
    )


def main() -> None:
    """Print the figures and the errors."""
    outcome = join(list(read_events()))
    sys.stdout.write(
        f"{outcome.statements} statements of {outcome.events} events: {outcome.joined:.3f} of the "
        f"pairs of one event united; {len(outcome.wrong)} of {outcome.apart} pairs of one "
        "speaker's other statements united wrongly\n"
    )
    sys.stdout.writelines(f"  missed  {a}\n          {b}\n" for a, b in outcome.missed)
    sys.stdout.writelines(f"  wrong   {a}\n          {b}\n" for a, b in outcome.wrong)


if __name__ == "__main__":
    main()
