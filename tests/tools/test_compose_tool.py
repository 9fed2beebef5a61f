"""`make compose-test`: what it expects, how it waits, how it finds a mirror; without an engine."""

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from monitor.services.newsroom import load_stories
from tools.compose import system as compose_system
from tools.compose.chaos import VICTIMS
from tools.compose.engine import CommandFailed, Docker
from tools.compose.reference import expected_pairs, raised_pairs
from tools.compose.stand_ins import DOCKERFILES, IMAGES, PREFIX
from tools.compose.system import Failed, System, wait_for


def test_the_expected_pairs_are_of_articles_of_the_newsroom() -> None:
    pairs = expected_pairs()
    addresses = {f"http://{story.feed}.example/{story.number}" for story in load_stories()}
    assert len(pairs) > 30
    assert {address for _, address in pairs} <= addresses


def test_the_pairs_of_alerts_are_of_every_copy_and_of_statements_alone() -> None:
    copies = [{"url": "http://wire.example/1"}, {"url": "http://herald.example/2"}]
    alerts: list[dict[str, Any]] = [
        {"kind": "statement", "rule": "r", "copies": copies},
        {"kind": "pattern", "rule": "p", "copies": copies},
        {"kind": "feed", "rule": "feed-failing", "copies": copies},
    ]
    assert raised_pairs(alerts) == {("r", copy["url"]) for copy in copies}


def test_waiting_ends_with_the_last_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compose_system, "PAUSE_S", 0.001)

    def refuse() -> bool:
        raise CommandFailed("no engine")

    with pytest.raises(Failed, match=r"everything: not within 0 s \(no engine\)"):
        wait_for("everything", refuse, 0.05)
    assert wait_for("it", lambda: True, 1.0) < 1.0


def test_a_command_that_fails_shows_the_end_of_what_it_printed() -> None:
    docker = Docker(None, compose=("sh", "-c", "echo one; echo two >&2; exit 3"))
    with pytest.raises(CommandFailed, match=r"status 3\none\ntwo"):
        docker.compose("up")
    with pytest.raises(CommandFailed, match="no end within"):
        Docker(None, compose=("sleep", "20")).compose(within_s=0.05)


def test_an_address_without_a_server_is_a_problem_and_no_crash() -> None:
    system = System(Docker(None), {}, "http://127.0.0.1:9", "token")
    assert len(system.problems()) == 1
    with pytest.raises(OSError, match="refused"):
        system.alerts()


def test_every_alert_of_every_page_is_returned() -> None:
    pages = {"": {"items": [{"id": "a"}], "next": 7}, "7": {"items": [{"id": "b"}], "next": None}}

    @dataclasses.dataclass(frozen=True)
    class Paged(System):
        def get(self, path: str) -> Any:
            """Return a page by its cursor."""
            return pages[path.partition("&cursor=")[2]]

    system = Paged(Docker(None), {}, "", "")
    assert [alert["id"] for alert in system.alerts()] == ["a", "b"]


def test_every_stand_in_has_a_dockerfile_on_the_common_base() -> None:
    for image in IMAGES.values():
        dockerfile = (DOCKERFILES / image.removeprefix(f"{PREFIX}/") / "Dockerfile").read_text()
        assert f"FROM {PREFIX}/debian" in dockerfile


def test_every_service_that_holds_or_moves_articles_is_killed() -> None:
    compose = Path("docker-compose.yml").read_text("utf-8")
    assert {"process", "poll", "kafka", "deliver", "postgres", "web"} == set(VICTIMS)
    assert all(f"\n  {name}:\n" in compose for name in VICTIMS)
