"""Bad parameters, ids and bodies: 422 or 404 as problem+json on both databases, never 500 or 503.

The grid puts hostile values into every parameter of every route, as `/openapi.json` lists them.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.store import Archive
from monitor.web import Limits
from monitor.web.parameters import Name, Time
from tests.builders import an_alert
from tests.web.asking import client, create_app

HOSTILE = (
    "\x00",
    "a\x00b",
    "\x7f",
    "\r\n",
    "'; drop table alerts; --",
    "%",
    "_" * 40,
    "\\",
    "99999999999999999999",
    "-99999999999999999999",
    "9223372036854775807",
    "1e400",
    "NaN",
    "0001-01-01",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "2026-11-27T13:00:00",
    "x" * 50_000,
    "\ud7ff\uffff",
    "ا" * 100,
)
ALLOWED = {200, 201, 202, 204, 404, 409, 422}
STREAMS = ("/api/v1/alerts/stream",)


@pytest.fixture
async def populated(either_engine: AsyncEngine) -> FastAPI:
    """The application over a store that holds an alert."""
    await Archive(either_engine).store([an_alert()])
    return create_app(either_engine, Limits(burst=1e9))


def _operations(app: FastAPI) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    """Yield method, path and parameters of every operation that is not a stream."""
    for path, operations in app.openapi()["paths"].items():
        if path not in STREAMS:
            for method, operation in operations.items():
                yield method.upper(), path, operation.get("parameters", [])


def _parameters(app: FastAPI, place: str) -> Iterator[tuple[str, str, str]]:
    for method, path, parameters in _operations(app):
        for parameter in parameters:
            if parameter["in"] == place:
                yield method, path, parameter["name"]


def _filled(path: str, name: str = "", value: str = "x") -> str:
    """Return a path with its parameters filled in."""
    filled = {"kind": "rules", "form": "json", name: value}
    for part in path.split("{")[1:]:
        parameter = part.partition("}")[0]
        path = path.replace(f"{{{parameter}}}", filled.get(parameter, "x"))
    return path


async def test_hostile_query_parameters_are_answered_or_refused(populated: FastAPI) -> None:
    async with client(populated) as admin:
        for method, path, name in _parameters(populated, "query"):
            for value in HOSTILE:
                answer = await admin.request(method, _filled(path), params={name: value})
                context = (method, path, name, value[:40], answer.text[:200])
                assert answer.status_code in ALLOWED, context
                if answer.status_code >= 400:
                    assert answer.headers["content-type"] == "application/problem+json", context


async def test_hostile_ids_are_answered_or_refused(populated: FastAPI) -> None:
    from urllib.parse import quote

    async with client(populated) as admin:
        for method, path, name in _parameters(populated, "path"):
            for value in HOSTILE:
                address = _filled(path, name, quote(value, safe=""))
                answer = await admin.request(method, address, json={})
                context = (method, path, name, value[:40], answer.text[:200])
                assert answer.status_code in ALLOWED, context
                if answer.status_code >= 400:
                    assert answer.headers["content-type"] == "application/problem+json", context


async def test_an_unknown_query_parameter_is_refused_by_every_route(app: FastAPI) -> None:
    async with client(app) as admin:
        described = [(method, path) for method, path, _ in _operations(app)]
        for method, path in (*described, ("GET", "/openapi.json"), ("GET", "/asyncapi.json")):
            answer = await admin.request(method, _filled(path), params={"colour": "red"}, json={})
            assert answer.status_code == 422, (method, path, answer.text)
            assert "unknown parameter 'colour'" in answer.text


@pytest.mark.parametrize("path", ["/", "/login", "/alerts"])
async def test_a_link_to_a_page_that_a_mail_service_has_tagged_is_opened(
    app: FastAPI, path: str
) -> None:
    async with client(app) as reader:
        answer = await reader.get(path, params={"utm_source": "mail", "fbclid": "x"})
        assert answer.status_code in (200, 303)


@pytest.mark.parametrize(
    ("path", "wrong", "right"),
    [
        ("/api/v1/alerts", "sevrity", "severity"),
        ("/api/v1/alerts", "rules", "rule"),
        ("/api/v1/statements", "speakers", "speaker"),
        ("/api/v1/articles", "limits", "limit"),
        ("/api/v1/actors/berg", "unti", "until"),
        ("/api/v1/alerts.atom", "acto", "actor"),
        ("/api/v1/alerts/stream", "last_event", "last_event_id"),
    ],
)
async def test_an_unknown_query_parameter_is_refused_with_the_nearest_one(
    app: FastAPI, path: str, wrong: str, right: str
) -> None:
    async with client(app) as reader:
        answer = await reader.get(path, params={wrong: "x"})
        assert answer.status_code == 422
        assert f"did you mean {right!r}?" in answer.text


async def test_every_mistake_is_reported_at_once(app: FastAPI) -> None:
    query = {"sevrity": "high", "limit": "many", "since": "yesterday", "act": "shout"}
    async with client(app) as reader:
        mistakes = (await reader.get("/api/v1/alerts", params=query)).json()["mistakes"]
        places = {mistake["where"] for mistake in mistakes}
        assert places == {"query.sevrity", "query.limit", "query.since", "query.act.0"}


SEARCHED = ["/api/v1/alerts", "/api/v1/statements", "/api/v1/articles", "/api/v1/search/statements"]


@pytest.mark.parametrize(
    "words",
    ['"foreign troops', "a OR", "OR a", "NOT", "a AND"],
)
@pytest.mark.parametrize("path", SEARCHED)
async def test_a_search_says_what_it_does_not_know(app: FastAPI, path: str, words: str) -> None:
    async with client(app) as reader:
        answer = await reader.get(path, params={"q": words})
        assert answer.status_code == 422
        assert "query.q" in answer.text


@pytest.mark.parametrize(
    "words",
    ["troop*", "(a OR b)", "speaker:berg"],
)
@pytest.mark.parametrize("path", ["/api/v1/alerts", "/api/v1/alerts/facets"])
async def test_a_search_in_alerts_has_no_fields_and_says_so(
    app: FastAPI, path: str, words: str
) -> None:
    async with client(app) as reader:
        answer = await reader.get(path, params={"q": words})
        assert answer.status_code == 422
        assert "query.q" in answer.text


@pytest.mark.parametrize(
    "words",
    [
        '"foreign troops"',
        "a OR b",
        "NOT a",
        "or not",
        "and",
        "12:30",
        "don't",
        "Ali’s",
        "NOTHING",
        "http://x",
    ],
)
async def test_a_search_takes_plain_words(app: FastAPI, words: str) -> None:
    async with client(app) as reader:
        assert (await reader.get("/api/v1/alerts", params={"q": words})).status_code == 200


HOSTILE_JSON = (
    "",
    "{",
    "[]",
    "null",
    '"x"',
    "1e400",
    "NaN",
    '{"id": "\\u0000"}',
    '{"id": "\\ud800"}',
    '{"note": "\\u0000"}',
    '{"note": "\\ud800"}',
    '{"comment": "\\u0000", "duration": "1h", "matchers": {"publisher": ["\\u0000"]}}',
    '{"name": "\\u0000"}',
    '{"name": ["x"]}',
    '{"fault": {"a": 1}}',
    '{"filter": 5, "channel": {"type": "email", "to": "a@b.example\\u0000"}}',
    '{"channel": {"type": "webhook", "url": "http://[bad"}}',
    '{"channel": {"type": "webhook", "url": "http://host:99999/"}}',
    '{"quiet_hours": "22:00-06:00 Europe", "channel": {"type": "kafka", "topic": "x"}}',
    '{"name": "R", "quiet_hours": "22:00-06:00 Europe"}',
    '{"name": "T", "query": "' + "(" * 5000 + '"}',
    '{"name": "T", "cool_down": 99999999999999}',
    '{"a": ' + "9" * 5000 + "}",
)


async def test_hostile_bodies_are_answered_or_refused(populated: FastAPI) -> None:
    async with client(populated) as admin:
        for method, path, _ in _operations(populated):
            if method not in ("POST", "PUT"):
                continue
            for kind in ("rules", "themes", "actors"):
                for body in HOSTILE_JSON:
                    address = _filled(path, "kind", kind)
                    headers = {"Content-Type": "application/json"}
                    answer = await admin.request(method, address, content=body, headers=headers)
                    context = (method, address, body[:60], answer.text[:200])
                    assert answer.status_code in ALLOWED, context
                if "{kind}" not in path:
                    break


TIME: TypeAdapter[datetime] = TypeAdapter(Time)
NAME: TypeAdapter[str] = TypeAdapter(Name)


@given(st.datetimes())
def test_a_time_without_a_zone_is_utc(naive: datetime) -> None:
    assert TIME.validate_python(naive.isoformat()) == naive.replace(tzinfo=UTC)


@given(st.datetimes(timezones=st.timezones()))
def test_a_time_is_taken_in_utc_or_refused(time: datetime) -> None:
    try:
        parsed = TIME.validate_python(time)
    except ValidationError:
        assert time.year in (1, 9999)
    else:
        assert parsed == time.astimezone(UTC)
        assert parsed.tzinfo is UTC


@given(st.text(max_size=300))
def test_a_name_has_no_control_characters_and_is_short(text: str) -> None:
    is_clean = all(ord(character) >= 32 and ord(character) != 127 for character in text)
    is_accepted = is_clean and len(text) <= 200
    try:
        assert NAME.validate_python(text) == text
    except ValidationError:
        assert not is_accepted
    else:
        assert is_accepted


@pytest.mark.parametrize("value", ["2026", "20261127", "0", "-1", "1e9", " 17 ", "1.5"])
@pytest.mark.parametrize("name", ["since", "until"])
async def test_a_bare_number_is_not_a_time(app: FastAPI, name: str, value: str) -> None:
    async with client(app) as http:
        answer = await http.get("/api/v1/alerts", params={name: value})
        assert answer.status_code == 422
        assert "is not a time; use" in answer.text
