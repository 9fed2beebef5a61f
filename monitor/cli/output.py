"""Print tables, JSON lines and progress.

1. With ``--json``, a row is one JSON object on a line.
2. In a pipe, a row is one line of aligned columns.
3. On a terminal, the columns that do not fit are on lines of their own below the row.
   Nothing is ever cut.
4. Control characters of feeds never reach the terminal.
5. Progress is shown on a terminal only, on standard error.
"""

import itertools
import json
import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import click
from rich.cells import cell_len
from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

Row = dict[str, Any]
"""One row as builtin values, as ``--json`` prints it."""

Columns = Mapping[str, str]
"""The columns of a table: title, and the dotted path of the value in a row."""

PIPE_WIDTH = 100_000
"""Columns of a console that writes into a pipe: wider than any line, so that none is wrapped."""

GAP = "  "
"""Between two columns."""

INDENT = "    "
"""Before a column that is on a line of its own."""


def stdout_console(*, soft_wrap: bool = False) -> Console:
    """Return a console on standard output that prints texts as they are, without markup.

    Args:
        soft_wrap: whether lines on a terminal are left to the terminal to wrap.
    """
    is_terminal = Console().is_terminal
    return Console(
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=soft_wrap or not is_terminal,
        width=None if is_terminal else PIPE_WIDTH,
    )


def print_json(row: Mapping[str, Any]) -> None:
    """Print one JSON object on a line."""
    click.echo(json.dumps(row, ensure_ascii=False))


def print_rows(rows: Sequence[Row], columns: Columns, *, as_json: bool, if_empty: str) -> None:
    """Print rows as JSON lines or as a table; print a sentence if there is none to show."""
    if as_json:
        for row in rows:
            print_json(row)
        return
    if not rows:
        click.echo(if_empty)
        return
    cells = [_cells_of(row, columns) for row in rows]
    console = stdout_console()
    if console.is_terminal:
        lines = terminal_lines(list(columns), cells, console.width)
    else:
        lines = aligned_lines([list(columns), *cells])
    for line in lines:
        click.echo(line)


def _cells_of(row: Row, columns: Mapping[str, str]) -> list[str]:
    return [cell_text(row, path) for path in columns.values()]


def cell_text(row: Row, path: str) -> str:
    """Return the value at a dotted path as one line of text; empty if there is none."""
    value: Any = row
    for step in path.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return printable(", ".join(map(str, value)))
    return printable(str(value))


def printable(text: str) -> str:
    """Return a text on one line, without control characters."""
    return " ".join(without_controls(text).split())


def without_controls(text: str) -> str:
    """Replace control characters but tabs and line feeds by U+FFFD; offsets stay the same."""
    return "".join(map(_harmless, text))


def _harmless(character: str) -> str:
    if character in "\t\n" or unicodedata.category(character) != "Cc":
        return character
    return "\ufffd"


def aligned_lines(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield each row as a line whose columns are aligned; the last one is as long as its text."""
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        padded = [
            cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)
        ]
        yield GAP.join(padded).rstrip()


def terminal_lines(
    titles: Sequence[str], rows: Sequence[Sequence[str]], width: int
) -> Iterator[str]:
    """Yield rows for a terminal: columns as long as they fit, the others on indented lines.

    Args:
        titles: of the columns.
        rows: cells of each row.
        width: columns of the terminal. The first column is never cut, even if it is wider.
    """
    widths = [max(map(cell_len, column)) for column in zip(titles, *rows, strict=True)]
    count = _fitting_columns(widths, width)
    heads = aligned_lines([row[:count] for row in (titles, *rows)])
    yield next(heads)
    for head, row in zip(heads, rows, strict=True):
        yield head
        for title, cell in zip(titles[count:], row[count:], strict=True):
            if cell:
                yield f"{INDENT}{title}: {cell}"


def _fitting_columns(widths: Sequence[int], width: int) -> int:
    """Return how many of the first columns fit beside each other; at least one."""
    ends = itertools.accumulate(widths, lambda end, next_width: end + len(GAP) + next_width)
    return max(1, sum(end <= width for end in ends))


@contextmanager
def counting(label: str) -> Iterator[Callable[[int], None]]:
    """Show a spinner with a growing count on a terminal, labelled as ``1,234 <label>``.

    Yields the function that adds to the count.
    """
    with _progress(TextColumn("{task.completed:,.0f} " + label)) as progress:
        task = progress.add_task("", total=None)
        yield lambda count: progress.advance(task, count)


@contextmanager
def progressing(label: str, total: int | None) -> Iterator[Callable[[int, int], None]]:
    """Show a bar with count, rate and time left on a terminal; a spinner where no total is known.

    Yields the function that advances it by a number of items and by a part of ``total``.
    """
    counts = TextColumn("{task.fields[items]:,} " + label + ", {task.fields[rate]:,.0f}/s")
    bar = (BarColumn(), TaskProgressColumn(), TimeRemainingColumn()) if total else ()
    with _progress(counts, *bar) as progress:
        task = progress.add_task("", total=total, items=0, rate=0.0)
        started, items = time.monotonic(), 0

        def advance(count: int, size: int) -> None:
            nonlocal items
            items += count
            rate = items / max(time.monotonic() - started, 0.001)
            progress.update(task, advance=size, items=items, rate=rate)

        yield advance


def _progress(*columns: ProgressColumn) -> Progress:
    """Return a display on standard error that shows nothing unless it is a terminal."""
    console = Console(stderr=True)
    return Progress(
        SpinnerColumn(),
        *columns,
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
