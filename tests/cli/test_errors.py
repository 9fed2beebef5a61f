"""Expected errors become one message and an exit code; bugs keep their traceback."""

import errno
from pathlib import Path

import click
import pytest
from aiokafka.errors import KafkaConnectionError
from click.testing import CliRunner
from sqlalchemy.exc import InterfaceError, OperationalError

from monitor.cli import main
from monitor.cli.errors import translate_errors, translation_of
from monitor.records import errors
from monitor.records.errors import (
    ConfigurationError,
    DatabaseUnavailable,
    FetchError,
    InvalidInput,
    Mistake,
    MonitorError,
    QueryError,
)
from tests.cli.runner import run

LIBRARY_TEXT = "connection failed\n\tIs the server running?"


def concrete_errors() -> list[MonitorError]:
    """Return an instance of every class of the tree."""
    instances: list[MonitorError] = []
    for cls in vars(errors).values():
        if not (isinstance(cls, type) and issubclass(cls, MonitorError)):
            continue
        if issubclass(cls, ConfigurationError):
            instances.append(cls([Mistake("feeds.yaml", 2, "feeds", "wrong")]))
        elif issubclass(cls, errors.PollError):
            instances.append(cls("dns", "wrong"))
        elif issubclass(cls, QueryError):
            instances.append(cls("wrong", 3))
        else:
            instances.append(cls("wrong"))
    return instances


@pytest.mark.parametrize("error", concrete_errors(), ids=lambda error: type(error).__name__)
def test_every_error_of_the_tree_has_an_exit_code_and_a_message(error: MonitorError) -> None:
    translated = translation_of(error)
    assert translated is not None
    assert translated.exit_code == (2 if isinstance(error, InvalidInput) else 1)
    assert "wrong" in translated.message


@pytest.mark.parametrize(
    "outage",
    [
        OperationalError("SELECT 1", {}, Exception(LIBRARY_TEXT)),
        InterfaceError("SELECT 1", {}, Exception(LIBRARY_TEXT)),
        DatabaseUnavailable(f"{LIBRARY_TEXT}\n[SQL: SELECT 1]\n(Background on this error at: x)"),
        KafkaConnectionError("no broker"),
        OSError(errno.ENOSPC, "No space left on device", "/full/file"),
        PermissionError(errno.EACCES, "Permission denied", "/config/feeds"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_outage_is_one_line_without_the_library_s_details(outage: Exception) -> None:
    translated = translation_of(outage)
    assert translated is not None
    assert translated.exit_code == 1
    assert "\n" not in translated.message
    assert "SELECT" not in translated.message
    assert "Background" not in translated.message


def test_a_file_that_cannot_be_written_is_named() -> None:
    translated = translation_of(OSError(errno.EROFS, "Read-only file system", "/config/x.jsonl"))
    assert translated is not None
    assert translated.message == "/config/x.jsonl: Read-only file system"


def test_every_mistake_is_on_a_line_of_its_own() -> None:
    mistakes = [Mistake("b.yaml", 2, "x", "late"), Mistake("a.yaml", 1, "", "early")]
    translated = translation_of(ConfigurationError(mistakes))
    assert translated is not None
    assert translated.message.splitlines() == [
        "2 mistakes in the configuration:",
        "a.yaml:1: early",
        "b.yaml:2: x: late",
    ]


def test_one_mistake_is_one_line() -> None:
    translated = translation_of(ConfigurationError([Mistake("a.yaml", 1, "x", "wrong")]))
    assert translated is not None
    assert translated.message == "a.yaml:1: x: wrong"


def test_a_group_is_translated_only_if_each_of_its_errors_is() -> None:
    expected = ExceptionGroup("tasks", [FetchError("dns", "wrong"), InvalidInput("wrong")])
    with_a_bug = ExceptionGroup("tasks", [InvalidInput("wrong"), KeyError("bug")])
    translated = translation_of(expected)
    assert translated is not None
    assert translated.exit_code == 1
    assert translation_of(with_a_bug) is None


@pytest.mark.parametrize(
    "bug", [KeyError("x"), ValueError("x"), AssertionError(), BrokenPipeError()]
)
def test_a_bug_and_a_closed_pipe_pass_unchanged(bug: Exception) -> None:
    with pytest.raises(type(bug)) as raised, translate_errors():
        raise bug
    assert raised.value is bug


def test_an_exit_of_click_passes_unchanged() -> None:
    with pytest.raises(click.exceptions.Exit), translate_errors():
        raise click.exceptions.Exit(3)


@pytest.mark.parametrize(
    "arguments",
    [
        ("alerts", "show"),
        ("alerts", "list", "--rule"),
        ("alerts", "list", "--theme"),
        ("alerts", "list", "--act"),
        ("alerts", "silence", "severity=high", "--for", "1h", "--comment"),
        ("rejected", "show"),
        ("rejected", "drop"),
    ],
    ids=" ".join,
)
def test_an_argument_that_is_not_utf_8_is_refused(data: Path, arguments: tuple[str, ...]) -> None:
    refused = run(*arguments, "\udcff")  # as Python has the byte 0xff of a command line
    assert (refused.exit_code, "is not UTF-8" in refused.stderr) == (2, True)


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_a_terminal_that_lacks_characters_gets_them_escaped(folder: Path, encoding: str) -> None:
    (folder / "watchlist.yaml").write_text(
        "actors: [{id: sadr, name: مقتدى الصدر, kind: person}]\nrules: [{id: r, name: R}]\n",
        "utf-8",
    )
    printed = CliRunner(charset=encoding).invoke(main, ["watchlist", "list"])
    assert printed.exit_code == 0
    assert r"\u0645" in printed.stdout
