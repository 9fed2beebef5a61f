"""The error tree: its drawing is true, and every error survives the way between processes."""

import pickle
import re
from datetime import timedelta

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
