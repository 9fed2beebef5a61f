"""The client against the real server: lists follow their pages, errors have their problem."""

import asyncio

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.client import ApiError, AsyncMonitor, Monitor
from monitor.client.calls import LONGEST_SILENCE_S
from monitor.flow.read_article import read_article
from monitor.store import Archive
from monitor.web import Limits
from monitor.web.app import openapi_description
from tests.builders import an_article
from tests.store.alert_rows import a_distinct_alert
from tests.waiting import WITHIN_S
from tests.web.asking import IN_FORCE, TOKEN, create_app
from tests.web.conftest import Serve, serve

__all__ = ["serve"]

JSON_LISTS = tuple(
    path.removeprefix("/api/v1")
    for path, operations in openapi_description()["paths"].items()
    if path.startswith("/api/v1/")
    and "{" not in path
    and "application/json"
    in operations.get("get", {}).get("responses", {"200": {}})["200"].get("content", {})
    and not any(each["required"] for each in operations["get"].get("parameters", ()))
)
"""Paths of everything that can be read without an id."""
LETTER = "Letter\n\nMuqtada al-Sadr said that foreign troops must leave Iraq."


@pytest.fixture
async def address(engine: AsyncEngine, serve: Serve) -> str:
    """The address of a server over a store with three alerts and an article."""
    reading = read_article(an_article(text=LETTER), IN_FORCE.index)
    await Archive(engine).store([reading, *(a_distinct_alert(number) for number in range(3))])
    return serve(create_app(engine), Limits())


async def test_lists_follow_their_pages(address: str) -> None:
    def read() -> tuple[list[str], list[str]]:
        with Monitor(address, TOKEN) as monitor:
            ids = [alert.id for alert in monitor.alerts(limit=1, min_severity="medium")]
            [hit] = monitor.statements("troop speaker:muqtada-al-sadr")
            marked = [hit.text[place.start : place.end] for place in hit.highlights]
            return ids, marked

    ids, marked = await asyncio.to_thread(read)
    assert ids == ["alert-2", "alert-1", "alert-0"]
    assert marked == ["troops"]
    async with AsyncMonitor(address, TOKEN) as monitor:
        assert [alert.id async for alert in monitor.alerts(limit=2)] == ids
        [article] = [each async for each in monitor.articles(q="letter")]
        assert article.text == LETTER


async def test_an_alert_is_acknowledged_marked_and_counted(address: str) -> None:
    async with AsyncMonitor(address, TOKEN) as monitor:
        await monitor.acknowledge("alert-1", "on it")
        assert (await monitor.alert("alert-1")).state == "acknowledged"
        await monitor.withdraw_acknowledgement("alert-1")
        assert await monitor.mark_as_wrong("alert-1", "wrong_actor")
        facets = await monitor.facets(state=["open"])
        assert facets.total == 2
        assert {value.value for value in facets.facets["state"]} == {"open", "wrong"}
        assert (await monitor.system()).stored["alerts"] == 3


async def test_what_has_no_method_of_its_own_is_a_request_with_a_path(address: str) -> None:
    silence = {"matchers": {"rule": ["berg-bridge"]}, "duration": "2h", "comment": "known"}

    def create() -> str:
        with Monitor(address, TOKEN) as monitor:
            return str(monitor.request("POST", "/silences", body=silence)["id"])

    id_ = await asyncio.to_thread(create)
    async with AsyncMonitor(address, TOKEN) as monitor:
        [stored] = (await monitor.request("GET", "/silences"))["items"]
        assert (stored["id"], stored["comment"]) == (id_, "known")
        assert await monitor.request("DELETE", f"/silences/{id_}") is not None
        for path in JSON_LISTS:
            assert isinstance(await monitor.request("GET", path), dict), path
        page = await monitor.request("GET", "/alerts", limit=1, min_severity="medium")
        assert [item["id"] for item in page["items"]] == ["alert-2"]
        with pytest.raises(ApiError) as raised:
            await monitor.request("GET", "/alerts", severty="high")
        assert raised.value.status == 422


async def test_an_error_is_raised_with_its_problem(address: str) -> None:
    async with AsyncMonitor(address, TOKEN) as monitor:
        with pytest.raises(ApiError, match="no alert none") as missing:
            await monitor.alert("none")
        assert missing.value.status == 404
        with pytest.raises(ApiError, match="did you mean") as wrong:
            await monitor.facets(speakr="x")
        assert wrong.value.mistakes[0]["where"] == "query.speakr"
    async with AsyncMonitor(address, "wrong-token-of-some-length") as stranger:
        with pytest.raises(ApiError) as refused:
            await stranger.system()
        assert refused.value.status == 401


async def test_the_stream_resumes_after_an_event(address: str) -> None:
    async with AsyncMonitor(address, TOKEN) as monitor, asyncio.timeout(WITHIN_S):
        seen = []
        async for event in monitor.stream(after="0"):
            seen.append(event)
            if len(seen) == 3:
                break
        assert [event.alert.id for event in seen] == ["alert-0", "alert-1", "alert-2"]
        async for event in monitor.stream(after=seen[1].id):
            assert event == seen[2]
            break


def test_a_silent_stream_is_a_dead_connection() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert request.extensions["timeout"]["read"] == LONGEST_SILENCE_S
        raise httpx.ReadTimeout("silent", request=request)

    transport = httpx.MockTransport(answer)
    with (
        Monitor("http://monitor", TOKEN, transport=transport) as monitor,
        pytest.raises(httpx.TransportError),
    ):
        next(monitor.stream())


def test_an_answer_that_is_no_problem_is_an_error_too() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(502, text="<html>Bad gateway</html>")

    with (
        Monitor("http://monitor", TOKEN, transport=httpx.MockTransport(answer)) as monitor,
        pytest.raises(ApiError, match="502"),
    ):
        monitor.system()
