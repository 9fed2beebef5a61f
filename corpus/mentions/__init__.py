"""The mentions corpus: texts in eleven languages with every mention of an actor marked.

Namesakes and traps are not marked.

    === w01 en
    [hr:Hadi al-Rashid] warned … A branch of Rashid Bank was closed. … [bs:לבנימין שלו=בנימין שלו] …
    undecided: Pavel Orlov=po1,po2; Orlov=po1,po2

``[actor:text]`` is a mention; ``[actor:visible=text]`` one that is a part of the visible word.
``undecided`` lists names, in the order of the text, whose bearer the text leaves open: two actors
of one name, or an actor and a stranger. An unmarked name is not an actor of the list. The errors on
`work.txt` are read while the finding of names is built; `held.txt` is only measured.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from monitor.config import load_watchlist
from monitor.watchlist import Watchlist, WatchlistIndex

HERE = Path(__file__).parent
_MARK = re.compile(r"\[(\w+):([^\]=]*)(?:=([^\]]*))?\]")

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class MarkedText:
    """One text with its actors by place, and the places that are undecided."""

    id: str
    language: str
    text: str
    mentions: dict[Place, str]
    undecided: dict[Place, frozenset[str]]


@dataclass(slots=True)
class Outcome:
    """The mentions found, compared with the marked ones."""

    right: int = 0
    wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    undecided: int = 0
    """Undecided names that were reported as undecided, with the right candidates."""
    of_undecided: int = 0

    @property
    def precision(self) -> float:
        """Share of the found mentions that are right."""
        return self.right / max(1, self.right + len(self.wrong))

    @property
    def recall(self) -> float:
        """Share of the marked mentions that were found."""
        return self.right / max(1, self.right + len(self.missed))


def the_watchlist() -> Watchlist:
    """Return the actors of the corpus."""
    return load_watchlist(HERE / "watchlist.yaml")


def marked_texts(split: str) -> Iterator[MarkedText]:
    """Yield the texts of a split, ``work`` or ``held``.

    Raises ValueError for a name under ``undecided`` that does not occur in its text.
    """
    for block in re.split(r"^=== ", (HERE / f"{split}.txt").read_text("utf-8"), flags=re.MULTILINE)[
        1:
    ]:
        head, _, body = block.partition("\n")
        id_, language = head.split()
        body, _, undecided_list = body.strip().partition("\nundecided: ")
        text, mentions, at = "", dict[Place, str](), 0
        for mark in _MARK.finditer(body):
            text += body[at : mark.start()]
            named = mark[3] if mark[3] is not None else mark[2]
            start = len(text) + mark[2].index(named)
            mentions[start, start + len(named)] = mark[1]
            text += mark[2]
            at = mark.end()
        text += body[at:]
        undecided: dict[Place, frozenset[str]] = {}
        after = 0
        for entry in filter(None, undecided_list.strip().split("; ")):
            name, actors = entry.split("=")
            start = text.index(name, after)
            after = start + len(name)
            undecided[start, after] = frozenset(actors.split(","))
        yield MarkedText(id_, language, text, mentions, undecided)


def find_all(split: str) -> Outcome:
    """Return the outcome of the watchlist's index on a split."""
    index = WatchlistIndex(the_watchlist())
    outcome = Outcome()
    for marked in marked_texts(split):
        names = index.find_names(marked.text, marked.language)
        actual = {(mention.start, mention.end): mention.actor for mention in names.mentions}
        for place, actor in actual.items():
            if marked.mentions.get(place) == actor:
                outcome.right += 1
            else:
                outcome.wrong.append(f"{marked.id}: {marked.text[slice(*place)]!r} is not {actor}")
        for place, actor in marked.mentions.items():
            if actual.get(place) != actor:
                outcome.missed.append(f"{marked.id}: {marked.text[slice(*place)]!r} is {actor}")
        said = {(each.start, each.end): frozenset(each.actors) for each in names.undecided}
        outcome.of_undecided += len(marked.undecided)
        outcome.undecided += sum(
            said.get(place) == actors for place, actors in marked.undecided.items()
        )
    return outcome
