"""Errors as ``application/problem+json`` (RFC 9457), on every path and for every kind of failure.

400, 404, 405, 409, 415   what the route or the framework says
422                       every mistake of the request at once
500                       a bug; the log has it, the answer does not
503                       the database is unavailable or busy; ``Retry-After`` says when to retry
"""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict
from sqlalchemy.exc import DataError, SQLAlchemyError, StatementError
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection

from monitor.records.errors import MonitorError
from monitor.store.database import is_busy
from monitor.web.headers import SECURITY_HEADERS
from monitor.web.problem_types import type_of

MEDIA_TYPE = "application/problem+json"
BUSY_RETRY_S, UNAVAILABLE_RETRY_S = 2, 5
"""Seconds in ``Retry-After``: a write lock is held for moments, a restart takes longer."""
SHOWN_INPUT = 60
"""Characters of a wrong value that the answer repeats."""

log = structlog.get_logger("web")


class Mistake(BaseModel):
    """One mistake in a request or in the configuration that it would lead to."""

    where: str
    message: str


class Problem(BaseModel):
    """An error (RFC 9457)."""

    model_config = ConfigDict(extra="allow")

    type: str = "about:blank"
    """Address of the page that explains problems of this kind (`monitor.web.problem_types`)."""
    title: str
    status: int
    detail: str | None = None
    mistakes: list[Mistake] | None = None


class Refusal(MonitorError):
    """A request is refused; the gate and the body limits answer with its problem."""

    def __init__(
        self,
        status: int,
        title: str,
        detail: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(title)
        self.response = problem(status, title, detail, headers=headers)


def problem(
    status: int,
    title: str,
    detail: str | None = None,
    *,
    headers: Mapping[str, str] | None = None,
    mistakes: Sequence[Mistake] | None = None,
) -> JSONResponse:
    """Return an error as problem+json."""
    body = Problem(
        type=type_of(status),
        title=title,
        status=status,
        detail=detail,
        mistakes=list(mistakes) if mistakes else None,
    )
    return JSONResponse(
        body.model_dump(exclude_none=True), status, headers=headers, media_type=MEDIA_TYPE
    )


def install_problems(app: FastAPI) -> None:
    """Answer every error of an application with problem+json."""
    app.add_exception_handler(Refusal, _answer_refusal)
    app.add_exception_handler(HTTPException, _answer_http_error)
    app.add_exception_handler(RequestValidationError, _answer_invalid_request)
    app.add_exception_handler(SQLAlchemyError, _answer_database_error)
    app.add_exception_handler(OverflowError, _answer_out_of_range)
    app.add_exception_handler(Exception, _answer_bug)


def unknown_parameters(connection: HTTPConnection) -> list[dict[str, Any]]:
    """Return a mistake, in pydantic's form, for each query parameter that the route lacks."""
    dependant = getattr(connection.scope.get("route"), "dependant", None)
    if not isinstance(dependant, Dependant):
        return []
    choices = sorted(_query_names(dependant))
    unknown = dict.fromkeys(name for name in connection.query_params if name not in choices)
    return [
        {"loc": ("query", name), "type": "extra_forbidden", "msg": _unknown(name, choices)}
        for name in unknown
    ]


def _query_names(dependant: Dependant) -> set[str]:
    """Return the names of the query parameters of a route and of what it depends on."""
    names: set[str] = set()
    for field in dependant.query_params:
        annotation = field.field_info.annotation
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            fields = annotation.model_fields.items()
            names.update(inner.alias or name for name, inner in fields)
        else:
            names.add(field.alias)
    return names.union(*(_query_names(inner) for inner in dependant.dependencies))


def mistakes_in(errors: Iterable[Mapping[str, Any]]) -> list[Mistake]:
    """Return pydantic's errors in words for people, each place once."""
    mistakes = {}
    for error in errors:
        where = ".".join(str(step) for step in error["loc"])
        message = str(error["msg"]).removeprefix("Value error, ")
        if error["type"] == "unexpected_keyword_argument":
            message = f"unknown key {str(error['loc'][-1])[:SHOWN_INPUT]!r}"
        if error["type"].endswith("_type") and isinstance(error.get("input"), bytes):
            message = "the body is not read as JSON; send Content-Type: application/json"
        if error["type"] == "json_invalid":
            message = f"not valid JSON: {error.get('ctx', {}).get('error', message)}"
        mistakes[where, message] = Mistake(where=where, message=message)
    return list(mistakes.values())


def _unknown(name: str, choices: Sequence[str]) -> str:
    nearest = difflib.get_close_matches(name, choices, n=1, cutoff=0.5)
    if nearest:
        return f"unknown parameter {name[:SHOWN_INPUT]!r}; did you mean {nearest[0]!r}?"
    names = ", ".join(choices) or "none"
    return f"unknown parameter {name[:SHOWN_INPUT]!r}; known parameters: {names}"


async def _answer_refusal(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Refusal), "registered for this class"
    return error.response


async def _answer_http_error(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException), "registered for this class"
    if isinstance(error.__cause__, ValueError | RecursionError):
        return problem(422, "The request is not valid", "the body cannot be parsed as JSON")
    return problem(error.status_code, str(error.detail), headers=error.headers)


async def _answer_invalid_request(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError), "registered for this class"
    others = [mistake for mistake in error.errors() if not _is_unknown_parameter(mistake)]
    mistakes = mistakes_in([*unknown_parameters(request), *others])
    detail = "; ".join(f"{mistake.where}: {mistake.message}" for mistake in mistakes)
    return problem(422, "The request is not valid", detail, mistakes=mistakes)


def _is_unknown_parameter(mistake: Mapping[str, Any]) -> bool:
    place = mistake["loc"]
    return mistake["type"] == "extra_forbidden" and str(place[0]) == "query"


async def _answer_database_error(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, SQLAlchemyError), "registered for this class"
    return database_problem(error)


def database_problem(error: SQLAlchemyError) -> JSONResponse:
    """Return the problem that a failure of the database is for a client.

    A value that the database does not take is the client's mistake (422), not an outage.
    """
    cause = str(getattr(error, "orig", None) or type(error).__name__)
    if _is_refused_value(error):
        return problem(422, "The request is not valid", "a value is out of range for the database")
    log.error("store.unavailable", error=cause[:300])
    if is_busy(error):
        headers = {"Retry-After": str(BUSY_RETRY_S)}
        return problem(503, "The database is busy", "try again in a moment", headers=headers)
    headers = {"Retry-After": str(UNAVAILABLE_RETRY_S)}
    return problem(503, "The database is unavailable", headers=headers)


def _is_refused_value(error: SQLAlchemyError) -> bool:
    """Return whether the database refused a parameter: out of range, NUL, a lone surrogate."""
    if isinstance(error, DataError):
        return True
    cause = getattr(error, "orig", None)
    return isinstance(error, StatementError) and isinstance(cause, OverflowError | ValueError)


async def _answer_out_of_range(_request: Request, error: Exception) -> JSONResponse:
    log.warning("request.out_of_range", error=str(error)[:300])
    return problem(422, "The request is not valid", "a number is out of range")


async def _answer_bug(_request: Request, _error: Exception) -> JSONResponse:
    return problem(500, "The server failed; its log has the reason", headers=SECURITY_HEADERS)
