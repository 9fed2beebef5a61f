"""Everything about one alert over HTTP; acknowledging, marking and silencing can be undone."""

from datetime import UTC, datetime

import msgspec
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.deliveries import AlertFilter, Subscription
from monitor.records import SEVERITIES, Severity
from monitor.store import Archive, Deliveries, Subscriptions
from tests.builders import an_alert
from tests.store.alert_rows import a_distinct_alert
from tests.web.asking import client

ALERT = f"/api/v1/alerts/{an_alert().id}"


async def test_facets_have_names_for_people(app: FastAPI, engine: AsyncEngine) -> None:
    await Archive(engine).store([an_alert()])
    async with client(app) as reader:
        answer = (await reader.get("/api/v1/alerts/facets")).json()
        assert answer["total"] == 1
        assert answer["facets"]["actor"] == [{"value": "berg", "name": "Anna Berg", "count": 1}]
        assert answer["facets"]["rule"][0]["name"] == "Berg on the bridge"
        none = (await reader.get("/api/v1/alerts/facets?state=wrong")).json()
        assert none["total"] == 0
        assert none["facets"]["state"] == [{"value": "open", "name": "open", "count": 1}]


async def test_the_next_page_is_linked_with_the_filter(app: FastAPI, engine: AsyncEngine) -> None:
    await Archive(engine).store([a_distinct_alert(number) for number in range(3)])
    seen = []
    async with client(app) as reader:
        address = "/api/v1/alerts?limit=1&min_severity=medium"
        while address:
            page = await reader.get(address)
            seen += [item["id"] for item in page.json()["items"]]
            assert (
                '</api/v1/alerts?limit=1&min_severity=medium>; rel="first"' in page.headers["link"]
            )
            address = page.links.get("next", {}).get("url", "")
    assert seen == ["alert-2", "alert-1", "alert-0"]


@pytest.mark.parametrize("least", SEVERITIES)
@pytest.mark.parametrize("most", SEVERITIES)
async def test_severities_from_the_least_to_the_highest_pass_in_list_stream_and_facets(
    app: FastAPI, engine: AsyncEngine, least: Severity, most: Severity
) -> None:
    alerts = [
        msgspec.structs.replace(a_distinct_alert(number), severity=severity)
        for number, severity in enumerate(SEVERITIES)
    ]
    await Archive(engine).store(alerts)
    wanted = {
        severity
        for place, severity in enumerate(SEVERITIES)
        if SEVERITIES.index(least) <= place <= SEVERITIES.index(most)
    }
    chosen = AlertFilter(min_severity=least, max_severity=most)
    assert {alert.severity for alert in alerts if chosen.wants(alert)} == wanted
    query = f"min_severity={least}&max_severity={most}"
    async with client(app) as reader:
        items = (await reader.get(f"/api/v1/alerts?{query}")).json()["items"]
        assert {item["severity"] for item in items} == wanted
        facets = (await reader.get(f"/api/v1/alerts/facets?{query}")).json()
        assert facets["total"] == len(wanted)
        assert len(facets["facets"]["severity"]) == len(SEVERITIES)


async def test_an_alert_shows_versions_deliveries_and_who_changed_it(
    app: FastAPI, engine: AsyncEngine
) -> None:
    await Subscriptions(engine).put(
        Subscription(id="all", filter=AlertFilter(), channel="webhook", address="http://x")
    )
    await Archive(engine).store([an_alert(), an_alert("two", "post")])
    await Deliveries(engine).enqueue(100.0)
    async with client(app) as editor:
        await editor.post(f"{ALERT}/acknowledge", json={"note": "mine"})
        versions = (await editor.get(f"{ALERT}/versions")).json()["items"]
        assert [version["revision"] for version in versions] == [2, 1]
        [change] = versions[0]["changes"]
        assert (change["field"], change["before"]) == ("copies", [])
        assert [copy["publisher"] for copy in change["after"]] == ["post"]
        deliveries = (await editor.get(f"{ALERT}/deliveries")).json()["items"]
        assert {item["subscription"] for item in deliveries} == {"all"}
        [entry] = (await editor.get(f"{ALERT}/audit")).json()["items"]
        assert (entry["who"], entry["status"]) == ("token", 201)
        for part in ("versions", "deliveries", "audit", "sayings"):
            assert (await editor.get(f"/api/v1/alerts/none/{part}")).status_code == 404


async def test_an_acknowledgement_and_a_mark_are_taken_back(
    app: FastAPI, engine: AsyncEngine
) -> None:
    await Archive(engine).store([an_alert()])
    async with client(app) as editor:

        async def state() -> str:
            return str((await editor.get(ALERT)).json()["state"])

        await editor.post(f"{ALERT}/acknowledge", json={})
        assert await state() == "acknowledged"
        assert (await editor.delete(f"{ALERT}/acknowledge")).status_code == 204
        assert (await editor.delete(f"{ALERT}/acknowledge")).status_code == 404
        marked = (await editor.post(f"{ALERT}/feedback", json={"fault": "wrong_actor"})).json()
        assert marked["proposals"] == ["never of berg: 'Anna Berg' (1 marked)"]
        assert await state() == "wrong"
        assert (await editor.get(ALERT)).json()["faults"][0]["who"] == "token"
        assert (await editor.delete(f"{ALERT}/feedback/wrong_actor")).status_code == 204
        assert (await editor.delete(f"{ALERT}/feedback/wrong_actor")).status_code == 404
        assert await state() == "open"


async def test_a_silence_is_previewed_without_being_made(app: FastAPI, engine: AsyncEngine) -> None:
    recent = msgspec.structs.replace(an_alert(), raised_at=datetime.now(UTC))
    await Archive(engine).store([recent])
    async with client(app) as editor:

        async def preview(**matchers: list[str]) -> dict[str, object]:
            answer = await editor.post("/api/v1/silences/preview", json={"matchers": matchers})
            assert answer.status_code == 200, answer.text
            return dict(answer.json())

        hit = await preview(rule=["berg-bridge"])
        assert (hit["alerts"], hit["of"], hit["is_complete"]) == (1, 1, True)
        assert (await preview(publisher=["post"]))["alerts"] == 0
        wrong = await editor.post("/api/v1/silences/preview", json={"matchers": {"rule": ["x"]}})
        assert wrong.status_code == 422
        assert (await editor.get("/api/v1/silences")).json()["items"] == []


async def test_an_alert_is_exported_for_other_tools(app: FastAPI, engine: AsyncEngine) -> None:
    await Archive(engine).store([an_alert()])
    async with client(app) as reader:
        bundle = await reader.get(f"{ALERT}/stix")
        assert bundle.headers["content-type"].startswith("application/stix+json")
        assert {each["type"] for each in bundle.json()["objects"]} == {"identity", "note", "report"}
        event = (await reader.get(f"{ALERT}/misp")).json()["Event"]
        assert event["info"] == "Berg on the bridge: Anna Berg"
        assert (await reader.get("/api/v1/alerts/none/stix")).status_code == 404
        assert (await reader.get("/api/v1/alerts/none/misp")).status_code == 404
