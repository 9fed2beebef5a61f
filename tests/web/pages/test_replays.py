"""A change is tried, then saved or edited further, without typing it again."""

import re
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.store import Store
from tests.waiting import until
from tests.web.asking import reader_of

NEW: dict[str, Any] = {
    "id": "salami",
    "name": "Salami threatens",
    "speakers": "hossein-salami",
    "acts": ["threaten"],
    "severity": "high",
}
CHANGED: dict[str, Any] = {
    "name": "Sadr on foreign troops",
    "speakers": "muqtada-al-sadr",
    "themes.any": "foreign-troops",
    "severity": "critical",
    "cool_down": "30m",
}


async def a_replay(browser: httpx.AsyncClient, item: str, form: dict[str, Any]) -> tuple[str, str]:
    """Try an item; return the address of its replay and the page once it is done."""
    answer = await browser.post(f"/watchlist/rules/{item}", data={**form, "try": "1"})
    assert answer.status_code == 303, answer.text
    address = answer.headers["location"]

    async def is_done() -> bool:
        return "Save this change" in (await browser.get(address)).text

    await until(is_done)
    return address, (await browser.get(address)).text


@pytest.mark.parametrize(("item", "form"), [("new", NEW), ("sadr-on-troops", CHANGED)])
async def test_a_tried_change_is_in_its_form_again(
    sample_app: FastAPI, sample: AsyncEngine, item: str, form: dict[str, Any]
) -> None:
    async with reader_of(sample_app) as browser:
        _, html = await a_replay(browser, item, form)
        [editor] = re.findall(r'class="button" href="([^"]+)"', html)
        again = (await browser.get(editor)).text
        assert f'name="name" value="{form["name"]}"' in again
        assert f'<option value="{form["severity"]}" selected>' in again
        if item == "new":
            assert 'name="id" required maxlength="100" value="salami"' in again
        assert await Store(sample).changes.all() == ()


@pytest.mark.parametrize(("item", "form"), [("new", NEW), ("sadr-on-troops", CHANGED)])
async def test_a_tried_change_is_saved_as_it_was_tried(
    sample_app: FastAPI, sample: AsyncEngine, item: str, form: dict[str, Any]
) -> None:
    async with reader_of(sample_app) as browser:
        address, _ = await a_replay(browser, item, form)
        assert (await browser.post(f"{address}/save")).status_code == 303
        [change] = await Store(sample).changes.all()
        assert (change.kind, change.id) == ("rules", form.get("id", item))
        assert change.body is not None
        assert (change.body["name"], change.body["severity"]) == (form["name"], form["severity"])


@pytest.mark.parametrize("days", [1, 2, 4, 5, 7, 8, 30])
async def test_the_watchlist_in_force_gains_and_loses_nothing_in_any_period(
    sample_app: FastAPI, days: int
) -> None:
    async with reader_of(sample_app) as browser:
        started = await browser.post("/api/v1/replays", json={"changes": [], "days": days})
        address = f"/api/v1/replays/{started.json()['id']}"

        async def is_done() -> bool:
            return str((await browser.get(address)).json()["status"]) == "done"

        await until(is_done)
        result = (await browser.get(address)).json()["result"]
        assert (result["gained"], result["lost"]) == (0, 0)
        assert result["same"] > 0


async def test_a_change_that_is_refused_is_not_tried(sample_app: FastAPI) -> None:
    async with reader_of(sample_app) as browser:
        wrong = {**NEW, "speakers": "nobody", "try": "1"}
        answer = await browser.post("/watchlist/rules/new", data=wrong)
        assert answer.status_code == 422
        assert re.search(r'name="speakers"[^>]*aria-invalid="true"', answer.text)
        assert (await browser.post("/watchlist/replays/none/save")).status_code == 404


@pytest.mark.parametrize("id_", ["", "tag:militia", "a b", "٣", "\x00", "a" * 300, "a/b"])
async def test_an_id_that_no_item_may_have_is_a_mistake_at_its_field(
    sample_app: FastAPI, id_: str
) -> None:
    async with reader_of(sample_app) as browser:
        answer = await browser.post("/watchlist/rules/new", data={**NEW, "id": id_, "try": "1"})
        assert answer.status_code == 422
        assert re.search(r'name="id"[^>]*aria-invalid="true"', answer.text)


async def test_a_reader_saves_no_tried_change(sample_app: FastAPI, sample: AsyncEngine) -> None:
    reader, _ = await Store(sample).tokens.create("rea", "reader", None)
    async with reader_of(sample_app) as editor:
        address, _ = await a_replay(editor, "new", NEW)
    async with reader_of(sample_app, reader) as browser:
        assert "Save this change" not in (await browser.get(address)).text
        assert (await browser.post(f"{address}/save")).status_code == 403
