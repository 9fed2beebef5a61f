"""`monitor doctor`: exit codes, remedies and JSON, with everything down and with wrong settings."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.runner import run, run_json


def test_with_everything_down_each_part_is_a_finding(
    folder: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MONITOR_KAFKA", "127.0.0.1:1")
    monkeypatch.setenv("MONITOR_DATABASE", "postgresql://reader@127.0.0.1:1/none")
    result = run("doctor")
    assert result.exit_code == 1
    assert "PROBLEM  kafka: 127.0.0.1:1: nothing answers" in result.stdout
    assert "→ start Kafka, open the firewall, or correct MONITOR_KAFKA" in result.stdout
    assert "PROBLEM  database: postgresql://reader@127.0.0.1:1/none cannot be used" in result.stdout
    assert "ok       disk:" in result.stdout
    areas = {row["area"]: row["status"] for row in run_json("doctor")}
    assert areas["feeds"] == "skipped"
    assert areas["configuration"] == "ok"


def test_a_machine_on_which_nothing_ran_yet_has_no_problem(folder: Path, data: Path) -> None:
    result = run("doctor")
    assert result.exit_code == 0
    assert "0 problems" in result.stdout
    assert list(data.iterdir()) == []


def test_a_database_with_work_is_examined(
    folder: Path, data: Path, stored: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = run_json("doctor")
    database = [row["message"] for row in rows if row["area"] == "database"]
    assert "it can be written" in database
    assert "1 dead letters are pending" in database


def test_wrong_settings_are_findings_and_not_a_traceback(
    folder: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MONITOR_PARTITIONS", "many")
    rows = run_json("doctor")
    assert [(row["area"], row["status"]) for row in rows] == [("settings", "problem")]
    assert run("doctor").exit_code == 1


def test_a_wrong_configuration_does_not_hide_the_rest(folder: Path, data: Path) -> None:
    (folder / "watchlist.yaml").write_text("actors: [{id: berg, kindd: person}]\n")
    rows = run_json("doctor")
    statuses = {row["area"]: row["status"] for row in rows}
    assert (statuses["configuration"], statuses["feeds"]) == ("problem", "skipped")
    assert {"disk", "database", "kafka"} <= set(statuses)


def test_the_command_loads_no_pages() -> None:
    """In a process of its own: this one has loaded everything."""
    lines = (
        "import asyncio, sys",
        "from monitor.cli.doctor import command",
        "asyncio.run = lambda work: work.close() or []",
        "command.main(['--json'], standalone_mode=False)",
    )
    check = "; ".join((*lines[:3], "sys.exit = lambda status: None", lines[3]))
    script = f"{check}; assert 'monitor.services.doctor.examination' in sys.modules"
    script += "; assert not [name for name in sys.modules if name.startswith('monitor.web')]"
    subprocess.run([sys.executable, "-c", script], check=True)
