"""`monitor watchlist`: lists are imported once, exported whole and looked up."""

import json
from pathlib import Path

import pytest

from tests.cli.runner import run, run_json

PEOPLE = "id,name,kind\nholm,Peter Holm,person\nberg,Another Berg,person\n,,\n"


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """A list with one new actor, one whose id is taken, and an empty line."""
    file = tmp_path / "people.csv"
    file.write_text(PEOPLE)
    return file


def test_an_imported_list_is_in_force_and_importing_it_again_changes_nothing(
    folder: Path, people: Path
) -> None:
    [first] = run_json("watchlist", "import", str(people))
    [second] = run_json("watchlist", "import", str(people))
    assert (first["added"], second["added"], second["unchanged"]) == (1, 0, 1)
    assert {skip["id"] for skip in first["skipped"]} == {"berg", "line 4"}
    assert all(skip["why"] for skip in first["skipped"])
    [row] = run_json("watchlist", "find", "Peter Holm said so")
    assert row["id"] == "holm"
    exported = run("watchlist", "export", "--format", "csv").stdout
    assert exported.splitlines()[1:] == [
        "berg,Anna Berg,person,,,,,mayor,,",
        "holm,Peter Holm,person,,,,,,,",
    ]


def test_a_dry_run_reports_changes_and_writes_nothing(folder: Path, people: Path) -> None:
    run("watchlist", "import", str(people))
    people.write_text("id,name,kind\nholm,Peter Holm jr,person\n")
    [report] = run_json("watchlist", "import", str(people), "--dry-run")
    assert (report["changed"], report["dry_run"]) == (1, True)
    assert "Peter Holm jr" not in (folder / "actors/people.jsonl").read_text()


@pytest.mark.parametrize(
    "text", ["id,name,kind\nberg,Another Berg,person\n", "id,name,kind\n,,\n", "id,name,kind\n"]
)
def test_an_import_that_takes_nothing_fails_and_leaves_the_file(
    folder: Path, people: Path, text: str
) -> None:
    run("watchlist", "import", str(people))
    before = (folder / "actors/people.jsonl").read_text()
    people.write_text(text)
    failed = run("watchlist", "import", str(people))
    assert failed.exit_code == 1
    assert "no actor was imported" in failed.stderr
    assert (folder / "actors/people.jsonl").read_text() == before


@pytest.mark.parametrize(
    "body",
    [b"", b"nonsense", b"\xff\xfe\x00", b"<opml/>", b"[1]", b'{"schema": 1}'],
    ids=repr,
)
def test_a_file_of_another_format_is_refused(folder: Path, people: Path, body: bytes) -> None:
    people.write_bytes(body)
    refused = run("watchlist", "import", str(people))
    assert refused.exit_code == 2
    assert str(people) in refused.stderr


@pytest.mark.parametrize("name", ["../x", "/tmp/x", "a/b", "", ".hidden", "a\0b"])
def test_a_name_outside_of_the_folder_is_refused(folder: Path, people: Path, name: str) -> None:
    refused = run("watchlist", "import", "--name", name, str(people))
    assert (refused.exit_code, "--name" in refused.stderr) == (2, True)


def test_standard_input_is_imported_under_a_name(folder: Path) -> None:
    assert run("watchlist", "import", "-", stdin=PEOPLE).exit_code == 0
    assert (folder / "actors/imported.jsonl").exists()
    assert run("watchlist", "import", "--name", "more", "-", stdin=PEOPLE).exit_code == 1


def test_the_list_is_filtered_by_kind_and_tag(folder: Path) -> None:
    assert [row["kind"] for row in run_json("watchlist", "list")] == ["person", "theme", "rule"]
    assert [row["id"] for row in run_json("watchlist", "list", "--kind", "rule")] == ["berg-bridge"]
    assert [row["id"] for row in run_json("watchlist", "list", "--tag", "mayor")] == ["berg"]
    assert run_json("watchlist", "list", "--tag", "none") == []
    limited = run("watchlist", "list", "--json", "--limit", "1")
    assert limited.stdout.count("\n") == 1
    assert "3 items match" in limited.stderr


def test_actors_and_themes_of_a_text_are_found_with_their_places() -> None:
    rows = run_json("watchlist", "find", "--config", "config", "Sadr City and US troops")
    assert [(row["kind"], row["id"]) for row in rows] == [
        ("actor", "us-military"),
        ("theme", "foreign-troops"),
    ]


def test_a_table_in_windows_1252_is_read(folder: Path, people: Path) -> None:
    people.write_bytes("id;name\njose;José Peña\n".encode("cp1252"))
    assert run("watchlist", "import", str(people)).exit_code == 0
    assert "José Peña" in (folder / "actors/people.jsonl").read_text("utf-8")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_table_is_read_in_the_encodings_of_spreadsheets(
    folder: Path, people: Path, encoding: str
) -> None:
    people.write_bytes("name;kind\r\nJosé Núñez;person\r\n".encode(encoding))
    assert run("watchlist", "import", str(people)).exit_code == 0
    assert "José Núñez" in (folder / "actors" / "people.jsonl").read_text("utf-8")


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("cp1251", ("Юлия Берг", "Иван Петров")),
        ("cp1253", ("Κυριάκος Μητσοτάκης", "Αλέξης Τσίπρας")),
        ("cp1256", ("مقتدى الصدر", "حيدر العبادي")),
        ("cp949", ("윤석열", "이재명")),
        ("cp1252", ("“Ana” Müller", "José Núñez")),
    ],
)
def test_a_table_in_a_code_page_of_excel_is_read_and_the_page_reported(
    folder: Path, people: Path, page: str, names: tuple[str, str]
) -> None:
    rows = "".join(f"{name};person\r\n" for name in names)
    people.write_bytes(f"name;kind\r\n{rows}".encode(page))
    imported = run("watchlist", "import", str(people))
    assert (imported.exit_code, "is not UTF-8" in imported.stderr) == (0, True)
    written = (folder / "actors" / "people.jsonl").read_text("utf-8")
    assert all(json.dumps(name, ensure_ascii=False) in written for name in names)


@pytest.mark.parametrize("start", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1"])
def test_a_workbook_is_refused_with_what_to_do(people: Path, start: bytes) -> None:
    people.write_bytes(start + bytes(100))
    refused = run("watchlist", "import", str(people))
    assert (refused.exit_code, "save the sheet as CSV" in refused.stderr) == (2, True)


@pytest.mark.parametrize("name", ["--", "…", "🙂", "\u0301"])
def test_a_name_without_a_letter_is_skipped(folder: Path, people: Path, name: str) -> None:
    people.write_text(f"name,kind\n{name},person\n", "utf-8")
    refused = run("watchlist", "import", str(people))
    assert (refused.exit_code, "has no letter or digit" in refused.output) == (1, True)
