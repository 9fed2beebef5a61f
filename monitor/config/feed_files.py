"""Feeds that commands added: ``feeds/NAME.jsonl`` in the configuration folder, one feed a line.

They count beside those of ``feeds.yaml``, which is never written to. Commands change the lines as
written, so that a key that a line leaves out stays left out and follows the defaults.
"""

import dataclasses
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from monitor.config.jsonl import check_line, numbered_lines, one_line, write_lines
from monitor.config.messages import adapter_of
from monitor.config.models import FeedDefaults
from monitor.feeds.values import Feed

FOLDER = "feeds"
ADDED = "added.jsonl"
"""The file that ``monitor feeds add`` writes to."""


def feed_files(folder: Path) -> list[Path]:
    """Return the files of added feeds of a configuration folder."""
    return sorted((folder / FOLDER).glob("*.jsonl"))


def with_defaults(feed: Feed, keys: Iterable[str], defaults: FeedDefaults) -> Feed:
    """Return a feed, of which the user wrote some keys, with the defaults for the others.

    The default longest interval counts only beside the default interval.
    """
    written = set(keys)
    changes: dict[str, Any] = {
        name: getattr(defaults, name) for name in ("first_poll", "news_age") if name not in written
    }
    if "interval" not in written:
        changes["interval"] = defaults.interval
        if "max_interval" not in written:
            changes["max_interval"] = defaults.max_interval
    return dataclasses.replace(feed, **changes)


def read_feed_lines(file: Path, defaults: FeedDefaults) -> Iterator[tuple[int, Feed | str]]:
    """Yield the number of every line with its feed, or with what is wrong with it.

    Raises OSError.
    """
    for number, line in numbered_lines(file):
        feed = check_line(line, Feed)
        if isinstance(feed, Feed):
            feed = with_defaults(feed, json.loads(line), defaults)
        yield number, feed


def feed_mistakes(written: dict[str, Any]) -> str:
    """Return what is wrong with a feed that a command is about to add, ``""`` for nothing."""
    try:
        adapter_of(Feed).validate_python(written)
    except ValidationError as error:
        return one_line(error, Feed)
    return ""


def added_feeds(file: Path) -> list[dict[str, Any]]:
    """Return the feeds of a file as written, without wrong lines.

    None where the file is missing.
    """
    if not file.exists():
        return []
    return [
        json.loads(line)
        for _, line in numbered_lines(file)
        if isinstance(check_line(line, Feed), Feed)
    ]


def write_feeds(file: Path, feeds: Iterable[dict[str, Any]]) -> None:
    """Replace a file of added feeds. Raises OSError."""
    write_lines(file, feeds)
