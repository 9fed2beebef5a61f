"""`monitor prune` and `monitor archive`: what they print, and what they need."""

from pathlib import Path

import pytest

from monitor.records import Reading
from tests.builders import NOON, an_article
from tests.cli.conftest import fill
from tests.cli.runner import run, run_json


def test_what_is_older_than_its_retention_is_removed_and_counted(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = an_article(seen_at=NOON.replace(year=2020))
    fill(data, [Reading(article=old, statements=(), mentions=(), config="c")])
    assert "articles    forever  unlimited  0" in run("prune").stdout
    monkeypatch.setenv("MONITOR_KEEP_ARTICLES", "365d")
    rows = {row["kind"]: row for row in run_json("prune", "--compact")}
    assert rows["articles"] == {
        "kind": "articles",
        "kept": "365d",
        "at_most": "unlimited",
        "removed": 1,
    }
    assert rows["audit"]["kept"] == "730d"
    assert "MB after" in run("prune").stdout


@pytest.mark.parametrize("value", ["1d", "-5d", "soon", "99999999d", "365"])
def test_a_retention_that_is_no_age_or_too_short_is_refused(
    data: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("MONITOR_KEEP_TEXTS", value)
    refused = run("prune")
    assert refused.exit_code == 2
    assert "MONITOR_KEEP_TEXTS" in refused.stderr


@pytest.mark.parametrize("value", ["20", "5 XB", "-1GB", "0GB", "GB", "1.5GB"])
def test_a_size_that_is_none_is_refused(
    data: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("MONITOR_MAX_TEXTS", value)
    refused = run("prune")
    assert (refused.exit_code, "use 20GB or unlimited" in refused.stderr) == (2, True)


def test_a_size_is_a_limit_beside_the_age(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONITOR_MAX_ARTICLES", "20 gb")
    rows = {row["kind"]: row for row in run_json("prune")}
    assert (rows["articles"]["at_most"], rows["polls"]["at_most"]) == ("20GB", "unlimited")


def test_archiving_again_needs_kafka_and_a_time(data: Path) -> None:
    refused = run("archive")
    assert (refused.exit_code, "set MONITOR_KAFKA" in refused.stderr) == (2, True)
    assert run("archive", "--since", "yesterday").exit_code == 2


def test_archiving_again_without_a_broker_is_one_line(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MONITOR_KAFKA", "127.0.0.1:1")
    failed = run("archive", "--wait", "0")
    assert failed.exit_code == 1
    assert "Kafka does not answer at 127.0.0.1:1" in failed.stderr
