"""CSV, as spreadsheets and the query service of Wikidata write it: a header and rows.

    id, name, kind, aliases, descriptions, never, part_of, tags, wikidata, romanise

1. Only ``name`` is needed. Commas, semicolons, tabs or bars separate cells, as the header shows. A
   first line ``sep=;`` is skipped. Case and spaces in the header do not count.
2. Semicolons and line ends separate the values inside a cell. A quotation mark that is not closed
   is refused: it would make one name of many rows.
3. ``kind`` is a person by default, and may be written as in `KINDS`. ``romanise`` is on unless it
   is ``no``.
4. A table with the columns ``item`` and ``itemLabel`` is a result of a Wikidata query.
5. A column that is nearly a known one is refused: it is probably misspelt. Any other unknown column
   is reported and ignored.
"""

import csv
import difflib
import io
import re
from collections.abc import Iterable, Iterator

from monitor.records.errors import UnreadableList
from monitor.watchlist.exchange.entries import (
    KINDS,
    LONGEST_NAME,
    Entry,
    Skipped,
    clean_text,
    make_entry,
)
from monitor.watchlist.exchange.wikidata import read_bindings
from monitor.watchlist.values import Actor

LISTS = ("aliases", "descriptions", "never", "part_of", "tags")
COLUMNS = ("id", "name", "kind", *LISTS, "wikidata", "romanise")

QUERY_COLUMNS = {
    name.casefold(): name
    for name in ("item", "itemLabel", "itemAltLabel", "itemDescription", "class")
}
"""Variables of a Wikidata query, by their names in lower case."""

SEPARATORS = ",;\t|"

LONGEST_CELL = 10_000_000
"""Characters of a cell that are read; a longer one is refused, so that memory is bounded."""

NEARLY = 0.75
"""Likeness of a misspelt column to a known one: ``alias`` and ``kinds``, but not ``phone``."""

UNNAMED = ""
"""The title of a column that a spreadsheet adds at the end; its cells are ignored."""

OFF = "no"
"""The value of a switch that is off; an empty cell is on."""

_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_VALUE_END = re.compile(r"[;\n]")
_QID = re.compile(r"Q\d+")

Row = dict[str, str]
"""Cells by column; ``""`` where a row is short."""


def has_name_column(header: str) -> bool:
    """Return whether a line is the header of a table that can be read, or names its separator."""
    if _SEPARATOR_LINE.fullmatch(header + "\n"):
        return True
    try:
        cells = next(csv.reader([header], delimiter=_separator_of(header)), [])
    except csv.Error:
        return False
    columns = _columns_of(cells)
    return "name" in columns or {"item", "itemlabel"} <= set(columns)


def read_table(text: str) -> Iterator[Entry | Skipped]:
    """Yield the rows of a table. Raises `UnreadableList` with the line."""
    csv.field_size_limit(LONGEST_CELL)
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff\n")
    separator = _separator_of(text.partition("\n")[0])
    if named := _SEPARATOR_LINE.match(text):
        separator, text = named[1], text[named.end() :]
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    columns = _columns_of(_next_cells(lines))
    if {"item", "itemlabel"} <= set(columns):
        yield from read_bindings(_query_rows(lines, columns))
        return
    yield from _ignored_columns(columns)
    line = lines.line_num
    while (cells := _next_cells(lines)) is not None:
        first, line = line + 1, lines.line_num
        if line > first and len(cells) < len(columns) and separator in cells[-1]:
            raise UnreadableList(f"line {first}: a quotation mark is not closed")
        if any(cell.strip() for cell in cells):
            yield _read_row(columns, cells, line)
        elif len(cells) > 1:
            yield Skipped(f"line {lines.line_num}", "no name")


def _separator_of(header: str) -> str:
    """Return the separator that occurs most often in a header."""
    return max(SEPARATORS, key=header.count)


def _columns_of(cells: list[str] | None) -> list[str]:
    return [cell.strip().casefold() for cell in cells or ()]


def _next_cells(lines: "csv._reader") -> list[str] | None:  # type: ignore[name-defined]
    """Return the cells of the next row, None at the end. Raises `UnreadableList`."""
    try:
        return next(lines, None)
    except csv.Error as error:
        raise UnreadableList(f"line {lines.line_num}: {error}") from error


def _ignored_columns(columns: list[str]) -> Iterator[Skipped]:
    """Yield the columns that are not read. Raises `UnreadableList` for a header that is wrong."""
    if "name" not in columns:
        raise UnreadableList("line 1: the header has no `name`")
    unknown = sorted(set(columns) - {*COLUMNS, UNNAMED})
    for column in unknown:
        if nearest := difflib.get_close_matches(column, COLUMNS, n=1, cutoff=NEARLY):
            raise UnreadableList(
                f"line 1: unknown column {column!r}; did you mean {nearest[0]!r}? "
                f"The columns are {', '.join(COLUMNS)}"
            )
    named = [column for column in columns if column != UNNAMED]
    repeated = sorted({column for column in named if named.count(column) > 1})
    if repeated:
        raise UnreadableList(f"line 1: the column {', '.join(repeated)} occurs twice")
    for column in unknown:
        yield Skipped(f"column {column}", "the column is not read")


def _query_rows(lines: "csv._reader", columns: list[str]) -> Iterator[Row]:  # type: ignore[name-defined]
    while (cells := _next_cells(lines)) is not None:
        row = dict(zip(columns, cells, strict=False))
        yield {name: row[column] for column, name in QUERY_COLUMNS.items() if row.get(column)}


def _read_row(columns: list[str], cells: list[str], line: int) -> Entry | Skipped:
    if len(cells) > len(columns):
        return Skipped(f"line {line}", f"{len(cells)} cells, but the header has {len(columns)}")
    row = dict.fromkeys(columns, "") | dict(zip(columns, cells, strict=False))
    name = clean_text(row["name"])
    id_ = row.get("id", "").strip() or name
    if not name:
        return Skipped(id_ or f"line {line}", "no name")
    if len(name) > LONGEST_NAME:
        return Skipped(f"line {line}", f"a name of {len(name)} characters")
    written_kind = row.get("kind", "").strip()
    kind = KINDS.get(written_kind.casefold() or "person")
    if kind is None:
        return Skipped(id_, f"line {line}: the kind {written_kind!r} is unknown")
    qid = _QID.search(row.get("wikidata", ""))
    lists = {column: _VALUE_END.split(row.get(column, "")) for column in LISTS}
    entry = make_entry(id_, name, kind, wikidata=qid.group() if qid else None, **lists)
    if row.get("romanise", "").strip().casefold() == OFF:
        entry["romanise"] = False
    return entry


def write_table(actors: Iterable[Actor]) -> Iterator[str]:
    """Yield the header, and a line for each actor with every field."""
    yield ",".join(COLUMNS)
    for actor in actors:
        line = io.StringIO()
        cells = [_cell(getattr(actor, column)) for column in COLUMNS]
        csv.writer(line, lineterminator="").writerow(cells)
        yield line.getvalue()


def _cell(value: tuple[str, ...] | str | bool | None) -> str:
    if isinstance(value, bool):
        return "" if value else OFF
    if isinstance(value, tuple):
        return ";".join(value)
    return value or ""
