"""Actors, articles, statements, feeds and feedback over HTTP."""

import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.feeds.transition import new_state
from monitor.feeds.values import Feed
from monitor.flow.read_article import read_article
from monitor.store import Archive
from tests.builders import NOON, an_alert, an_article
from tests.web.asking import IN_FORCE, client

LETTER = "Letter\n\nMuqtada al-Sadr said that foreign troops must leave Iraq."


async def test_an_actor_has_its_statements_over_time(app: FastAPI, engine: AsyncEngine) -> None:
    article = an_article(text=LETTER)
    await Archive(engine).store([read_article(article, IN_FORCE.index)])
    async with client(app) as reader:
        actor = (await reader.get("/api/v1/actors/muqtada-al-sadr")).json()
        assert actor["name"] == "Muqtada al-Sadr"
        assert actor["statements"]["total"] == 1
        assert actor["statements"]["by_day"] == {"2026-03-01": 1}
        assert actor["statements"]["by_theme"]["foreign-troops"] == 1
        assert actor["statements"]["by_act"] == {"demand": 1}
        assert (await reader.get("/api/v1/actors/nobody")).status_code == 404


async def test_articles_are_found_by_their_words(app: FastAPI, engine: AsyncEngine) -> None:
    article = an_article(text=LETTER)
    await Archive(engine).store([read_article(article, IN_FORCE.index)])
    async with client(app) as reader:
        [item] = (await reader.get("/api/v1/articles?q=troops%20letter")).json()["items"]
        assert (item["id"], item["text"]) == (article.id, article.text)
        assert (await reader.get("/api/v1/articles?q=harvest")).json()["items"] == []
        single = (await reader.get(f"/api/v1/articles/{article.id}")).json()
        assert (single["story"], single["copies"]) == (article.id, [])


async def test_statements_are_found_by_speaker_theme_and_act(
    app: FastAPI, engine: AsyncEngine
) -> None:
    await Archive(engine).store([read_article(an_article(text=LETTER), IN_FORCE.index)])
    path = "/api/v1/statements"
    query = "speaker=muqtada-al-sadr&theme=foreign-troops&act=demand"
    async with client(app) as reader:
        [item] = (await reader.get(f"{path}?{query}")).json()["items"]
        assert item["article"]["publisher"] == "wire"
        assert (await reader.get(f"{path}?act=praise")).json()["items"] == []


@pytest.mark.parametrize(
    ("speaker", "count"),
    [
        ("berg", 1),
        ("Anna Berg", 1),
        ("berg anna", 1),
        ("ANNA", 1),
        ("Votel", 0),
        ("Joseph Votel", 0),
        ("bridge", 0),
        ("would", 0),
        ("!", 0),
    ],
)
async def test_a_speaker_is_who_said_it_and_not_who_is_mentioned(
    app: FastAPI, engine: AsyncEngine, speaker: str, count: int
) -> None:
    text = "Bridge\n\nAnna Berg said that Joseph Votel would open the bridge."
    await Archive(engine).store([read_article(an_article(text=text), IN_FORCE.index)])
    async with client(app) as reader:
        answer = await reader.get("/api/v1/statements", params={"speaker": speaker})
        assert len(answer.json()["items"]) == count


async def test_a_feed_is_listed_without_the_password_in_its_address(
    app: FastAPI, engine: AsyncEngine
) -> None:
    feed = Feed(url="https://ana:pa55word@wire.example/rss?key=s3cr3tkey")
    await Archive(engine).store([new_state(feed, NOON)])
    async with client(app) as reader:
        answer = await reader.get("/api/v1/feeds")
        assert "wire.example/rss" in answer.text
        assert "pa55word" not in answer.text
        assert "s3cr3tkey" not in answer.text


async def test_a_wrong_alert_is_marked(app: FastAPI, engine: AsyncEngine) -> None:
    await Archive(engine).store([an_alert()])
    path = f"/api/v1/alerts/{an_alert().id}/feedback"
    body = {"fault": "old_news", "note": "from May"}
    async with client(app) as editor:
        assert (await editor.post(path, json=body)).status_code == 201
        assert (await editor.post(path, json={"fault": "boring"})).status_code == 422
        unknown = await editor.post("/api/v1/alerts/none/feedback", json=body)
        assert unknown.status_code == 404
        [noise] = (await editor.get("/api/v1/noise")).json()["items"]
    assert (noise["rule"], noise["faults"]) == ("berg-bridge", {"old_news": 1})
    async with client(app, None) as anonymous:
        assert (await anonymous.post(path, json=body)).status_code == 401
