"""`monitor scan`: statements with their reasons for programs, coloured text for people."""

import contextlib
import os
import signal
from pathlib import Path

import pytest

from monitor.articles.make import LONGEST_TEXT
from monitor.cli.scan.sources import MOST_BYTES, Pages
from monitor.config import load_settings
from monitor.http.parse_worker import ProcessParser
from monitor.records.errors import UnreadableSource
from tests.cli.runner import run, run_json

TEXT = "Letter\n\nMuqtada al-Sadr said that foreign troops must leave Iraq.\n"


@pytest.fixture
def letter(tmp_path: Path) -> str:
    """The path of a text with one statement."""
    source = tmp_path / "letter.txt"
    source.write_text(TEXT)
    return str(source)


def test_a_program_gets_statements_speakers_and_matches(letter: str) -> None:
    [seen] = run_json("scan", letter)
    [statement] = seen["statements"]
    assert seen["article"]["text"] == TEXT
    assert statement["speaker"]["actor"] == "muqtada-al-sadr"
    assert "foreign-troops" in statement["themes"]
    assert [match["rule"] for match in seen["matches"]] == ["sadr-on-troops"]


def test_a_person_gets_the_text_and_each_statement_with_its_rules(letter: str) -> None:
    printed = run("scan", letter).stdout
    assert TEXT in printed
    assert "  1. Muqtada al-Sadr [muqtada-al-sadr]\n" in printed
    assert "● Sadr on foreign troops: speaker is muqtada-al-sadr" in printed


def test_a_pipe_gets_unwrapped_lines(tmp_path: Path) -> None:
    sentence = f"Muqtada al-Sadr said that foreign troops must leave {'very ' * 60}soon."
    (tmp_path / "long.txt").write_text(f"Letter\n\n{sentence}\n")
    printed = run("scan", str(tmp_path / "long.txt")).stdout
    assert sentence in printed.splitlines()


def test_escape_sequences_of_an_article_never_reach_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "hostile.txt").write_text("Title\n\nHe said “\x1b]0;owned\x07 [bold]no[/x]”.\n")
    printed = run("scan", str(tmp_path / "hostile.txt"))
    assert printed.exit_code == 0
    assert "\x1b" not in printed.stdout
    assert "[bold]no[/x]" in printed.stdout


def test_standard_input_is_a_source(letter: str) -> None:
    piped = run("scan", "--json", "-", stdin=TEXT)
    assert piped.exit_code == 0
    assert '"source": "-"' in piped.stdout


def test_every_unreadable_source_is_reported_after_the_readable_ones(
    tmp_path: Path, letter: str
) -> None:
    (tmp_path / "x.txt").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "empty.html").write_bytes(b"")
    wrong = [str(tmp_path / name) for name in ("x.txt", "none.txt", "empty.html", "")]
    refused = run("scan", "--json", *wrong, letter)
    assert refused.exit_code == 2
    assert refused.stdout.count("\n") == 1
    for reason in ("not UTF-8", "No such file", "no article text", "Is a directory"):
        assert reason in refused.stderr


@pytest.mark.parametrize("size", [LONGEST_TEXT + 1, MOST_BYTES + 1])
def test_a_text_beyond_the_limit_is_refused_at_once_with_the_limit(
    size: int, tmp_path: Path
) -> None:
    file = tmp_path / "books.txt"
    file.write_bytes(b"He said no. " * (size // 12 + 1))
    for refused in (run("scan", str(file)), run("scan", "-", stdin=file.read_text())):
        assert refused.exit_code == 2
        assert f"{LONGEST_TEXT:,}" in refused.stderr


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "http://[bad", "http://"])
def test_an_address_that_cannot_be_fetched_is_one_line(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MONITOR_ALLOW_HOSTS", "127.0.0.1")
    failed = run("scan", url)
    assert failed.exit_code == 1
    assert url in failed.output
    assert failed.output.count("\n") == 1


PAGE = b"<html><title>Letter</title><article>" + b"<p>He said that the bridge is open.</p>" * 2_000


def test_a_page_that_takes_too_long_to_parse_is_one_sentence_and_the_next_one_is_read() -> None:
    settings = load_settings(Path("config"), {})
    pages = Pages(settings, ProcessParser(processes=1, limit_s=0.0))
    late = r"x\.html.*not finished within"
    with contextlib.closing(pages), pytest.raises(UnreadableSource, match=late):
        pages.parse("x.html", PAGE, "", "")
    pages = Pages(settings)
    with contextlib.closing(pages):
        assert pages.parse("x.html", PAGE, "", "").title == "Letter"
        assert pages.parser is not None
        assert len(pages.parser.process_ids()) == 1
        for process in pages.parser.process_ids():
            os.kill(process, signal.SIGKILL)
        assert pages.parse("x.html", PAGE, "", "").title == "Letter"
