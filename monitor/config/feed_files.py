"""Feeds that commands added: ``feeds/NAME.jsonl`` in the configuration folder, a feed a line, read beside ``feeds.yaml``, which is never written to."""

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import ValidationError

from monitor.config.models import FeedModel

FOLDER = "feeds"
ADDED = "added.jsonl"
"""Where ``monitor feeds add`` writes."""


def feed_files(folder: Path) -> list[Path]:
    """Return the files of added feeds of a configuration folder."""
    return sorted((folder / FOLDER).glob("*.jsonl"))


def read_feed_lines(file: Path) -> Iterator[tuple[int, FeedModel | str]]:
    """Yield each line's number with its feed, or with what is wrong with it."""
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        if line.strip():
            try:
                yield number, FeedModel.model_validate_json(line)
            except ValidationError as error:
                first = error.errors(include_url=False)[0]
                yield number, f"{'.'.join(map(str, first['loc']))}: {first['msg']}"


def added_feeds(file: Path) -> list[FeedModel]:
    """Return the feeds of a file, none where it is missing."""
    if not file.exists():
        return []
    return [feed for _, feed in read_feed_lines(file) if isinstance(feed, FeedModel)]


def write_feeds(file: Path, feeds: Iterable[FeedModel]) -> None:
    """Replace a file whole, so that a running system never sees half of one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_suffix(".jsonl.new")
    with beside.open("w", encoding="utf-8") as lines:
        for feed in feeds:
            meaning = feed.model_dump(mode="json", exclude_defaults=True)
            if feed.interval is not None:
                meaning["interval"] = feed.interval.total_seconds()
            lines.write(json.dumps(meaning, ensure_ascii=False) + "\n")
        lines.flush()
        os.fsync(lines.fileno())
    beside.replace(file)
