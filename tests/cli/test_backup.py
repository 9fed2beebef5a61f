"""`monitor backup` and `monitor restore`: what they print, keep and refuse."""

import stat
from pathlib import Path

import pytest

from tests.cli.runner import run, run_json


def test_what_was_backed_up_is_restored_into_an_empty_machine(
    folder: Path, data: Path, stored: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (data / "token").write_text("secret")
    file = tmp_path / "backup.zip"
    [written] = run_json("backup", str(file))
    assert written["rows"]["alerts"] == 1
    assert written["left_out"] == [str(data / "token")]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    elsewhere = tmp_path / "elsewhere"
    monkeypatch.setenv("MONITOR_DATA", str(elsewhere / "data"))
    monkeypatch.setenv("MONITOR_CONFIG", str(elsewhere / "config"))
    result = run("restore", str(file))
    assert "monitor archive --since" in result.stdout
    assert [row["id"] for row in run_json("alerts", "list")] == [stored]
    assert run("check").exit_code == 0


def test_nothing_is_overwritten_without_being_told_to(
    folder: Path, data: Path, stored: str, tmp_path: Path
) -> None:
    file = tmp_path / "backup.zip"
    run("backup", str(file))
    again = run("backup", str(file))
    assert (again.exit_code, "use --replace" in again.stderr) == (2, True)
    refused = run("restore", str(file))
    assert (refused.exit_code, "use --replace to remove them" in refused.stderr) == (1, True)
    assert run("restore", str(file), "--replace").exit_code == 0
    assert run("restore", str(file), "--only", "configuration").exit_code == 0
    assert run("backup", str(file), "--replace").exit_code == 0


@pytest.mark.parametrize("body", [b"", b"PK\x03\x04", b"no zip at all"])
def test_another_file_is_no_backup(data: Path, tmp_path: Path, body: bytes) -> None:
    file = tmp_path / "x.zip"
    file.write_bytes(body)
    refused = run("restore", str(file))
    assert (refused.exit_code, "is not a backup" in refused.stderr) == (2, True)
    assert run("restore", str(tmp_path / "missing.zip")).exit_code == 2


def test_a_folder_that_does_not_exist_is_one_line(data: Path, tmp_path: Path) -> None:
    failed = run("backup", str(tmp_path / "missing" / "b.zip"))
    assert failed.exit_code == 1
    assert "No such file or directory" in failed.stderr


def test_a_running_monitor_is_not_restored_over(
    folder: Path, data: Path, stored: str, tmp_path: Path
) -> None:
    from monitor.services.supervisor import hold

    file = tmp_path / "backup.zip"
    run("backup", str(file))
    with hold(data):
        refused = run("restore", str(file), "--replace")
    assert (refused.exit_code, "another `monitor up`" in refused.stderr) == (1, True)
