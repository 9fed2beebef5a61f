"""The heart of the program reads no clock: `now` is an argument."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PURE = (
    "records",
    "languages",
    "watchlist",
    "feeds",
    "articles",
    "statements",
    "matches",
    "alerts",
    "deliveries",
    "flow",
)
CLOCKS = {"now", "today", "utcnow", "monotonic", "perf_counter", "process_time"}


def clock_calls(source: str) -> list[int]:
    """Return the lines that call a clock as an attribute, such as ``datetime.now()``."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    attributes = [node for node in calls if isinstance(node.func, ast.Attribute)]
    return [
        n.lineno for n in attributes if isinstance(n.func, ast.Attribute) and n.func.attr in CLOCKS
    ]


def test_a_call_of_a_clock_is_seen() -> None:
    assert clock_calls("from datetime import datetime\n\nnow = datetime.now()\n") == [3]
    assert clock_calls("def f(now):\n    return now\n") == []


@pytest.mark.parametrize("folder", PURE)
def test_no_pure_folder_reads_a_clock(folder: str) -> None:
    files = sorted((ROOT / "monitor" / folder).rglob("*.py"))
    assert files
    lines = {str(file): clock_calls(file.read_text("utf-8")) for file in files}
    assert {file: calls for file, calls in lines.items() if calls} == {}
