"""The page behind a button of Teams: signed, for people who are signed in, used once."""

import dataclasses
import time
from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.channels.action_links import ActionLink
from monitor.deliveries import AlertFilter, Subscription
from monitor.deliveries.buttons import Button
from monitor.store import Archive, Store
from tests.builders import an_alert
from tests.channels.chat_fakes import TEAMS_ADDRESS
from tests.web.asking import client, create_app

ALERT = an_alert()
BROWSER = {"Accept": "text/html"}
HOUR = timedelta(hours=1)


def a_link(button: Button = "acknowledge", lasts_s: float = 60.0) -> ActionLink:
    expires = int(time.time() + lasts_s)
    return ActionLink(subscription="room", button=button, alert=ALERT.id, expires=expires)


@pytest.fixture
async def site(engine: AsyncEngine) -> FastAPI:
    """The application with one alert and a room at Teams."""
    await Archive(engine).store([ALERT])
    room = Subscription(
        id="room", filter=AlertFilter(), channel="teams", address="…", secrets=(TEAMS_ADDRESS,)
    )
    await Store(engine).subscriptions.put(room)
    return create_app(engine)


async def test_a_link_asks_first_and_acts_as_the_person_who_confirms(
    site: FastAPI, engine: AsyncEngine
) -> None:
    token, _ = await Store(engine).tokens.create("ana", "editor", HOUR)
    path = a_link().path(TEAMS_ADDRESS)
    async with client(site, token) as ana:
        page = await ana.get(path, headers=BROWSER)
        assert page.status_code == 200
        assert '<form method="post">' in page.text
        assert '<body class="one">' in page.text  # the margins of a page with one column
        assert await Store(engine).acknowledgements.of([ALERT.id]) == {}
        done = await ana.post(path, headers=BROWSER)
        assert (done.status_code, done.headers["location"]) == (303, f"/alerts/{ALERT.id}")
        again = await ana.post(path, headers=BROWSER)
        assert again.status_code == 409
    kept = (await Store(engine).acknowledgements.of([ALERT.id]))[ALERT.id]
    assert kept.who == "ana"
    entries = (await Store(engine).audit.page(limit=9)).items
    assert [(each["who"], each["status"]) for each in entries] == [("ana", 409), ("ana", 303)]
    assert all(each["did"].startswith("POST /act/room/acknowledge/") for each in entries)


async def test_a_silence_needs_its_own_link(site: FastAPI, engine: AsyncEngine) -> None:
    async with client(site) as editor:
        path = a_link("silence").path(TEAMS_ADDRESS)
        assert "two hours" in (await editor.get(path, headers=BROWSER)).text
        assert (await editor.post(path)).status_code == 303
        forged = path.replace("/silence/", "/acknowledge/")
        assert (await editor.post(forged)).status_code == 404
    [silence] = await Store(engine).silences.all()
    assert silence.comment == "from room"


async def test_without_a_sign_in_the_login_form_comes_first_and_leads_back(site: FastAPI) -> None:
    path = a_link().path(TEAMS_ADDRESS)
    async with client(site, token=None) as stranger:
        form = await stranger.get(path, headers=BROWSER)
        assert form.status_code in (303, 307, 401)
        assert path.rpartition("/")[2] in form.headers.get("location", form.text)
        assert (await stranger.post(path)).status_code == 401


async def test_a_reader_sees_the_alert_and_cannot_act(site: FastAPI, engine: AsyncEngine) -> None:
    token, _ = await Store(engine).tokens.create("rita", "reader", HOUR)
    path = a_link().path(TEAMS_ADDRESS)
    async with client(site, token) as reader:
        page = await reader.get(path, headers=BROWSER)
        assert page.status_code == 200
        assert '<form method="post">' not in page.text
        assert (await reader.post(path)).status_code == 403


async def test_a_link_that_is_forged_old_or_of_a_room_that_is_gone_does_nothing(
    site: FastAPI, engine: AsyncEngine
) -> None:
    link = a_link()
    signature = link.signature(TEAMS_ADDRESS)
    forged = [
        dataclasses.replace(link, alert="other").path(TEAMS_ADDRESS).rpartition("/")[0],
        dataclasses.replace(link, expires=link.expires + 9).path(TEAMS_ADDRESS).rpartition("/")[0],
        dataclasses.replace(link, subscription="no").path(TEAMS_ADDRESS).rpartition("/")[0],
    ]
    async with client(site) as editor:
        for path in forged:
            assert (await editor.post(f"{path}/{signature}")).status_code == 404
            assert (await editor.get(f"{path}/{signature}")).status_code == 404
        late = a_link(lasts_s=-5).path(TEAMS_ADDRESS)
        assert (await editor.post(late)).status_code == 410
        await Store(engine).subscriptions.remove("room")
        assert (await editor.post(link.path(TEAMS_ADDRESS))).status_code == 404
    assert await Store(engine).acknowledgements.of([ALERT.id]) == {}
