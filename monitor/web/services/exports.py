"""Lists as tables: CSV, JSON and XLSX, without formulas.

A spreadsheet runs a cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line break. In CSV
such a text gets an apostrophe in front (OWASP, CSV injection); in XLSX every cell is a string.
"""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Literal

from monitor.records import Alert, Article, Statement
from monitor.store.statements import StoredStatement

Form = Literal["csv", "json", "xlsx"]
MEDIA_TYPES: dict[Form, str] = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""First characters that a spreadsheet takes for a formula, in their full width too."""
LONGEST_CELL = 32_000
"""Characters of a cell; Excel allows 32,767."""

Record = dict[str, str]


def alert_record(alert: Alert) -> Record:
    """Return an alert as a row of a table."""
    return {
        "raised_at": _time(alert.raised_at),
        "severity": alert.severity,
        "rule": alert.rule_name or alert.rule,
        "actor": alert.actor or "",
        **_statement_fields(alert.statement),
        "publishers": ", ".join(sorted({copy.publisher for copy in alert.copies})),
        "copies": str(len(alert.copies)),
        **_article_fields(alert.article),
        "id": alert.id,
    }


def statement_record(item: StoredStatement) -> Record:
    """Return a statement as a row of a table."""
    return {
        "seen_at": _time(item.article.seen_at),
        **_statement_fields(item.statement),
        **_article_fields(item.article),
        "id": item.statement.id,
    }


def article_record(article: Article) -> Record:
    """Return an article as a row of a table, without its text."""
    return {
        "seen_at": _time(article.seen_at),
        "published_at": _time(article.published_at),
        **_article_fields(article),
        "id": article.id,
    }


def write_table(records: Sequence[Record], form: Form) -> bytes:
    """Return the records as a file."""
    if form == "csv":
        return _csv(records)
    if form == "json":
        return json.dumps(list(records), ensure_ascii=False, indent=1).encode()
    return _xlsx(records)


def safe_cell(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    text = text[:LONGEST_CELL]
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text


def _csv(records: Sequence[Record]) -> bytes:
    buffer = io.StringIO()
    buffer.write("\ufeff")  # without it Excel reads UTF-8 as the encoding of its country
    writer = csv.writer(buffer)
    writer.writerow(_columns(records))
    for record in records:
        writer.writerow([safe_cell(value) for value in record.values()])
    return buffer.getvalue().encode()


def _xlsx(records: Sequence[Record]) -> bytes:
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        sheet = workbook.add_worksheet()
        for row, values in enumerate(_rows(records)):
            for column, value in enumerate(values):
                sheet.write_string(row, column, value[:LONGEST_CELL])
        sheet.freeze_panes(1, 0)
    return buffer.getvalue()


def _rows(records: Sequence[Record]) -> Iterable[list[str]]:
    yield _columns(records)
    for record in records:
        yield list(record.values())


def _columns(records: Sequence[Record]) -> list[str]:
    return list(records[0]) if records else []


def _statement_fields(statement: Statement) -> Record:
    return {
        "speaker": statement.said_by,
        "text": statement.text,
        "kind": statement.kind,
        "polarity": statement.polarity,
        "acts": ", ".join(statement.acts),
        "themes": ", ".join(statement.themes),
    }


def _article_fields(article: Any) -> Record:
    return {
        "publisher": article.publisher,
        "language": article.language,
        "title": article.title,
        "url": article.url,
    }


def _time(at: datetime | None) -> str:
    return at.isoformat() if at is not None else ""
