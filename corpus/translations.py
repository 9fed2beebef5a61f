"""Measure how translations of one wire are united: ``python -m corpus.translations [--errors]``."""

import itertools
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.alerts.translations import HEADLINE, Rendering, is_translation, numbers_of
from monitor.articles.text import join_text
from monitor.flow.read_article import read_article
from monitor.testing.builders import an_article
from monitor.watchlist import Actor, Watchlist, WatchlistIndex

_START = datetime(2026, 3, 1, 8, tzinfo=UTC)
_MARK = re.compile(r"\[(\d)\] ?")
_ACTORS = (
    Actor(
        id="sadr",
        name="Muqtada al-Sadr",
        kind="person",
        aliases=(
            "Moqtada al-Sadr",
            "Muktada al-Sadr",
            "Mukteda es-Sadr",
            "مقتدى الصدر",
            "مقتدی صدر",
            "Муктада ас-Садр",
        ),
    ),
    Actor(
        id="sudani",
        name="Mohammed Shia al-Sudani",
        kind="person",
        aliases=(
            "Mohammed Schia al-Sudani",
            "Muhammed Şiya es-Sudani",
            "Mohammed Chia al-Soudani",
            "Mohamed Shia al-Sudani",
            "محمد شياع السوداني",
        ),
    ),
)
INDEX = WatchlistIndex(Watchlist(actors=_ACTORS, hash="corpus"))


@dataclass(frozen=True, slots=True)
class SpokenIn:
    """A statement that the engine read: its event, its number there, and the compared features."""

    event: int
    number: int
    text: str
    rendering: Rendering


@dataclass(frozen=True, slots=True)
class Joined:
    """Pairs of one statement in two languages: in the set, read by the engine, united; errors."""

    pairs: int
    read: int
    joined: int
    missed: list[tuple[str, str]]
    wrong: list[tuple[str, str]]
    apart: int


def articles() -> Iterator[tuple[int, str, str, list[int]]]:
    """Yield event, language, text and the places of its statements."""
    lines = (Path(__file__).parent / "translations.txt").read_text("utf-8").splitlines()
    body = "\n".join(line for line in lines if not line.startswith("#"))
    for event, block in enumerate(re.split(r"^===$", body, flags=re.MULTILINE)):
        for part in re.split(r"^---$", block, flags=re.MULTILINE):
            language, title, rest = part.strip().split("\n", 2)
            text, marks = join_text(title, rest.replace("\n", "\n\n")), list[int]()
            while match := _MARK.search(text):
                marks.append(match.start())
                text = text[: match.start()] + text[match.end() :]
            yield event, language, text, marks


def read_translations() -> Iterator[SpokenIn]:
    """Yield every statement of the set that the engine reads with its speaker."""
    for place, (event, language, text, marks) in enumerate(articles()):
        at = _START + timedelta(minutes=20 * place)
        article = an_article(
            id=str(place), title="", text=text, language=language, published_at=at, seen_at=at
        )
        title = text.index("\n")
        said = [
            each
            for each in read_article(article, INDEX).statements
            if each.speaker and each.speaker.actor
        ]
        inside = [each.content[0].start >= title for each in said]
        headlines = inside.count(False)
        for index, each in enumerate(said):
            assert each.speaker is not None
            actor, first = str(each.speaker.actor), each.content[0].start
            rendering = Rendering(
                speaker=actor,
                stance=each.stance,
                language=language,
                publishers=frozenset(("wire",)),
                at=at,
                numbers=numbers_of(text),
                own=numbers_of(each.text),
                place=index - headlines if first >= title else HEADLINE + index,
                of=inside.count(first >= title),
            )
            yield SpokenIn(event, sum(mark <= first for mark in marks), each.text, rendering)


def join() -> Joined:
    """Return how the set is united."""
    statements = list(read_translations())
    marked = [(event, language, len(marks)) for event, language, _, marks in articles()]
    pairs = sum(
        one[2]
        for one, other in itertools.combinations(marked, 2)
        if one[0] == other[0] and one[1] != other[1]
    )
    across = [
        (a, b)
        for a, b in itertools.combinations(statements, 2)
        if a.rendering.language != b.rendering.language
    ]
    same = [(a, b) for a, b in across if (a.event, a.number) == (b.event, b.number)]
    apart = [
        (a, b)
        for a, b in across
        if (a.event, a.number) != (b.event, b.number) and a.rendering.speaker == b.rendering.speaker
    ]
    missed = [(a.text, b.text) for a, b in same if not is_translation(a.rendering, b.rendering)]
    wrong = [(a.text, b.text) for a, b in apart if is_translation(a.rendering, b.rendering)]
    return Joined(pairs, len(same), len(same) - len(missed), missed, wrong, len(apart))


def main() -> None:
    """Print the figures, and with ``--errors`` the missed and wrong pairs."""
    done = join()
    print(  # noqa: T201  this is the command's output
        f"{done.pairs} pairs, {done.read} of them read on both sides; "
        f"united {done.joined} ({done.joined / done.pairs:.1%}); "
        f"wrongly {len(done.wrong)} of {done.apart}"
    )
    if "--errors" in sys.argv:
        for one, other in (*done.wrong, ("--", "--"), *done.missed):
            print(f"{one}\n  {other}")  # noqa: T201  as above


if __name__ == "__main__":
    main()
