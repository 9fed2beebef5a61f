"""`monitor check`: every mistake at once, for people and programs."""

from pathlib import Path

import pytest

from tests.cli.runner import run, run_json


def test_a_valid_configuration_is_counted(folder: Path) -> None:
    [counts] = run_json("check")
    assert counts["ok"] is True
    assert (counts["feeds"], counts["actors"], counts["themes"], counts["rules"]) == (1, 1, 1, 1)
    assert "1 feeds, 1 actors, 1 themes, 1 rules" in run("check").stdout


def test_the_mistakes_of_every_file_are_reported_together(folder: Path) -> None:
    (folder / "feeds.yaml").write_text("feeds:\n- {url: nonsense}\n")
    (folder / "watchlist.yaml").write_text("rules:\n- {id: x, name: X, speakers: [unknown]}\n")
    refused = run("check")
    assert refused.exit_code == 2
    for place in ("feeds.yaml:2", "watchlist.yaml:2"):
        assert place in refused.stderr
    [report] = run_json("check")
    assert report["ok"] is False
    assert {Path(mistake["file"]).name for mistake in report["mistakes"]} == {
        "feeds.yaml",
        "watchlist.yaml",
    }
    assert run("check", "--json").exit_code == 2


def test_mistakes_of_settings_and_files_are_reported_together(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MONITOR_PARTITIONS", "many")
    (folder / "feeds.yaml").write_text("feeds:\n- {url: nonsense}\n")
    refused = run("check")
    assert refused.exit_code == 2
    assert "MONITOR_PARTITIONS" in refused.stderr
    assert "feeds.yaml:2" in refused.stderr


def test_mistakes_of_files_are_reported_while_the_database_is_unavailable(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MONITOR_DATABASE", "postgresql://127.0.0.1:1/news")
    unchecked = run("check")
    assert unchecked.exit_code == 1
    assert "are valid" in unchecked.stderr
    (folder / "feeds.yaml").write_text("feeds:\n- {url: nonsense}\n")
    refused = run("check")
    assert (refused.exit_code, "feeds.yaml:2" in refused.stderr) == (2, True)


def test_a_broken_line_of_imported_actors_is_refused_with_its_file_and_line(folder: Path) -> None:
    (folder / "actors").mkdir()
    (folder / "actors/a.jsonl").write_text(
        '{"id": "a", "name": "A", "kind": "person"}\n{"id": "a b", "name": "B"}\n'
    )
    refused = run("check")
    assert (refused.exit_code, "a.jsonl:2" in refused.output) == (2, True)


def test_a_marked_alert_is_noise_with_a_proposal(stored: str) -> None:
    assert "No alert is marked" in run("check", "--noise").stdout
    marked = run("alerts", "mark", stored, "--fault", "wrong_actor", "--note", "a street")
    assert marked.exit_code == 0
    [row] = run_json("check", "--noise")
    assert (row["rule"], row["marked"]) == ("sadr-on-troops", "1 wrong_actor")
    assert "never of muqtada-al-sadr: 'Muqtada al-Sadr'" in row["proposals"]
