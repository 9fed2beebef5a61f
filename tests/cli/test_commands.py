"""Commands as a user types them: output for programs, and exit codes."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from monitor.cli import main

TEXT = "Letter\n\nMuqtada al-Sadr said that foreign troops must leave Iraq.\n"


def test_scan_tells_programs_who_said_what_and_why_it_matches(tmp_path: Path) -> None:
    source = tmp_path / "letter.txt"
    source.write_text(TEXT)
    done = CliRunner().invoke(main, ["scan", "--json", str(source)])
    assert done.exit_code == 0
    seen = json.loads(done.stdout)
    [statement] = seen["statements"]
    assert seen["article"]["text"] == TEXT
    assert statement["speaker"]["actor"] == "muqtada-al-sadr"
    assert "foreign-troops" in statement["themes"]
    assert [match["rule"] for match in seen["matches"]] == ["sadr-on-troops"]


def test_a_source_that_cannot_be_read_is_wrong_input(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_bytes(b"\xff\xfe\x00")
    done = CliRunner().invoke(main, ["scan", str(tmp_path / "x.txt"), str(tmp_path / "none.txt")])
    assert done.exit_code == 2
    assert "not UTF-8" in done.output
    assert "No such file" in done.output


def test_a_process_without_kafka_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MONITOR_KAFKA", raising=False)
    done = CliRunner().invoke(main, ["poll"])
    assert done.exit_code == 2
    assert "MONITOR_KAFKA" in done.output


def test_lists_of_an_empty_store_are_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MONITOR_DATA", str(tmp_path))
    for command in ("feeds", "alerts", "rejected"):
        done = CliRunner().invoke(main, [command, "list", "--json"])
        assert (done.exit_code, done.stdout) == (0, "")


def test_an_imported_list_is_in_force_and_importing_it_again_changes_nothing(
    tmp_path: Path,
) -> None:
    (tmp_path / "watchlist.yaml").write_text(
        "actors: [{id: berg, name: Anna Berg, kind: person}]\n"
    )
    listed = tmp_path / "people.csv"
    listed.write_text("id,name,kind\nholm,Peter Holm,person\nberg,Another Berg,person\n,,\n")
    runner = CliRunner()
    command = ["watchlist", "import", "--config", str(tmp_path), "--json", str(listed)]
    first, second = (json.loads(runner.invoke(main, command).output) for _ in range(2))
    assert (first["added"], second["added"], second["unchanged"]) == (1, 0, 1)
    assert {(each["id"], each["why"]) for each in first["skipped"]} == {
        ("berg", "another file has this id"),
        ("line 4", "no name"),
    }
    found = runner.invoke(
        main, ["watchlist", "find", "--config", str(tmp_path), "--json", "Peter Holm said so"]
    )
    assert json.loads(found.output)["id"] == "holm"
    listed.write_text("id,name,kind\nholm,Peter Holm jr,person\n")
    assert json.loads(runner.invoke(main, [*command, "--dry-run"]).output)["changed"] == 1
    assert "Peter Holm jr" not in (tmp_path / "actors/people.jsonl").read_text()
    exported = runner.invoke(
        main, ["watchlist", "export", "--config", str(tmp_path), "--format", "csv"]
    ).output
    assert exported.splitlines()[1:] == [
        "berg,Anna Berg,person,,,,,,,",
        "holm,Peter Holm,person,,,,,,,",
    ]


def test_a_broken_line_of_imported_actors_is_refused_with_its_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "actors").mkdir()
    (tmp_path / "actors/a.jsonl").write_text(
        '{"id": "a", "name": "A", "kind": "person"}\n{"id": "a b", "name": "B"}\n'
    )
    done = CliRunner().invoke(main, ["check", "--config", str(tmp_path)])
    assert done.exit_code == 2
    assert "a.jsonl:2" in done.output
