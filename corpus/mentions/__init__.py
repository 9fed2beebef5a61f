"""The mentions corpus: texts with every mention of an actor marked.

Two collections, each with a watchlist of its own: plain (``work.txt``, eleven languages) and press
(``work.press.txt``, eighteen languages: names as newspapers write them). Namesakes and traps are
not marked.

    === w01 en words
    [hr:Hadi al-Rashid] warned … A branch of Rashid Bank was closed. … [bs:לבנימין שלו=בנימין שלו] …
    undecided: Pavel Orlov=po1,po2; Orlov=po1,po2

The head has the text's id, its language and, in the press collection, the kind of difficulty
(``KINDS``). ``[actor:text]`` is a mention; ``[actor:visible=text]`` one that is a part of the
visible word. ``undecided`` lists names, in the order of the text, whose bearer the text leaves
open: two actors of one name, or an actor and a stranger. An unmarked name is not an actor of the
list. The errors on the work half are read while the finding of names is built; the held half is
only measured.

A found mention is right if its actor is the marked one and its place overlaps the marked place and
lies within the words of it: endings and clitics written together with a name may be included or
left out.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from monitor.config import load_watchlist
from monitor.watchlist import Watchlist, WatchlistIndex

HERE = Path(__file__).parent
COLLECTIONS = ("plain", "press", "pages")
KINDS = ("romanisation", "endings", "parts", "words", "acronyms", "namesakes", "strangers")
"""Of the press collection; the pages have ``relatives`` and ``places`` too."""
_MARK = re.compile(r"\[(\w+):([^\]=]*)(?:=([^\]]*))?\]")
# Scripts without spaces between words: a name's words are its letters there.
_WORD_LETTER = re.compile(r"[^\W_\u3040-\u30ff\u3400-\u9fff]|[\u200c\u200d'’]")

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class MarkedText:
    """One text with its actors by place, and the places that are undecided."""

    id: str
    language: str
    kind: str
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


def the_watchlist(collection: str = "plain", folder: Path | None = None) -> Watchlist:
    """Return the actors of a collection, in the folder of the corpus or another."""
    return load_watchlist((folder or HERE) / f"watchlist{_suffix(collection)}.yaml")


def _suffix(collection: str) -> str:
    return "" if collection == "plain" else f".{collection}"


def marked_texts(
    split: str, collection: str = "plain", folder: Path | None = None
) -> Iterator[MarkedText]:
    """Yield the texts of a split, ``work`` or ``held``, of the corpus or of another folder.

    Raises ValueError for a name under ``undecided`` that does not occur in its text.
    """
    file = (folder or HERE) / f"{split}{_suffix(collection)}.txt"
    for block in re.split(r"^=== ", file.read_text("utf-8"), flags=re.MULTILINE)[1:]:
        head, _, body = block.partition("\n")
        id_, language, *kind = head.split()
        body, _, undecided_list = body.strip().partition("\nundecided: ")
        text, mentions = _unmark(body)
        undecided: dict[Place, frozenset[str]] = {}
        after = 0
        for entry in filter(None, undecided_list.strip().split("; ")):
            name, actors = entry.split("=")
            start = text.index(name, after)
            after = start + len(name)
            undecided[start, after] = frozenset(actors.split(","))
        yield MarkedText(id_, language, " ".join(kind), text, mentions, undecided)


def _unmark(body: str) -> tuple[str, dict[Place, str]]:
    text, mentions, at = "", dict[Place, str](), 0
    for mark in _MARK.finditer(body):
        text += body[at : mark.start()]
        named = mark[3] if mark[3] is not None else mark[2]
        start = len(text) + mark[2].index(named)
        mentions[start, start + len(named)] = mark[1]
        text += mark[2]
        at = mark.end()
    return text + body[at:], mentions


def find_all(split: str, collection: str = "plain") -> Outcome:
    """Return the outcome of the watchlist's index on a split."""
    outcome = Outcome()
    for each in find_by_kind(split, collection).values():
        outcome.right += each.right
        outcome.wrong += each.wrong
        outcome.missed += each.missed
        outcome.undecided += each.undecided
        outcome.of_undecided += each.of_undecided
    return outcome


def find_by_kind(split: str, collection: str) -> dict[str, Outcome]:
    """Return the outcome of the watchlist's index on a split for each kind of difficulty."""
    index = WatchlistIndex(the_watchlist(collection))
    outcomes: dict[str, Outcome] = defaultdict(Outcome)
    for marked in marked_texts(split, collection):
        compare(index, marked, outcomes[marked.kind])
    return outcomes


def compare(index: WatchlistIndex, marked: MarkedText, outcome: Outcome) -> None:
    """Find the mentions of a text and count the right and wrong ones in an outcome."""
    names = index.find_names(marked.text, marked.language)
    missed = dict(marked.mentions)
    for mention in names.mentions:
        place = mention.start, mention.end
        hit = _marked_place(marked, place, mention.actor)
        if hit is None:
            named = marked.text[slice(*place)]
            outcome.wrong.append(f"{marked.id}: {named!r} is not {mention.actor}")
        elif missed.pop(hit, None):
            outcome.right += 1
    outcome.missed += [
        f"{marked.id}: {marked.text[slice(*place)]!r} is {actor}" for place, actor in missed.items()
    ]
    reported = {(each.start, each.end): frozenset(each.actors) for each in names.undecided}
    outcome.of_undecided += len(marked.undecided)
    outcome.undecided += sum(
        reported.get(place) == actors for place, actors in marked.undecided.items()
    )


def _marked_place(marked: MarkedText, place: Place, actor: str) -> Place | None:
    """Return the marked place of this actor that a found place lies in."""
    for (start, end), name in marked.mentions.items():
        if name == actor and place[0] < end and start < place[1]:
            low, high = _words(marked.text, start, end)
            if low <= place[0] and place[1] <= high:
                return start, end
    return None


def _words(text: str, start: int, end: int) -> Place:
    while start and _WORD_LETTER.match(text[start - 1]):
        start -= 1
    while end < len(text) and _WORD_LETTER.match(text[end]):
        end += 1
    return start, end
