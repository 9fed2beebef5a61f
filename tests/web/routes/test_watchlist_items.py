"""Items of the watchlist: as written, with versions and restore; the workbench replays changes."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.config.changes import MODELS
from monitor.config.messages import adapter_of
from monitor.flow.match_reading import match_reading
from monitor.flow.raise_alert import raise_alert
from monitor.flow.read_article import read_article
from monitor.records import Alert
from monitor.store import Archive, Store
from monitor.store.replays import Replay, Replays
from monitor.store.schema import replays
from monitor.watchlist.values import Rule
from monitor.web.services.watchlists import body_of
from monitor.web.services.workbench import Workbench
from tests.builders import an_article
from tests.waiting import WITHIN_S, until
from tests.web.asking import IN_FORCE, client, create_app

LIST = "/api/v1/watchlist"
NOW = datetime.now(UTC)


@pytest.mark.parametrize("kind", ["actors", "themes", "rules"])
def test_every_item_of_the_shipped_watchlist_is_written_as_it_was_read(kind: Any) -> None:
    for item in getattr(IN_FORCE.index.watchlist, kind):
        written = {**body_of(kind, item), "id": item.id}
        assert adapter_of(MODELS[kind]).validate_python(written) == item


def test_durations_hours_and_patterns_are_written_as_people_write_them() -> None:
    body = {
        "name": "X",
        "speakers": ["berg"],
        "cool_down": "2h",
        "quiet_hours": "22:00-06:00 Europe/Berlin",
        "pattern": {"kind": "absence", "hours": 24},
        "themes": {"all": ["a", "b"]},
    }
    rule = adapter_of(Rule).validate_python({**body, "id": "x"})
    again = adapter_of(Rule).validate_python({**body_of("rules", rule), "id": "x"})
    assert again == rule


async def test_items_are_listed_by_part_of_their_name(app: FastAPI) -> None:
    async with client(app) as reader:
        page = (await reader.get(f"{LIST}/actors?q=sadr&limit=1")).json()
        assert len(page["items"]) == 1
        assert page["next"] == page["items"][0]["id"]
        rest = (await reader.get(f"{LIST}/actors?q=sadr&cursor={page['next']}")).json()["items"]
        ids = [page["items"][0]["id"], *(item["id"] for item in rest)]
        assert ids == sorted(set(ids))
        assert "muqtada-al-sadr" in ids
        one = (await reader.get(f"{LIST}/rules/berg-bridge")).json()
        assert one["body"] == {"name": "Berg on the bridge", "speakers": ["berg"]}
        assert (await reader.get(f"{LIST}/themes/none")).status_code == 404


async def test_versions_have_authors_and_differences_and_are_restored(app: FastAPI) -> None:
    path = f"{LIST}/themes/foreign-troops"
    async with client(app) as editor:
        [original] = (await editor.get(f"{path}/versions")).json()["items"]
        assert (original["version"], original["who"]) == (0, "file")
        await editor.put(path, json={"name": "Troops", "query": "troop*"})
        await editor.delete(f"{LIST}/rules/none")
        newest, first = (await editor.get(f"{path}/versions")).json()["items"]
        assert (newest["version"], newest["who"]) == (1, "token")
        assert '+ "name": "Troops",' in newest["difference"]
        assert first["body"] == original["body"]
        restored = await editor.post(f"{path}/restore", json={"version": 0})
        assert restored.status_code == 200, restored.text
        newest = (await editor.get(f"{path}/versions")).json()["items"][0]
        assert newest["body"] == original["body"]
        assert (await editor.post(f"{path}/restore", json={"version": 99})).status_code == 404
        assert (await editor.get(f"{LIST}/themes/none/versions")).status_code == 404


async def test_a_check_names_every_mistake_and_stores_nothing(app: FastAPI) -> None:
    wrong = [
        {"kind": "rules", "id": "a", "body": {"name": "A", "speakers": ["nobody"]}},
        {"kind": "themes", "id": "b", "body": {"name": "B", "query": "(open"}},
    ]
    async with client(app) as editor:
        answer = await editor.post(f"{LIST}/checks", json={"changes": wrong})
        assert answer.status_code == 422
        assert len(answer.json()["mistakes"]) == 2
        right = {"changes": [{"kind": "themes", "id": "b", "body": {"name": "B", "query": "b"}}]}
        assert (await editor.post(f"{LIST}/checks", json=right)).json()["hash"]
        assert (await editor.get(f"{LIST}/changes")).json()["items"] == []


async def _finish(reader: httpx.AsyncClient, address: str) -> dict[str, Any]:
    async with asyncio.timeout(WITHIN_S):
        while True:
            replay: dict[str, Any] = (await reader.get(address)).json()
            if replay["status"] != "running":
                return replay
            await asyncio.sleep(0.02)


async def test_the_workbench_shows_what_a_changed_rule_gains_and_loses(
    app: FastAPI, engine: AsyncEngine
) -> None:
    texts = {
        "a1f": "Anna Berg said that the bridge would open.",
        "b2f": "Anna Berg said that the harvest was good.",
    }
    for id_, text in texts.items():
        article = an_article(id=id_, text=f"News\n\n{text}", seen_at=NOW, published_at=NOW)
        reading = read_article(article, IN_FORCE.index)
        raised = [raise_alert(None, m, NOW) for m in match_reading(reading, IN_FORCE.index)]
        await Archive(engine).store([reading, *(a for a in raised if isinstance(a, Alert))])
    async with client(app) as editor:
        alerts = (await editor.get("/api/v1/alerts")).json()["items"]
        own = [each for each in alerts if each["rule"] == "berg-bridge"]
        [alert] = [each for each in own if "bridge" in each["statement"]["text"]]
        await editor.post(f"/api/v1/alerts/{alert['id']}/feedback", json={"fault": "wrong_theme"})
        changes = [
            {"kind": "themes", "id": "harvest", "body": {"name": "Harvest", "query": "harvest*"}},
            {
                "kind": "rules",
                "id": "berg-bridge",
                "body": {"name": "Berg", "speakers": ["berg"], "themes": ["harvest"]},
            },
            {
                "kind": "rules",
                "id": "harvest",
                "body": {"name": "Harvest", "themes": ["harvest"]},
            },
        ]
        started = await editor.post("/api/v1/replays", json={"changes": changes, "days": 7})
        assert started.status_code == 202, started.text
        replay = await _finish(editor, started.headers["location"])
        assert (replay["status"], replay["done"]) == ("done", replay["total"])
        result = replay["result"]
        assert (result["articles"], result["statements"]) == (2, 2)
        assert (result["gained"], result["lost"], result["same"]) == (1, 1, len(alerts) - 1)
        assert (result["noise_before"], result["noise_after"]) == (1, 0)
        assert "harvest" in result["gained_alerts"][0]["text"]
        assert result["lost_alerts"][0]["is_noise"]
        again = await editor.post("/api/v1/replays", json={"days": 7})
        unchanged = (await _finish(editor, again.headers["location"]))["result"]
        assert (unchanged["gained"], unchanged["lost"]) == (0, 0)
        assert unchanged["same"] == len(alerts)
        assert (await editor.get(f"{LIST}/changes")).json()["items"] == []
        assert (await editor.get("/api/v1/replays/none")).status_code == 404
        assert (await editor.delete(started.headers["location"])).status_code == 404


class RefusingReplays(Replays):
    """Replays of a database that is unavailable for the first two reports."""

    def __init__(self, engine: AsyncEngine) -> None:
        super().__init__(engine)
        self.refusals = 2

    async def report(self, replay: Replay) -> bool:
        """Refuse, then store."""
        if self.refusals:
            self.refusals -= 1
            raise OSError("the disk is full")
        return await super().report(replay)


async def test_a_replay_outlives_an_unavailable_database(engine: AsyncEngine) -> None:
    store = Store(engine)
    store.replays = RefusingReplays(engine)
    url = engine.url.render_as_string(hide_password=False)
    workbench = Workbench(store, url, report_every_s=0.001)
    replay = await workbench.start(IN_FORCE.index, (), NOW, "ana")

    async def is_done() -> bool:
        stored = await Store(engine).replays.get(replay.id)
        return stored is not None and stored.status == "done"

    await until(is_done)
    assert store.replays.refusals == 0


async def test_a_replay_survives_a_restart(app: FastAPI, engine: AsyncEngine) -> None:
    async with client(app) as editor:
        started = await editor.post("/api/v1/replays", json={"days": 7})
        done = await _finish(editor, started.headers["location"])
    interrupted = Replay(
        id="replay-interrupted",
        who="eddi",
        since=NOW,
        started_at=NOW,
        changes=(),
        total=256,
        done=17,
    )
    await Store(engine).replays.add(interrupted)
    async with client(create_app(engine)) as editor:
        assert (await editor.get(started.headers["location"])).json() == done
        address = "/api/v1/replays/replay-interrupted"
        assert (await editor.get(address)).json()["done"] == 17
        async with engine.begin() as connection:
            await connection.execute(update(replays).values(seen_at=0.0))
        assert (await _finish(editor, address))["status"] == "done"
        assert (await editor.delete(address)).status_code == 404


async def test_a_wrong_change_is_not_replayed(app: FastAPI) -> None:
    changes = [{"kind": "rules", "id": "a", "body": {"name": "A", "speakers": ["nobody"]}}]
    async with client(app) as editor:
        answer = await editor.post("/api/v1/replays", json={"changes": changes})
        assert answer.status_code == 422
