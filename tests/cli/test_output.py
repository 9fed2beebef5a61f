"""Tables keep ids whole, pipes get whole lines, and control characters never pass."""

import os
import pty
import subprocess
import sys
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from monitor.cli.output import (
    GAP,
    INDENT,
    aligned_lines,
    cell_text,
    print_rows,
    printable,
    terminal_lines,
    without_controls,
)

COLUMNS = {"id": "id", "text": "deep.text"}
LONG_TEXT = "word " * 100
TERMINAL_WIDTH = 80


@given(st.text())
def test_a_printable_text_is_one_line_without_control_characters(text: str) -> None:
    assert all(ord(character) >= 32 and character != "\x7f" for character in printable(text))
    assert len(printable(text).splitlines()) <= 1


@given(st.text())
def test_control_characters_are_replaced_at_the_same_offsets(text: str) -> None:
    safe = without_controls(text)
    assert len(safe) == len(text)
    assert "\x1b" not in safe
    assert [place for place, letter in enumerate(text) if letter == "\n"] == [
        place for place, letter in enumerate(safe) if letter == "\n"
    ]


@given(st.lists(st.lists(st.text("abc 漢é"), min_size=3, max_size=3), min_size=1))
def test_columns_of_a_pipe_are_aligned_and_whole(rows: list[list[str]]) -> None:
    lines = list(aligned_lines(rows))
    assert len(lines) == len(rows)
    start = max(cell_len(row[0]) for row in rows) + len(GAP)
    for line, row in zip(lines, rows, strict=True):
        assert all(cell.rstrip() in line for cell in row)
        assert cell_len(line[: len(row[0])]) <= start


@given(
    st.lists(st.lists(st.text("abc漢é"), min_size=4, max_size=4), min_size=1), st.integers(1, 60)
)
def test_a_terminal_gets_every_cell_whole(rows: list[list[str]], width: int) -> None:
    titles = ["id", "two", "three", "four"]
    lines = list(terminal_lines(titles, rows, width))
    heads = [line for line in lines if not line.startswith(INDENT)]
    first_width = max(cell_len(cell) for cell, *_ in (titles, *rows))
    assert all(cell_len(line) <= max(width, first_width) for line in heads)
    text = "\n".join(lines)
    assert all(cell in text for row in rows for cell in row)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("missing", ""),
        ("none", ""),
        ("number", "0"),
        ("words", "a, b"),
        ("deep.text", "x y"),
        ("deep.text.more", ""),
    ],
)
def test_a_cell_is_the_value_at_its_path(path: str, text: str) -> None:
    row = {"none": None, "number": 0, "words": ["a", "b"], "deep": {"text": "x\ny"}}
    assert cell_text(row, path) == text


def test_a_pipe_gets_a_line_per_row_however_long(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"id": "0123456789abcdef0123", "deep": {"text": LONG_TEXT}} for _ in range(3)]
    print_rows(rows, COLUMNS, as_json=False, if_empty="")
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 4
    assert all(LONG_TEXT.strip() in line for line in lines[1:])


def test_no_rows_are_a_sentence_for_people_and_nothing_for_programs(
    capsys: pytest.CaptureFixture[str],
) -> None:
    print_rows([], COLUMNS, as_json=False, if_empty="No row.")
    assert capsys.readouterr().out == "No row.\n"
    print_rows([], COLUMNS, as_json=True, if_empty="No row.")
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("text", ["[bold]x", "[/]", "[link=x]", ":smile:", "\x1b[31mred"])
def test_a_narrow_terminal_shows_ids_whole_and_texts_as_they_are(text: str) -> None:
    ids = [f"{number:020x}" for number in range(3)]
    rows = [{"id": id_, "deep": {"text": f"{text} {LONG_TEXT}"}} for id_ in ids]
    program = (
        "from monitor.cli.output import print_rows\n"
        f"print_rows({rows!r}, {COLUMNS!r}, as_json=False, if_empty='')"
    )
    printed = "".join(terminal_output(program))
    assert all(id_ in printed for id_ in ids)
    assert printable(text).replace("\ufffd", "")[:5] in printed.replace("\ufffd", "")
    heads = [line for line in printed.split("\r\n") if not line.startswith(INDENT)]
    assert all(cell_len(line) <= TERMINAL_WIDTH for line in heads)


def terminal_output(program: str) -> Iterator[str]:
    """Yield what a Python program prints on a terminal of 80 columns."""
    ours, theirs = pty.openpty()
    environ = {**os.environ, "COLUMNS": str(TERMINAL_WIDTH), "TERM": "dumb"}
    process = subprocess.Popen([sys.executable, "-c", program], stdout=theirs, env=environ)
    os.close(theirs)
    with os.fdopen(ours, "rb") as output:
        try:
            while part := output.read1(4096):
                yield part.decode(errors="replace")
        except OSError:  # Linux: the other end is closed
            pass
    assert process.wait() == 0
