"""Metrics: one count for each item, conventions of names, and steps that count what they say."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from prometheus_client.core import Metric

from monitor.telemetry import metrics
from monitor.telemetry.exposition import ProcessState
from monitor.web.metrics import example_families
from tests.builders import a_match, an_alert, an_article
from tests.telemetry.samples import Growth

NOW = datetime.now(UTC)
EVERY = [*metrics.REGISTRY.collect(), *example_families()]


@pytest.mark.parametrize("family", EVERY, ids=lambda family: family.name)
def test_a_name_is_as_the_conventions_of_prometheus_have_it(family: Metric) -> None:
    name, kind = family.name, family.type
    assert re.fullmatch(r"monitor_[a-z]+(_[a-z]+)*", name)
    assert not re.search(r"_(s|ms|sec|secs|b|kb|mb|count|sum|bucket|total|info_total)$", name)
    assert not re.search(r"(milliseconds|minutes|kilobytes|percent)", name)
    if kind == "histogram":
        assert name.endswith("_seconds")


def test_the_time_of_an_article_is_counted_to_its_bucket() -> None:
    growth = Growth()
    seen_at = datetime.now(UTC) - timedelta(seconds=3)
    article = msgspec.structs.replace(an_article(), seen_at=seen_at, flags=())
    metrics.observe_article("fetched_to_stored", article)
    labels = {"step": "fetched_to_stored"}
    assert growth.of("monitor_latency_seconds_count", labels) == 1
    assert growth.of("monitor_latency_seconds_bucket", {**labels, "le": "2.5"}) == 0
    assert growth.of("monitor_latency_seconds_bucket", {**labels, "le": "30.0"}) == 1


@pytest.mark.parametrize("flag", ["backfill", "date_missing", "date_future"])
def test_an_article_without_a_true_date_is_not_late_by_its_feed(flag: str) -> None:
    growth = Growth()
    old = msgspec.structs.replace(
        an_article(), published_at=NOW - timedelta(days=400), seen_at=NOW, flags=(flag,)
    )
    metrics.observe_poll(None, [old], 0)
    assert growth.of("monitor_latency_seconds_count", {"step": "published_to_fetched"}) == 0
    assert growth.of("monitor_feed_entries_total", {"outcome": "published"}) == 1


def test_an_edit_is_not_late_by_its_feed() -> None:
    growth = Growth()
    edit = msgspec.structs.replace(
        an_article(), published_at=NOW - timedelta(days=1), seen_at=NOW, revision=2
    )
    metrics.observe_poll(None, [edit], 0)
    assert growth.of("monitor_latency_seconds_count", {"step": "published_to_fetched"}) == 0


def test_a_clock_that_is_behind_counts_as_no_time() -> None:
    growth = Growth()
    metrics.observe_step("fetched_to_read", NOW + timedelta(hours=1))
    labels = {"step": "fetched_to_read"}
    assert growth.of("monitor_latency_seconds_sum", labels) == 0
    assert growth.of("monitor_latency_seconds_count", labels) == 1


@pytest.mark.parametrize(("outcome", "expected"), [("raised", 1), ("repeated", 0), ("rejected", 0)])
def test_a_match_counts_as_alerted_once(outcome: str, expected: int) -> None:
    growth = Growth()
    metrics.observe_message("raise", a_match(), outcome, 0.01)
    assert growth.of("monitor_latency_seconds_count", {"step": "fetched_to_alerted"}) == expected
    labels = {"stage": "raise", "outcome": outcome}
    assert growth.of("monitor_stage_messages_total", labels) == 1
    assert growth.of("monitor_stage_duration_seconds_count", {"stage": "raise"}) == 1


@pytest.mark.parametrize(
    ("outcome", "is_at_once", "revision", "alerted", "fetched"),
    [
        ("delivered", True, 1, 1, 1),
        ("delivered", True, 2, 1, 0),
        ("delivered", False, 1, 0, 0),
        ("waiting", True, 1, 0, 0),
        ("failed", True, 1, 0, 0),
    ],
)
def test_a_delivery_is_timed_where_it_was_to_go_at_once(
    outcome: str, is_at_once: bool, revision: int, alerted: int, fetched: int
) -> None:
    growth = Growth()
    alert = msgspec.structs.replace(an_alert(), revision=revision)
    metrics.observe_delivery("webhook", outcome, alert, is_at_once=is_at_once)
    labels = {"channel": "webhook", "outcome": outcome}
    assert growth.of("monitor_delivery_attempts_total", labels) == 1
    name = "monitor_latency_seconds_count"
    assert growth.of(name, {"step": "alerted_to_delivered"}) == alerted
    assert growth.of(name, {"step": "fetched_to_delivered"}) == fetched


def test_a_process_shows_its_version_and_its_disk(tmp_path: Path) -> None:
    state = ProcessState("poll", tmp_path)
    families = {family.name: family for family in state.collect()}
    [build] = families["monitor_build_info"].samples
    assert build.labels["command"] == "poll"
    [free], [size] = (families[f"monitor_disk_{what}_bytes"].samples for what in ("free", "size"))
    assert 0 < free.value <= size.value


def test_a_folder_that_does_not_exist_shows_no_disk(tmp_path: Path) -> None:
    state = ProcessState("poll", tmp_path / "none")
    assert [family.name for family in state.collect()] == ["monitor_build_info"]
