"""`monitor replay`: alerts gained and lost under another watchlist, over a real database."""

from datetime import timedelta
from pathlib import Path

import pytest

from monitor.config import load_configuration
from monitor.flow.read_article import read_article
from monitor.records import Record
from monitor.watchlist import WatchlistIndex
from tests.builders import NOON, an_article
from tests.cli.conftest import STATEMENT_TEXT, fill
from tests.cli.runner import run, run_json

GAINED, LOST = "would be raised", "would not be raised"


@pytest.fixture
def other(tmp_path: Path) -> str:
    """A watchlist with one rule, which meets the stored statement."""
    file = tmp_path / "other.yaml"
    file.write_text(
        "actors: [{id: sadr, name: Muqtada al-Sadr, kind: person}]\n"
        "rules: [{id: other, name: Other, speakers: [sadr]}]\n"
    )
    return str(file)


def test_the_same_watchlist_changes_nothing(stored: str) -> None:
    same = run("replay")
    assert same.exit_code == 0
    assert same.stdout == (
        "1 statements of 1 articles: 0 alerts would be raised that were not, "
        "0 would not be, 1 are the same.\n"
    )


@pytest.mark.parametrize("options", ["", "--read-again", "--since 2026-02-28"])
def test_another_watchlist_gains_and_loses_alerts_and_writes_nothing(
    stored: str, other: str, options: str
) -> None:
    changes = run_json("replay", "--rules", other, *options.split())
    assert {(change["change"], change["rule"]) for change in changes} == {
        (GAINED, "other"),
        (LOST, "sadr-on-troops"),
    }
    assert len(run_json("alerts", "list")) == 1


def test_articles_before_a_time_are_left_out(stored: str, other: str) -> None:
    assert run_json("replay", "--rules", other, "--since", "2026-03-02") == []


def test_with_notify_the_gained_alerts_are_stored_once(stored: str, other: str) -> None:
    first = run("replay", "--rules", other, "--notify")
    again = run("replay", "--rules", other, "--notify")
    assert "1 alerts stored" in first.stderr
    assert "0 alerts stored" in again.stderr
    by_rule = {alert["rule"]: alert["id"] for alert in run_json("alerts", "list")}
    assert set(by_rule) == {"other", "sadr-on-troops"}
    [printed] = run_json("alerts", "show", by_rule["other"])
    assert (printed["replayed"], printed["quiet"]) == (True, False)


def test_a_wrong_watchlist_is_refused_with_file_and_line(stored: str, other: str) -> None:
    Path(other).write_text("rules: [{id: x, name: X, speakers: [unknown]}]\n")
    refused = run("replay", "--rules", other)
    assert (refused.exit_code, "other.yaml:1" in refused.output) == (2, True)


def test_patterns_are_detected_in_the_order_of_time(stored: str, data: Path, other: str) -> None:
    said = [f"Muqtada al-Sadr said that canal {number} would be dug." for number in range(30)]
    said += ["Muqtada al-Sadr rejected the canal.", "Muqtada al-Sadr endorsed the canal."]
    index = WatchlistIndex(load_configuration(Path("config")).watchlist)
    articles = [
        an_article(
            id=f"day-{day}",
            text=f"Canal\n\n{text} Day {day}.",
            seen_at=NOON + timedelta(days=day),
        )
        for day, text in enumerate(said)
    ]
    articles.append(
        an_article(id="fe-late", text=STATEMENT_TEXT, seen_at=NOON + timedelta(days=60))
    )
    records: list[Record] = [read_article(article, index) for article in articles]
    fill(data, records)
    Path(other).write_text(
        "actors: [{id: sadr, name: Muqtada al-Sadr, kind: person}]\n"
        "rules:\n- {id: turns, name: Turns, speakers: [sadr], pattern: {kind: reversal}}\n"
        "- {id: silent, name: Silent, speakers: [sadr], pattern: {kind: absence}}\n"
    )
    changes = run_json("replay", "--rules", other)
    gained = sorted(change["rule"] for change in changes if change["change"] == GAINED)
    assert gained == ["silent", "turns"]
