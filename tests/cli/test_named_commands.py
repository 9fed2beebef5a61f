"""Every command that code, pages, rules for Prometheus and documents name exists."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from monitor.cli import main

ROOT = Path(__file__).parents[2]
PLACES = ("README.md", "CONTRIBUTING.md", "monitor", "ops", "docs")
SUFFIXES = (".py", ".html", ".po", ".md", ".yml", ".yaml")
NAMED = re.compile(
    r"(?:[`“„«]\s?|^ {4,}(?:\.venv/bin/)?)monitor ([a-z]+)(?: ([a-z]+))?", re.MULTILINE
)
"""A command in quotation marks or in a block: its name, and the next word, perhaps an argument."""


def _named() -> Iterator[tuple[str, str]]:
    for place in map(ROOT.joinpath, PLACES):
        for file in [place] if place.is_file() else place.rglob("*"):
            if file.suffix in SUFFIXES:
                yield from NAMED.findall(file.read_text("utf-8"))


def _exists(words: tuple[str, str]) -> bool:
    context = click.Context(main)
    command = main.get_command(context, words[0])
    if isinstance(command, click.Group) and words[1]:
        command = command.get_command(context, words[1])
    return command is not None


def test_every_command_that_is_named_exists() -> None:
    named = sorted(set(_named()))
    assert ("feeds", "discover") in named
    assert [words for words in named if not _exists(words)] == []


@pytest.mark.parametrize("words", [("feeds", "find"), ("sleep", "")])
def test_a_command_that_does_not_exist_is_noticed(words: tuple[str, str]) -> None:
    assert not _exists(words)
