"""``python -m corpus.events``: how statements of one event are joined, and those of different events kept apart.

`events.txt` has a cluster for each event, written for this: as quoted, in reported speech, shortened, edited. Clusters of
one speaker on one theme are the hard ones. Pairs inside a cluster should be joined, directly or over others of it; pairs of two clusters never.
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
class Told:
    """One statement, the event that it tells, and what is compared of it."""

    event: int
    text: str
    saying: Saying


def read_events() -> Iterator[Told]:
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
            yield Told(event, text, saying)


def clusters(told: Sequence[Told]) -> list[set[int]]:
    """Return the statements, by their places, joined as the store joins them: over any number of steps, in whatever order they come."""
    found: list[set[int]] = []
    for number, each in enumerate(told):
        mine = [
            group
            for group in found
            if any(is_same_event(each.saying, told[other].saying) for other in group)
        ]
        found = [group for group in found if group not in mine] + [{number}.union(*mine)]
    return found


@dataclass(frozen=True, slots=True)
class Joined:
    """Statements, events, the share of pairs of one event that were joined, and pairs of two events that were."""

    statements: int
    events: int
    joined: float
    missed: list[tuple[str, str]]
    wrong: list[tuple[str, str]]
    apart: int


def join(told: Sequence[Told]) -> Joined:
    """Return how the set is joined."""
    groups = {number: index for index, group in enumerate(clusters(told)) for number in group}
    pairs = list(itertools.combinations(range(len(told)), 2))
    same = [(a, b) for a, b in pairs if told[a].event == told[b].event]
    close = [
        (a, b)
        for a, b in pairs
        if told[a].event != told[b].event and told[a].saying.speaker == told[b].saying.speaker
    ]
    missed = [(told[a].text, told[b].text) for a, b in same if groups[a] != groups[b]]
    wrong = [(told[a].text, told[b].text) for a, b in close if groups[a] == groups[b]]
    share = 1 - len(missed) / len(same)
    return Joined(len(told), len({each.event for each in told}), share, missed, wrong, len(close))


def main() -> None:
    """Print the figures and the errors."""
    found = join(list(read_events()))
    sys.stdout.write(
        f"{found.statements} statements of {found.events} events: {found.joined:.3f} of the pairs of one event joined; "
        f"{len(found.wrong)} of {found.apart} pairs of one speaker's other statements joined wrongly\n"
    )
    sys.stdout.writelines(f"  missed  {a}\n          {b}\n" for a, b in found.missed)
    sys.stdout.writelines(f"  wrong   {a}\n          {b}\n" for a, b in found.wrong)


if __name__ == "__main__":
    main()
