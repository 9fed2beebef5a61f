"""Articles in files: JSON lines or CSV, plain or gzipped.

1. The name decides: ``.jsonl`` or ``.ndjson``, ``.csv``, each also with ``.gz``.
2. A row has ``url`` and ``text`` or ``html``; it may have ``title``, ``published_at``,
   ``language``, ``publisher``, ``authors`` (a list, or separated by ``;``), ``feed`` (an address)
   and ``id``. Other columns are ignored.
3. A row that is not valid is skipped with its line; so is a date that cannot be read for certain.
4. ``html`` is a whole page, from which the article is extracted.
"""

import csv
import gzip
import io
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from monitor.feeds.dates import read_date
from monitor.feeds.values import feed_id, language_code
from monitor.records import Article
from monitor.records.errors import InvalidInput
from monitor.records.ids import article_id
from monitor.services.backfill.file_batches import (
    GZIP_ERRORS,
    FileFormat,
    damaged,
    file_batches,
    paths_of,
    size_of,
)
from monitor.services.backfill.items import Batch, Position, Skipped, Text, article_of_text, utc_now
from monitor.services.backfill.pages import PageParser, complete

LONGEST_LINE = 16_000_000
"""Bytes of a row, as of a poll; a longer one is skipped."""
JSON_SUFFIXES, CSV_SUFFIXES = (".jsonl", ".ndjson"), (".csv",)
LONGEST_PUBLISHER = 200
"""Characters of a publisher, as the database holds it."""
COLUMNS = ("url", "text", "html", "title", "published_at", "language", "publisher", "feed", "id")
"""Columns that hold a text."""

Row = dict[str, Any] | Skipped


@dataclass(frozen=True, slots=True)
class Files:
    """A source: files of articles, one after the other."""

    files: tuple[Path, ...]
    parser: PageParser

    @property
    def key(self) -> str:
        """The paths."""
        return paths_of(self.files)

    def total(self) -> int | None:
        """Return the bytes of all files."""
        return size_of(self.files)

    async def batches(self, after: Position | None) -> AsyncIterator[Batch]:
        """Yield the rows. Raises `InvalidInput` for a file of another format, OSError."""
        for file in self.files:
            _reader_of(file)
        async for batch in file_batches(
            self.files, after, FileFormat("row", _rows, self._article_of)
        ):
            yield batch

    async def _article_of(self, row: "Row") -> Article | Skipped:
        text = row if isinstance(row, Skipped) else text_of_row(row)
        html = row.get("html") if isinstance(row, dict) else None
        if html and isinstance(text, Text) and not text.text:
            body = html.encode("utf-8", "replace")
            text = await complete(text, self.parser, body, "text/html; charset=utf-8")
        return text if isinstance(text, Skipped) else article_of_text(text, utc_now())


def _rows(file: Path, stream: BinaryIO) -> Iterator["Row"]:
    """Yield the rows of a file, unpacked. Raises `InvalidInput`."""
    is_gzip = file.suffix == ".gz"
    try:
        yield from _reader_of(file)(file, gzip.GzipFile(fileobj=stream) if is_gzip else stream)
    except GZIP_ERRORS as error:
        raise damaged(file, error) from error


def text_of_row(row: dict[str, Any]) -> Text | Skipped:
    """Return the text of a row, whose ``item`` says where it is."""
    item = row["item"]
    try:
        _check_row(row)
        published_at = _date(row.get("published_at") or "")
        authors = _authors(row.get("authors"))
    except ValueError as error:
        return Skipped(item, str(error))
    feed = feed_id(row["feed"]) if row.get("feed") else ""
    return Text(
        item=item,
        url=row["url"].strip(),
        title=(row.get("title") or "").strip(),
        text=(row.get("text") or "").strip(),
        published_at=published_at,
        language=language_code(row.get("language") or ""),
        publisher=row.get("publisher") or "",
        feed=feed,
        id=article_id(feed, row["id"]) if row.get("id") else "",
        authors=authors,
    )


def _check_row(row: dict[str, Any]) -> None:
    """Raise ValueError for a row that lacks something, or has something else than texts."""
    wrong = [name for name in COLUMNS if not isinstance(row.get(name) or "", str)]
    if wrong:
        raise ValueError(f"{wrong[0]!r} is not a text")
    if not row.get("url"):
        raise ValueError("it has no url")
    if not (row.get("text") or row.get("html")):
        raise ValueError("it has neither text nor html")
    if len(row.get("publisher") or "") > LONGEST_PUBLISHER:
        raise ValueError(f"the publisher has more than {LONGEST_PUBLISHER} characters")


def _date(text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    parsed = read_date(text)
    if parsed is None:
        raise ValueError(f"published_at {text[:40]!r} cannot be read; write 2026-11-27T13:00:00Z")
    return parsed


def _authors(value: Any) -> tuple[str, ...]:
    names = value.split(";") if isinstance(value, str) else value or []
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValueError("'authors' is not a list of names")
    return tuple(name.strip() for name in names if name.strip())


def _reader_of(file: Path) -> Callable[[Path, Any], Iterator["Row"]]:
    """Return the reader of a file by its name. Raises `InvalidInput`."""
    suffix = Path(file.stem).suffix if file.suffix == ".gz" else file.suffix
    if suffix in JSON_SUFFIXES:
        return _json_rows
    if suffix in CSV_SUFFIXES:
        return _csv_rows
    endings = ", ".join((*JSON_SUFFIXES, *CSV_SUFFIXES))
    raise InvalidInput(f"{file} is not a list of articles; its name must end in {endings} (or .gz)")


def _json_rows(file: Path, stream: Any) -> Iterator["Row"]:
    number = 0
    while line := stream.readline(LONGEST_LINE + 1):
        number += 1
        item = f"{file}:{number}"
        if len(line) > LONGEST_LINE:
            while line and not line.endswith(b"\n"):
                line = stream.readline(LONGEST_LINE)  # the rest of the long line
            yield Skipped(item, f"more than {LONGEST_LINE // 1_000_000} MB")
        elif line.strip():
            try:
                yield msgspec.json.decode(line, type=dict[str, Any]) | {"item": item}
            except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
                yield Skipped(item, f"not a JSON object: {error}")


def _csv_rows(file: Path, stream: Any) -> Iterator["Row"]:
    csv.field_size_limit(LONGEST_LINE)
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="")
    rows = csv.DictReader(text)
    if "url" not in (rows.fieldnames or ()):
        raise InvalidInput(f"{file}: the first line names no column 'url'")
    while True:
        try:
            row = next(rows)
        except StopIteration:
            break
        except csv.Error as error:
            yield Skipped(f"{file}:{rows.line_num}", f"not CSV: {error}")
            continue
        cells = {key: value for key, value in row.items() if key is not None}
        yield {**cells, "item": f"{file}:{rows.line_num}"}
    text.detach()
