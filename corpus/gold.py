"""Read the marked articles. A file holds the articles of one language and collection: ``en.txt`` is
plain (clean texts), ``en.press.txt`` looks like newspapers, ``it.other.txt`` too, in one of
the languages that came later.

    === en-w01 Title of the article
    topic: conflict
    traps: the difficulties that the article is written for

    {1s Foreign Minister Ana Dolan} {1c said} {1q the ceasefire would hold}.
    --
    1 i | Ana Dolan | promise | asserted | Reuters

``{1s …}`` is the source of statement 1, ``{1c …}`` its cue, ``{1q …}`` a part of its content; marks
may nest and repeat. After ``--`` each statement has a line: number and kind (direct, indirect,
mixed), speaker (``-``: the article gives no name; other right writings after `` / ``), acts,
polarity and channel; omitted fields are empty, asserted, none.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

from monitor.records import Act, Kind, Polarity

HERE = Path(__file__).parent
SPLITS = ("work", "held")
COLLECTIONS = ("plain", "press", "other")
UNNAMED = "-"
_KINDS: dict[str, Kind] = {"d": "direct", "i": "indirect", "m": "mixed"}
_MARK = re.compile(r"\{(\d+)([scq]) |\}")

Range = tuple[int, int]


@dataclass(slots=True)
class GoldStatement:
    """One statement as an annotator marked it; ranges are offsets into the article's text."""

    kind: Kind = "indirect"
    name: str = UNNAMED
    also: tuple[str, ...] = ()
    """Other writings of the name that are right too."""
    acts: frozenset[Act] = frozenset()
    polarity: Polarity = "asserted"
    through: str = ""
    source: list[Range] = field(default_factory=list)
    cue: list[Range] = field(default_factory=list)
    content: list[Range] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """One marked article."""

    id: str
    language: str
    topic: str
    text: str
    statements: tuple[GoldStatement, ...]
    publisher: str = ""
    """Publisher of an article of another gold file."""


def read_corpus(
    split: str, languages: tuple[str, ...] = (), collections: tuple[str, ...] = COLLECTIONS
) -> list[GoldArticle]:
    """Return the articles of a split, of some languages or of all, of the given collections.

    Raises:
        ValueError: a mark is wrong; the message names article and mark.
    """
    articles: list[GoldArticle] = []
    for file in sorted((HERE / split).glob("*.txt")):
        language, _, collection = file.stem.partition(".")
        if (collection or "plain") in collections and (not languages or language in languages):
            articles += _read_file(file.read_text("utf-8"), file.stem)
    return articles


def read_lines(file: Path) -> list[GoldArticle]:
    """Return the articles of another gold file, JSON lines.

    Each object has ``text``, ``lang`` (default: English), ``publisher`` (default: none) and
    ``statements`` with ``kind`` and ``content`` as offsets; speaker, acts and channel are not read.
    """
    articles = []
    for number, line in enumerate(file.read_text("utf-8").splitlines()):
        entry = json.loads(line)
        statements = tuple(
            GoldStatement(kind=marked["kind"], content=list(map(_range_of, marked["content"])))
            for marked in entry["statements"]
        )
        articles.append(
            GoldArticle(
                f"{file.stem}-{number}",
                entry.get("lang") or "en",
                "",
                entry["text"],
                statements,
                entry.get("publisher") or "",
            )
        )
    return articles


def _range_of(part: dict[str, int]) -> Range:
    return part["start"], part["end"]


def _read_file(content: str, stem: str) -> Iterator[GoldArticle]:
    for block in re.split(r"^=== ", content, flags=re.MULTILINE)[1:]:
        id_, title = block.partition("\n")[0].split(" ", 1)
        try:
            marked, _, records = block.partition("\n")[2].rpartition("\n--\n")
            header, _, body = marked.partition("\n\n")
            topic = re.search(r"^topic: (.*)$", header, re.MULTILINE)
            statements = dict(map(_read_record, records.strip().splitlines()))
            text = _unmark(f"{title}\n\n{body.strip()}\n", statements)
            if missing := [
                number for number, statement in statements.items() if not statement.content
            ]:
                raise ValueError(f"statements {missing} have no content")
        except (ValueError, KeyError) as error:
            raise ValueError(f"{stem}.txt, article {id_}: {error}") from error
        language = stem.partition(".")[0]
        yield GoldArticle(
            id_, language, topic[1] if topic else "", text, tuple(statements.values())
        )


def _read_record(line: str) -> tuple[str, GoldStatement]:
    head, name, acts, polarity, through = (line.split("|") + [""] * 4)[:5]
    number, kind = head.split()
    wanted = acts.replace(",", " ").split()
    valid: frozenset[Act] = frozenset(act for act in get_args(Act) if act in wanted)
    if len(valid) < len(wanted):
        raise ValueError(f"statement {number}: acts {wanted}; known are {', '.join(get_args(Act))}")
    denied: Polarity = "denied" if polarity.strip() == "denied" else "asserted"
    name, *also = map(str.strip, name.split(" / "))
    return number, GoldStatement(
        _KINDS[kind], name, tuple(also), valid, denied, through=through.strip()
    )


def _unmark(marked: str, statements: dict[str, GoldStatement]) -> str:
    """Return the text without marks and put their ranges into the statements."""
    text, at = "", 0
    opened: list[tuple[str, str, int]] = []
    for mark in _MARK.finditer(marked):
        text += marked[at : mark.start()]
        at = mark.end()
        if mark[1]:
            opened.append((mark[1], mark[2], len(text)))
        elif not opened:
            raise ValueError(f"}} without a mark after {text[-30:]!r}")
        else:
            number, what, start = opened.pop()
            statement = statements[number]
            {"s": statement.source, "c": statement.cue, "q": statement.content}[what].append(
                (start, len(text))
            )
    if opened:
        raise ValueError(f"mark {opened[-1][0]}{opened[-1][1]} is not closed")
    return text + marked[at:]
