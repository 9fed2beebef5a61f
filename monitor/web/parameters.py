"""Types of the parameters and bodies of requests: bounded, and free of what a database refuses.

1. Times without a zone are UTC; what cannot be expressed in UTC is refused.
2. Texts have a length and no control characters: PostgreSQL stores no NUL.
3. Numbers fit into 64 bits.
4. A query parameter that the route does not have is refused with the nearest known one.
"""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Depends, Path
from fastapi.exceptions import RequestValidationError, WebSocketRequestValidationError
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from starlette.requests import HTTPConnection

from monitor.deliveries import AlertFilter
from monitor.records import SEVERITIES, Act, Severity
from monitor.records.fields import refuse_number
from monitor.records.search import check_search
from monitor.store.alert_clauses import AlertSelection, State
from monitor.store.search import query
from monitor.web.problems import unknown_parameters

MAX_ITEMS = 200
"""Items of a page: 200 alerts with their copies are about a megabyte."""
MAX_INTEGER = 2**63 - 1
"""Largest number of a row that both databases know."""
NOTE_LENGTH = 2000
"""Characters of a note or comment: a page of text."""
MAX_NAMES = 50
"""Values of one filter: the longest list of rules that one screen filters by."""


def _in_utc(value: datetime) -> datetime:
    try:
        if value.tzinfo is None:
            return value.replace(tzinfo=UTC)
        return value.astimezone(UTC)
    except OverflowError:
        raise ValueError("the time is outside of the years 1 to 9999 in UTC") from None


def _without_controls(value: str) -> str:
    if any(ord(character) < 32 or ord(character) == 127 for character in value):
        raise ValueError("control characters are not allowed")
    return value


def _without_controls_but_lines(value: str) -> str:
    _without_controls(value.translate({ord("\n"): " ", ord("\r"): " ", ord("\t"): " "}))
    return value


Time = Annotated[datetime, BeforeValidator(refuse_number), AfterValidator(_in_utc)]
"""A time in UTC; one without a zone counts as UTC."""
Name = Annotated[str, Field(max_length=200), AfterValidator(_without_controls)]
"""The name or id of something: a rule, an actor, a publisher."""
Words = Annotated[Name, AfterValidator(check_search)]
"""A search: words, phrases, OR and NOT; anything else is refused."""
SearchText = Annotated[
    str, Field(max_length=1000), AfterValidator(_without_controls), AfterValidator(query.check)
]
"""A search in the language of `monitor.store.search.query`."""
Note = Annotated[str, Field(max_length=NOTE_LENGTH), AfterValidator(_without_controls_but_lines)]
"""Text for people, in lines."""
Id = Annotated[Name, Path(alias="id")]
Names = Annotated[tuple[Name, ...], Field(max_length=MAX_NAMES)]
Acts = Annotated[tuple[Act, ...], Field(max_length=MAX_NAMES)]


class QueryModel(BaseModel):
    """Base of the query parameters of a route: unknown ones are mistakes."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class Period(QueryModel):
    """A period: from ``since`` on, before ``until``."""

    since: Time | None = None
    """Earliest time; without a zone it is UTC."""
    until: Time | None = None
    """Time before which; without a zone it is UTC."""


class Paging(QueryModel):
    """One page of a list."""

    limit: Annotated[int, Field(ge=1, le=MAX_ITEMS)] = 50
    """Items of a page."""
    cursor: Annotated[int | None, Field(ge=0, le=MAX_INTEGER)] = None
    """``next`` of the page before."""


class AlertQuery(Period):
    """Which alerts a list or stream holds; without a clause, all of them."""

    rule: Names = ()
    """Rules, one of which raised the alert."""
    actor: Names = ()
    """Actors, one of which is the speaker."""
    theme: Names = ()
    """Themes, one of which the statement has."""
    act: Acts = ()
    """Acts, one of which the statement performs."""
    min_severity: Severity = "low"
    """The least severity."""
    max_severity: Severity = "critical"
    """The highest severity; the same as ``min_severity`` for exactly one."""
    severity: Annotated[Severity, Field(json_schema_extra={"deprecated": True})] = "low"
    """The same as ``min_severity``, under its older name; the higher of the two counts."""
    speaker: Names = ()
    """Actor ids or names, one of which is the speaker: every word of a name occurs."""
    publisher: Names = ()
    """Publishers, one of which carries the statement."""
    language: Names = ()
    """Languages (ISO 639-1), in one of which the statement is carried."""
    q: Words = ""
    """A search in the statement, the speaker, the title or the rule."""

    def to_filter(self) -> AlertFilter:
        """Return the filter of the store and the stream."""
        return AlertFilter(
            rules=self.rule,
            actors=self.actor,
            themes=self.theme,
            acts=self.act,
            min_severity=max(self.min_severity, self.severity, key=SEVERITIES.index),
            max_severity=self.max_severity,
            speakers=self.speaker,
            publishers=self.publisher,
            languages=self.language,
            since=self.since,
            until=self.until,
            words=self.q,
        )


class AlertListQuery(AlertQuery):
    """Which alerts a list holds, by their state as well."""

    state: Annotated[tuple[State, ...], Field(max_length=MAX_NAMES)] = ()
    """States, one of which the alert has."""

    def to_selection(self) -> AlertSelection:
        """Return the selection of the store."""
        return AlertSelection(self.to_filter(), self.state)


async def refuse_unknown_parameters(connection: HTTPConnection) -> None:
    """Raise a validation error for each query parameter that the route does not have.

    A route with a `QueryModel` refuses them together with its other mistakes.
    """
    dependant = connection.scope["route"].dependant
    if any(_is_query_model(field.field_info.annotation) for field in dependant.query_params):
        return
    unknown = unknown_parameters(connection)
    if unknown and connection.scope["type"] == "websocket":
        raise WebSocketRequestValidationError(unknown)
    if unknown:
        raise RequestValidationError(unknown)


def _is_query_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, QueryModel)


KNOWN_PARAMETERS = Depends(refuse_unknown_parameters)
"""Dependency of every router."""
