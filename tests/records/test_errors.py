"""The error tree: its drawing is true, and every error survives the way between processes."""

import ast
import builtins
import pickle
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.records import errors
from monitor.records.errors import (
    ENVIRONMENT,
    ConfigurationError,
    FeedError,
    FetchError,
    InvalidInput,
    Mistake,
    MonitorError,
    QueryError,
    SettingsError,
)

PACKAGE = Path(errors.__file__).parents[1]

LEVEL_WIDTH = 4
"""Characters by which the drawing indents a child."""


def drawn_parents() -> dict[str, str]:
    """Return the parent of each class as the module's docstring draws it."""
    parents: dict[str, str] = {}
    path: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        drawn = re.fullmatch(r" {4}((?:[│ ] {3})*(?:[├└]── )?)([A-Z]\w+)(?: .*)?", line)
        if drawn is None:
            continue
        depth = len(drawn[1]) // LEVEL_WIDTH
        path[depth:] = [drawn[2]]
        if depth:
            parents[drawn[2]] = path[depth - 1]
    return parents


def test_the_docstring_draws_the_tree_as_it_is() -> None:
    classes = [
        value
        for value in vars(errors).values()
        if isinstance(value, type) and issubclass(value, MonitorError) and value is not MonitorError
    ]
    assert drawn_parents() == {cls.__name__: cls.__bases__[0].__name__ for cls in classes}


def classes_on_builtin_errors() -> Iterator[str]:
    """Yield the public classes of the program that derive from an error of Python's own."""
    names = {name for name, value in vars(builtins).items() if is_error(value)}
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                bases = {base.id for base in node.bases if isinstance(base, ast.Name)}
                if bases & names:
                    yield node.name


def is_error(value: object) -> bool:
    """Return whether a value is a class of errors."""
    return isinstance(value, type) and issubclass(value, BaseException)


def test_every_error_is_in_the_tree() -> None:
    # The client is separate: its users see no error of the server.
    assert set(classes_on_builtin_errors()) == {"MonitorError", "QueryError", "ApiError"}


def test_the_docstring_names_the_errors_that_are_defined_elsewhere() -> None:
    pattern = re.compile(r"^class ([A-Z]\w+)\(MonitorError\)", re.MULTILINE)
    for file in PACKAGE.rglob("*.py"):
        if file.name == "errors.py":
            continue
        module = ".".join(file.relative_to(PACKAGE).with_suffix("").parts)
        for name in pattern.findall(file.read_text()):
            assert f"`{module}.{name}`" in (errors.__doc__ or "")


@pytest.mark.parametrize(
    "error",
    [
        ConfigurationError([Mistake("feeds.yaml", 3, "feeds[0].url", "is not a URL")]),
        SettingsError([Mistake(ENVIRONMENT, 1, "MONITOR_HTTP", "write host:port")]),
        FetchError("dns", "no such host", timedelta(minutes=1)),
        FeedError("not_a_feed", "the body is empty"),
        QueryError("this parenthesis is not closed", 4),
        InvalidInput("no such file"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_survives_pickling_with_its_fields(error: MonitorError) -> None:
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), str(copy), vars(copy)) == (type(error), str(error), vars(error))


def test_mistakes_are_sorted_by_file_and_line() -> None:
    late, early = Mistake("b.yaml", 1, "", "late"), Mistake("a.yaml", 9, "x", "early")
    assert str(ConfigurationError([late, early])) == "a.yaml:9: x: early\nb.yaml:1: late"


def test_a_variable_has_no_line() -> None:
    mistake = Mistake(ENVIRONMENT, 1, "MONITOR_HTTP", "write host:port")
    assert str(mistake) == "MONITOR_HTTP: write host:port"
