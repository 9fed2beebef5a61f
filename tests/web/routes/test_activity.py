"""Actors, themes and stories over HTTP: counted exactly, compared word by word."""

from datetime import timedelta

import msgspec
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.flow.match_reading import match_reading
from monitor.flow.raise_alert import raise_alert
from monitor.flow.read_article import read_article
from monitor.records import Alert, Record
from monitor.store import Archive
from tests.builders import NOON, an_article
from tests.web.asking import IN_FORCE, client

SAYINGS = {
    "one": "Muqtada al-Sadr said that foreign troops must leave Iraq.",
    "two": "Muqtada al-Sadr said that the bridge would be closed.",
    "three": "Anna Berg said that the bridge belongs to Muqtada al-Sadr.",
}


def _records(id_: str, text: str, day: int = 0, publisher: str = "wire") -> list[Record]:
    """Return the reading of an article and the alerts of its statements."""
    at = NOON + timedelta(days=day)
    article = an_article(
        id=id_, text=f"News\n\n{text}", publisher=publisher, seen_at=at, published_at=at
    )
    reading = read_article(article, IN_FORCE.index)
    raised = (raise_alert(None, match, at) for match in match_reading(reading, IN_FORCE.index))
    return [reading, *(alert for alert in raised if isinstance(alert, Alert))]


async def _fill(engine: AsyncEngine) -> None:
    for day, (id_, text) in enumerate(SAYINGS.items()):
        await Archive(engine).store(_records(id_, text, day))


async def test_an_actor_is_shown_by_day_theme_and_act(app: FastAPI, engine: AsyncEngine) -> None:
    await _fill(engine)
    async with client(app) as reader:
        path = "/api/v1/actors/muqtada-al-sadr/activity"
        said = (await reader.get(path)).json()
        assert (said["total"], said["is_complete"]) == (2, True)
        assert said["by_day"] == {"2026-03-01": 1, "2026-03-02": 1}
        assert {
            (cell["day"], cell["theme"], cell["act"]): cell["count"] for cell in said["cells"]
        } == {
            ("2026-03-01", "foreign-troops", "demand"): 1,
            ("2026-03-01", "withdrawal", "demand"): 1,
            ("2026-03-02", "bridge", ""): 1,
        }
        assert said["first"]["article"]["id"] == "one"
        assert said["last"]["article"]["id"] == "two"
        assert {word["value"] for word in said["words"]} >= {"troops", "bridge"}
        assert said["rhythm"]["usual_gap_s"] is None
        about = (await reader.get(f"{path}?role=about")).json()
        assert about["facets"]["speaker"] == [{"value": "berg", "name": "Anna Berg", "count": 1}]
        assert (await reader.get("/api/v1/actors/nobody/activity")).status_code == 404


async def test_a_period_limits_the_counts_and_not_the_first_time(
    app: FastAPI, engine: AsyncEngine
) -> None:
    await _fill(engine)
    async with client(app) as reader:
        path = "/api/v1/actors/muqtada-al-sadr/activity?since=2026-03-02T00:00:00Z"
        said = (await reader.get(path)).json()
        assert said["by_day"] == {"2026-03-02": 1}
        assert said["first"]["article"]["id"] == "one"


async def test_a_theme_has_its_speakers_and_up_to_four_actors_are_compared(
    app: FastAPI, engine: AsyncEngine
) -> None:
    await _fill(engine)
    async with client(app) as reader:
        theme = (await reader.get("/api/v1/themes/bridge")).json()
        assert {item["value"] for item in theme["facets"]["speaker"]} == {"berg", "muqtada-al-sadr"}
        assert (await reader.get("/api/v1/themes/none")).status_code == 404
        compared = await reader.get("/api/v1/compare?actor=berg&actor=muqtada-al-sadr")
        assert [item["total"] for item in compared.json()["items"]] == [1, 2]
        five = "&".join(f"actor=a{number}" for number in range(5))
        assert (await reader.get(f"/api/v1/compare?{five}")).status_code == 422
        assert (await reader.get("/api/v1/compare")).status_code == 422


async def test_a_story_shows_how_each_outlet_worded_the_same_quotation(
    app: FastAPI, engine: AsyncEngine
) -> None:
    full = (
        "Anna Berg said that the old stone bridge in the northern river district closes for urgent"
        " repairs of pillars."
    )
    cut = full.replace("old ", "")
    altered = full.replace("closes", "blocks")
    for day, (id_, text) in enumerate({"wire": full, "post": cut, "echo": altered}.items()):
        hours = day / 24
        records = _records(id_, text, publisher=id_)
        moved = [
            msgspec.structs.replace(
                record,
                article=msgspec.structs.replace(
                    record.article,  # type: ignore[attr-defined]
                    seen_at=NOON + timedelta(days=hours),
                ),
            )
            for record in records[:1]
        ]
        await Archive(engine).store([*moved, *records[1:]])
    async with client(app) as reader:
        story = (await reader.get("/api/v1/stories/post")).json()
        assert {article["publisher"] for article in story["articles"]} == {"wire", "post", "echo"}
        [quotation] = story["quotations"]
        assert quotation["publishers"] == 3
        wordings = {each["article"]["publisher"]: each for each in quotation["wordings"]}
        differences = {name: each["difference"] for name, each in wordings.items()}
        assert differences == {"wire": "same", "post": "cut", "echo": "altered"}
        lost = [each for each in wordings["post"]["segments"] if each["change"] == "cut"]
        assert [each["text"].strip() for each in lost] == ["old"]
        [alert] = story["alerts"]
        again = (await reader.get(f"/api/v1/alerts/{alert}/wordings")).json()["items"]
        assert again == story["quotations"]
        assert (await reader.get("/api/v1/stories/none")).status_code == 404
