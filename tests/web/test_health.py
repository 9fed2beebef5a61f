"""Readiness and metrics: lag, stalled groups, a refused configuration, failing loops."""

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.kafka.connection import KafkaConnection
from monitor.kafka.lag import Lag, LagWatch, Place
from monitor.records import FeedState, LoopState, Reading
from monitor.store import Archive, Store
from monitor.web import Health
from monitor.web.health import without_secrets
from tests.builders import an_article
from tests.web.asking import client, create_app


async def test_readiness_and_metrics_show_lag_stalled_groups_and_a_refused_configuration(
    engine: AsyncEngine,
) -> None:
    watch = LagWatch(KafkaConnection("127.0.0.1:1"), 1)
    place = Place("processor", "articles", 0)
    watch.lag, watch.error, watch.stalled_for = Lag({}, {place: 7}, {place: 0}), None, {place: 99.0}
    health = Health(lambda: "feeds.yaml:3: feeds[0]: wrong", watch)
    async with client(create_app(engine, health=health), None) as anonymous:
        ready = await anonymous.get("/readyz")
        assert ready.status_code == 503
        assert ready.json()["lag"] == {"processor": {"articles": 7}}
        problems = ready.json()["problems"]
        assert any("feeds.yaml:3" in problem for problem in problems)
        assert any("does not move on articles/0" in problem for problem in problems)
        metrics = (await anonymous.get("/metrics")).text
        assert 'monitor_lag{group="processor",topic="articles"} 7.0' in metrics
        assert "monitor_config_sound 0.0" in metrics


async def test_metrics_count_articles_by_language_and_depth_of_reading(
    engine: AsyncEngine,
) -> None:
    articles = [an_article(id=f"{n}", language=code) for n, code in enumerate(("en", "de", "sw"))]
    readings = [Reading(article=each, statements=(), mentions=(), config="c") for each in articles]
    await Archive(engine).store(readings)
    async with client(create_app(engine), None) as anonymous:
        metrics = (await anonymous.get("/metrics")).text
    assert 'monitor_articles_day{depth="full",language="en"} 1.0' in metrics
    assert 'monitor_articles_day{depth="plain",language="de"} 1.0' in metrics
    assert 'monitor_articles_day{depth="quotes",language="sw"} 1.0' in metrics


async def test_a_failing_loop_is_a_problem_and_its_failures_are_counted(
    engine: AsyncEngine,
) -> None:
    states = (
        LoopState(name="events", condition="failing", error="TypeError: x", failures=3, for_s=9.0),
        LoopState(name="lag", condition="running"),
    )
    health = Health(lambda: None, loops=lambda: states)
    async with client(create_app(engine, health=health), None) as anonymous:
        ready = await anonymous.get("/readyz")
        assert ready.status_code == 503
        assert ready.json()["problems"] == ["serve: events is failing for 9 s: TypeError: x"]
        metrics = (await anonymous.get("/metrics")).text
        assert 'monitor_loop_failures_total{loop="events",process="serve"} 3.0' in metrics
        assert 'monitor_loop_running{loop="events",process="serve"} 0.0' in metrics
        assert 'monitor_loop_running{loop="lag",process="serve"} 1.0' in metrics


SECRETS = [
    "feeds.yaml:3: 'htp://ana:s3cr3tword@host/f' is not a valid URL",
    "htp://s3cr3tword@host/f",
    "https://ana:s3cr3tword@[::1]:99999/",
    "https://host/f?sig=s3cr3tword",
    "https://host/f?a=1&access_token=s3cr3tword&b=2",
    "https://host/f?API_KEY=s3cr3tword",
    "postgresql://monitor:s3cr3tword@db/monitor",
]


@pytest.mark.parametrize("text", SECRETS)
async def test_readiness_contains_no_secret(engine: AsyncEngine, text: str) -> None:
    health = Health(lambda: text)
    async with client(create_app(engine, health=health), None) as anonymous:
        ready = await anonymous.get("/readyz")
        assert ready.status_code == 503
        assert "s3cr3tword" not in ready.text
        assert "host" in ready.text or "db" in ready.text or "[::1]" in ready.text


def test_a_text_without_secrets_stays_as_it_is() -> None:
    text = (
        "feeds.yaml:3: feeds[0].url: 'ftp://host/f?page=2' is not an http(s) URL; mail a@b.example"
    )
    assert without_secrets(text) == text


async def test_metrics_go_on_without_the_database_and_say_so(engine: AsyncEngine) -> None:
    async with client(create_app(engine), None) as anonymous:
        assert "monitor_database_up 1.0" in (await anonymous.get("/metrics")).text
        async with engine.begin() as connection:
            await connection.execute(text("DROP TABLE feeds"))
        metrics = await anonymous.get("/metrics")
    assert metrics.status_code == 200
    assert "monitor_database_up 0.0" in metrics.text
    assert "monitor_config_sound 1.0" in metrics.text


async def test_a_removed_feed_leaves_the_metrics(engine: AsyncEngine) -> None:
    broken = FeedState(
        id="f1", url="https://a.example/", name="A", publisher="a", error="http_404", polls=1
    )
    await Archive(engine).store([broken])
    async with client(create_app(engine), None) as anonymous:
        assert 'monitor_feeds{error="http_404"} 1.0' in (await anonymous.get("/metrics")).text
        await Store(engine).feeds.keep(())
        assert "http_404" not in (await anonymous.get("/metrics")).text
