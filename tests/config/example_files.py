"""Configuration files with one of every key, and what a mistake in them is reported as."""

import copy
import math
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from monitor.config import load_configuration
from monitor.records.change import Change
from monitor.records.errors import ConfigurationError, Mistake

FILES: dict[str, dict[str, Any]] = {
    "feeds": {
        "defaults": {"interval": "5m", "max_interval": "1h"},
        "feeds": [
            {
                "url": "https://wire.example/rss",
                "name": "Wire",
                "publisher": "wire",
                "language": "en",
                "full_text": "auto",
                "interval": "2m",
                "max_interval": "2h",
                "verify_tls": True,
                "tags": ["News"],
            }
        ],
    },
    "watchlist": {
        "actors": [
            {
                "id": "berg",
                "name": "Anna Berg",
                "kind": "person",
                "aliases": ["A. Berg"],
                "aliases_off": ["Berg A."],
                "descriptions": ["the mayor"],
                "never": ["Berg Street"],
                "part_of": ["party"],
                "tags": ["north"],
                "wikidata": "Q1",
                "romanise": True,
            },
            {"id": "party", "name": "Bridge Party", "kind": "organization"},
        ],
        "themes": [
            {
                "id": "bridge",
                "name": "Bridge",
                "query": "bridge*",
                "queries": {"de": "Brücke"},
                "examples": ["The bridge opens."],
                "min_likeness": 0.5,
            }
        ],
        "rules": [
            {
                "id": "rule",
                "name": "Rule",
                "speakers": ["berg"],
                "speakers_not": ["tag:north"],
                "include_parts": True,
                "about": ["berg"],
                "themes": {"any": ["bridge"], "all": ["bridge"], "within": "sentence"},
                "acts": ["reject"],
                "polarity": "any",
                "min_confidence": 0.5,
                "severity": "high",
                "quiet_hours": "22:00-06:00 Europe/Berlin",
                "pattern": {"kind": "first", "by": "actor", "days": 3, "at_least": 4, "hours": 5},
                "inhibits": ["other"],
                "cool_down": "1h",
            },
            {"id": "other", "name": "Other"},
        ],
    },
    "subscriptions": {
        "subscriptions": [
            {
                "id": "hook",
                "filter": {
                    "rules": ["rule"],
                    "actors": ["berg"],
                    "themes": ["bridge"],
                    "acts": ["reject"],
                    "min_severity": "low",
                    "since": "2026-01-01T00:00:00Z",
                    "until": "2027-01-01T00:00:00Z",
                    "words": "bridge",
                },
                "channel": {"type": "webhook", "url": "https://x.example/", "secret_file": "s"},
                "group": {"by": ["rule"], "wait": "1s", "interval": "1m", "repeat": "4h"},
                "quiet_hours": "22:00-06:00",
                "contact": "ana@example.org",
            },
            {"id": "mail", "channel": {"type": "email", "to": "a@example.org", "digest": "1h"}},
            {"id": "room", "channel": {"type": "chat", "address_file": "s"}},
            {"id": "topic", "channel": {"type": "kafka", "topic": "desk-alerts"}},
        ]
    },
}
"""One of every key of every file."""

REQUIRED = {
    ("feeds", "feeds", 0, "url"),
    *(("watchlist", "actors", n, key) for n in (0, 1) for key in ("id", "name", "kind")),
    *(("watchlist", "themes", 0, key) for key in ("id", "name")),
    *(("watchlist", "rules", n, key) for n in (0, 1) for key in ("id", "name")),
    ("watchlist", "rules", 0, "pattern", "kind"),
    *(("subscriptions", "subscriptions", n, key) for n in range(4) for key in ("id", "channel")),
    *(("subscriptions", "subscriptions", n, "channel", "type") for n in range(4)),
    ("subscriptions", "subscriptions", 0, "channel", "url"),
    ("subscriptions", "subscriptions", 0, "channel", "secret_file"),
    ("subscriptions", "subscriptions", 1, "channel", "to"),
    ("subscriptions", "subscriptions", 2, "channel", "address_file"),
    ("subscriptions", "subscriptions", 3, "channel", "topic"),
}

HOSTILE: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    10**30,
    1e308,
    math.inf,
    math.nan,
    "",
    "\x1b[31m",
    "a\x00b",
    "line\u2028separator",
    "x" * 20_000,
    "(" * 3_000,
    "99999999999999d",
    "22:00-06:00 Europe",
    "en-US",
    "http://[bad",
    "https://user:pass-word@h.example:99999/",
    date(2026, 1, 1),
    [],
    [[[]]],
    [None],
    {},
    {"type": "email"},
    {"a": {"b": {}}},
)

Path_ = tuple[str | int, ...]


def places_of(value: Any, path: Path_ = ()) -> Iterator[Path_]:
    """Yield the path of every value inside a value."""
    if path:
        yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from places_of(inner, (*path, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from places_of(inner, (*path, place))


PLACES = tuple(path for path in places_of(FILES) if len(path) > 1)


def changed_files(path: Path_, value: Any, *, drop: bool = False) -> dict[str, Any]:
    """Return the files with another value at a path, or without it."""
    files = copy.deepcopy(FILES)
    here: Any = files
    for step in path[:-1]:
        here = here[step]
    if drop:
        del here[path[-1]]
    else:
        here[path[-1]] = value
    return files


def write(folder: Path, files: dict[str, Any]) -> None:
    for name, value in files.items():
        text = yaml.dump(value, Dumper=yaml.CSafeDumper, allow_unicode=True)
        (folder / f"{name}.yaml").write_text(text, "utf-8")


def mistakes_of(folder: Path, changes: Sequence[Change] = ()) -> tuple[Mistake, ...]:
    """Return the mistakes of a folder; any other exception fails the test."""
    try:
        load_configuration(folder, changes=changes)
    except ConfigurationError as error:
        return error.mistakes
    return ()


def paths_of(folder: Path, changes: Sequence[Change] = ()) -> list[str]:
    """Return the paths of the mistakes, each of which has a place and a message without secrets."""
    mistakes = mistakes_of(folder, changes)
    for mistake in mistakes:
        assert mistake.file
        assert mistake.line >= 1
        assert mistake.message
        assert "pass-word" not in str(mistake)
        assert len(mistake.message) < 1_000
    return [mistake.path for mistake in mistakes]
