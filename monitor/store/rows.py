"""From rows to values, and from filters to SQL clauses: shared by the modules of every noun."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import ARRAY, ColumnElement, and_, any_, bindparam, func, literal, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from monitor.records import Record
from monitor.records.search import Term, parse_search
from monitor.records.wire import Unreadable, decode

T = TypeVar("T")
R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some items, newest first, and the cursor of the next page, None on the last.

    A cursor is the number of the last row of a page, so pages do not shift while rows are added.
    """

    items: tuple[T, ...]
    next: int | None


def page_of(rows: list[tuple[int, T]], limit: int) -> Page[T]:
    """Return the page of rows ``(number, item)``, of which one more than ``limit`` was read."""
    items = tuple(item for _, item in rows[:limit])
    has_more = len(rows) > limit
    return Page(items, rows[limit - 1][0] if has_more else None)


def readable(bodies: Iterable[bytes | None], record_type: type[R]) -> list[R]:
    """Return the records of some bodies, without those that cannot be decoded."""
    records = (decode(body, record_type) for body in bodies)
    return [record for record in records if not isinstance(record, Unreadable)]


def readable_or_none(body: bytes | None, record_type: type[R]) -> R | None:
    """Return the record of a body, or None where there is none that can be decoded."""
    return next(iter(readable([body], record_type)), None) if body is not None else None


def is_among(
    connection: AsyncConnection, column: Any, values: Collection[int] | Collection[str]
) -> ColumnElement[bool]:
    """Return the clause that a column has one of some values, however many.

    They are one parameter: ``IN`` with thousands of parameters costs more than the query.
    """
    if connection.dialect.name == "postgresql":
        array = bindparam(None, list(values), type_=ARRAY(column.type))
        return cast("ColumnElement[bool]", column == any_(array))
    elements = func.json_each(literal(json.dumps(list(values)))).table_valued("value")
    return cast("ColumnElement[bool]", column.in_(select(elements.c.value)))


def packed(names: Iterable[str]) -> str:
    """Return names as ``|one|two|``, or ``""`` for none."""
    text = "|".join(names)
    return f"|{text}|" if text else ""


def unpacked(names: str) -> list[str]:
    """Return the names that `packed` has written."""
    return names.strip("|").split("|") if names else []


def contains_name(column: Any, names: Iterable[str]) -> list[ColumnElement[bool]]:
    """Return the clause that a packed column has one of some names; no names hold for any row."""
    choices = [column.like(f"%|{escape_like(name)}|%", escape="\\") for name in names]
    return [or_(*choices)] if choices else []


def in_time(
    column: Any, since: datetime | None, until: datetime | None
) -> list[ColumnElement[bool]]:
    """Return the clauses that a column (epoch seconds) is in ``since`` to ``until``."""
    clauses = []
    if since is not None:
        clauses.append(column >= since.timestamp())
    if until is not None:
        clauses.append(column < until.timestamp())
    return clauses


def meets_search(column: Any, search: str) -> list[ColumnElement[bool]]:
    """Return the clause that a folded column meets a search; an empty one holds for any row.

    Raises `QueryError`.
    """
    conjunctions = parse_search(search).conjunctions
    choices = [_has_terms(column, terms) for terms in conjunctions]
    return [or_(*choices)] if choices else []


def _has_terms(column: Any, terms: Iterable[Term]) -> ColumnElement[bool]:
    return and_(*(_has_term(column, term) for term in terms))


def _has_term(column: Any, term: Term) -> ColumnElement[bool]:
    clause: ColumnElement[bool] = column.like(f"%{escape_like(term.text)}%", escape="\\")
    return not_(clause) if term.is_negated else clause


def escape_like(text: str) -> str:
    r"""Return a text that LIKE takes literally, with ``\`` as the escape character."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
