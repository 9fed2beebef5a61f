"""Feeds over time: snapshots of one feed, and what polling all of them must give.

`written_series` makes series of its own with a seeded generator: a window of entries that moves on,
edits of titles and texts, entries that return after they were gone, unchanged and empty snapshots.
`captured_series` reads those that were captured, where they are available.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

import feedparser

from tests.shared import DATA

START = datetime(2026, 3, 1, 6, 0, tzinfo=UTC)
WINDOW = 12
"""Entries in one snapshot."""

Shown = dict[str, tuple[str, str]]
"""Title and text of each entry of a snapshot, by guid or link."""


@dataclass(frozen=True, slots=True)
class Series:
    """The snapshots of one feed with the moment of each."""

    name: str
    snapshots: tuple[tuple[bytes, datetime], ...]

    def __str__(self) -> str:
        return self.name

    @property
    def unique_entries(self) -> int:
        """The number of entries that appear in any snapshot."""
        return len({id_ for body, _ in self.snapshots for id_ in entries_of(body)})

    @property
    def edits(self) -> int:
        """The number of times that an entry appears with another title or text than before."""
        last: Shown = {}
        edits = 0
        for body, _ in self.snapshots:
            for id_, content in entries_of(body).items():
                edits += id_ in last and last[id_] != content
                last[id_] = content
        return edits


def entries_of(body: bytes) -> Shown:
    """Return the entries of a document as feedparser itself reads them."""
    entries = {}
    for entry in feedparser.parse(body).entries:
        content = "".join(part.get("value", "") for part in entry.get("content", ()))
        id_ = str(entry.get("id") or entry.get("link"))
        entries[id_] = (entry.get("title", ""), entry.get("summary", "") + content)
    return entries


def written_series() -> list[Series]:
    """Return series of our own, one for each way to identify entries."""
    return [
        Series(f"written-{style}", tuple(_snapshots(style, seed)))
        for seed, style in enumerate(("guid", "permalink", "link", "fragment"))
    ]


def captured_series() -> list[Series]:
    """Return the captured series, none where they are not available."""
    folders = sorted(path for path in (DATA / "series").glob("*") if path.is_dir())
    return [Series(folder.name, tuple(_captured(folder))) for folder in folders]


def _captured(folder: Path) -> Iterator[tuple[bytes, datetime]]:
    for version in json.loads((folder / "index.json").read_text("utf-8"))["versions"]:
        moment = datetime.fromisoformat(version.get("committed") or version["at"])
        yield (folder / version["file"]).read_bytes(), moment.astimezone(UTC)


def _snapshots(style: str, seed: int) -> Iterator[tuple[bytes, datetime]]:
    chance = random.Random(seed)
    texts: dict[int, str] = {}
    newest = WINDOW
    for number in range(20):
        newest += chance.choice((0, 0, 1, 2, 5))
        visible = list(range(newest - WINDOW, newest))
        if number % 7 == 6:
            visible = [0, *visible[1:]]  # the first entry returns
        for entry in visible:
            texts.setdefault(entry, f"Text of story {entry}.")
            if chance.random() < 0.03:
                texts[entry] += " Corrected."
        if number == 10:
            visible = []
        yield _document(style, visible, texts), START + timedelta(minutes=30 * number)


def _document(style: str, visible: list[int], texts: dict[int, str]) -> bytes:
    items = "".join(_item(style, entry, texts[entry]) for entry in reversed(visible))
    return f"<rss version='2.0'><channel><title>Wire</title>{items}</channel></rss>".encode()


def _item(style: str, entry: int, text: str) -> str:
    link = f"https://wire.example/story/{entry}?utm_source=rss"
    if style == "fragment":
        link = f"https://wire.example/live#block-{entry}"
    guid = {
        "guid": f"<guid isPermaLink='false'>story-{entry}</guid>",
        "permalink": f"<guid>https://wire.example/story/{entry}</guid>",
    }.get(style, "")
    return (
        f"<item>{guid}<link>{escape(link)}</link><title>Story {entry}</title>"
        f"<description>{text}</description></item>"
    )
