"""Commands over the store: show, settle, replay, try."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.cli import main
from monitor.config import load_configuration
from monitor.flow.match_reading import match_reading
from monitor.flow.raise_alert import raise_alert
from monitor.flow.read_article import read_article
from monitor.kafka.dead_letters import make_entry_rejection
from monitor.records import Record
from monitor.store import Archive, open_engine, upgrade_database
from monitor.watchlist import WatchlistIndex
from tests.builders import NOON, an_article

TEXT = "Letter\n\nMuqtada al-Sadr said that foreign troops must leave Iraq."


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


@pytest.fixture
def stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A store with one article, its alert and one rejection; return the alert's id."""
    monkeypatch.setenv("MONITOR_DATA", str(tmp_path))
    monkeypatch.delenv("MONITOR_KAFKA", raising=False)
    index = WatchlistIndex(load_configuration(Path("config")).watchlist)
    reading = read_article(an_article(text=TEXT), index)
    alerts = [
        alert
        for match in match_reading(reading, index)
        if (alert := raise_alert(None, match, NOON))
    ]
    rejection = make_entry_rejection("entry", "poll", "too_large", "an article of 5 MB")
    records: list[Record] = [reading, rejection, *alerts]
    asyncio.run(fill(tmp_path, records))
    return alerts[0].id


async def fill(folder: Path, records: list[Record]) -> None:
    """Store records in the data folder's database."""
    engine = open_engine(f"sqlite+aiosqlite:///{folder / 'monitor.db'}")
    await upgrade_database(engine)
    await Archive(engine).store(records)
    await engine.dispose()


def test_an_alert_is_shown_with_its_why_and_copies(stored: str) -> None:
    done = run("alerts", "show", stored)
    assert done.exit_code == 0
    assert "why: speaker is muqtada-al-sadr" in done.stdout
    assert json.loads(run("alerts", "show", stored, "--json").stdout)["id"] == stored
    assert run("alerts", "show", "none").exit_code == 2


def test_a_rejection_is_shown_and_dropped(stored: str) -> None:
    [row] = [json.loads(line) for line in run("rejected", "list", "--json").stdout.splitlines()]
    assert json.loads(run("rejected", "show", row["id"]).stdout)["message"] == "an article of 5 MB"
    assert run("rejected", "retry", row["id"]).exit_code == 2  # no Kafka is named
    assert run("rejected", "drop", row["id"], "none").exit_code == 2
    assert run("rejected", "list", "--json").stdout == ""


def test_replay_tells_what_a_changed_watchlist_would_have_raised(
    stored: str, tmp_path: Path
) -> None:
    same = run("replay")
    assert same.exit_code == 0
    assert (
        "0 alerts would be raised that were not, 0 would not be, 1 are the same"
        in same.stdout.replace("\n", " ")
    )
    rules = tmp_path / "other.yaml"
    rules.write_text(
        "actors: [{id: sadr, name: Muqtada al-Sadr, kind: person}]\n"
        "rules: [{id: other, name: Other, speakers: [sadr]}]\n"
    )
    changes = [
        json.loads(line)
        for line in run("replay", "--rules", str(rules), "--json").stdout.splitlines()
    ]
    assert sorted((change["change"], change["rule"]) for change in changes) == [
        ("would be raised", "other"),
        ("would not be raised", "sadr-on-troops"),
    ]
    again = run("replay", "--rules", str(rules), "--json", "--read-again")
    assert [json.loads(line) for line in again.stdout.splitlines()] == changes
    later = run("replay", "--rules", str(rules), "--json", "--since", "2026-03-02")
    assert later.stdout == ""
    assert run("alerts", "list", "--json").stdout.count("\n") == 1  # nothing was written
    told = run("replay", "--rules", str(rules), "--json", "--notify")
    assert "1 alerts stored" in told.stderr
    listed = [json.loads(line) for line in run("alerts", "list", "--json").stdout.splitlines()]
    assert {alert["rule"] for alert in listed} == {"other", "sadr-on-troops"}
    [other] = [alert["id"] for alert in listed if alert["rule"] == "other"]
    shown = json.loads(run("alerts", "show", other, "--json").stdout)
    assert (shown["replayed"], shown["quiet"]) == (True, False)
    assert (
        "0 alerts stored" in run("replay", "--rules", str(rules), "--json", "--notify").stderr
    )  # it is there
    rules.write_text("rules: [{id: x, name: X, speakers: [nobody]}]\n")
    wrong = run("replay", "--rules", str(rules))
    assert (wrong.exit_code, "other.yaml:1" in wrong.output) == (2, True)


def test_replay_tells_what_matches_come_to_over_time(stored: str, tmp_path: Path) -> None:
    said = [f"Muqtada al-Sadr said that canal {number} would be dug." for number in range(30)]
    said += ["Muqtada al-Sadr rejected the canal.", "Muqtada al-Sadr endorsed the canal."]
    index = WatchlistIndex(load_configuration(Path("config")).watchlist)
    records: list[Record] = [
        read_article(an_article(id=f"day-{day}", text=f"Canal\n\n{text} Day {day}.", seen_at=NOON + timedelta(days=day)), index)
        for day, text in enumerate(said)
    ]  # fmt: skip
    records.append(
        read_article(an_article(id="fe-late", text=TEXT, seen_at=NOON + timedelta(days=60)), index)
    )
    asyncio.run(fill(tmp_path, records))
    rules = tmp_path / "other.yaml"
    rules.write_text(
        "actors: [{id: sadr, name: Muqtada al-Sadr, kind: person}]\n"
        "rules:\n- {id: turns, name: Turns, speakers: [sadr], pattern: {kind: reversal}}\n"
        "- {id: silent, name: Silent, speakers: [sadr], pattern: {kind: silence}}\n"
    )
    changes = [
        json.loads(line)
        for line in run("replay", "--rules", str(rules), "--json").stdout.splitlines()
    ]
    assert sorted(
        change["rule"] for change in changes if change["change"] == "would be raised"
    ) == ["silent", "turns"]


def test_a_feed_is_tried_without_publishing(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    feed = f"{site}/news.xml"
    monkeypatch.setenv("MONITOR_ALLOW_HOSTS", "127.0.0.1")
    seen = json.loads(run("feeds", "test", feed, "--json").stdout)
    assert (seen["name"], seen["etag"], [article["title"] for article in seen["articles"]]) == (
        "Wire",
        '"v1"',
        ["Rain"],
    )
    monkeypatch.setenv("MONITOR_ALLOW_HOSTS", "")
    refused = run("feeds", "test", feed)
    assert (refused.exit_code, "blocked_address" in refused.output) == (1, True)


def test_the_watchlist_is_listed_and_looked_up() -> None:
    rows = [
        json.loads(line)
        for line in run("watchlist", "list", "--json", "--tag", "cleric").stdout.splitlines()
    ]
    assert "muqtada-al-sadr" in {row["id"] for row in rows}
    assert {row["kind"] for row in rows} == {"person"}
    found = [
        json.loads(line)
        for line in run(
            "watchlist", "find", "--json", "Sadr City and US troops"
        ).stdout.splitlines()
    ]
    assert [(row["kind"], row["id"]) for row in found] == [
        ("actor", "us-military"),
        ("theme", "foreign-troops"),
    ]


def test_a_marked_alert_shows_in_the_noise_with_a_proposal(stored: str) -> None:
    assert run("alerts", "mark", "none", "--fault", "old_news").exit_code == 2
    assert run("alerts", "mark", stored, "--fault", "robots").exit_code == 2
    assert (
        run("alerts", "mark", stored, "--fault", "wrong_actor", "--note", "a street").exit_code == 0
    )
    [row] = [json.loads(line) for line in run("check", "--noise", "--json").stdout.splitlines()]
    assert (row["rule"], row["marked"]) == ("sadr-on-troops", "1 wrong_actor")
    assert "never of muqtada-al-sadr: 'Muqtada al-Sadr'" in row["proposals"]


def test_alerts_are_silenced_by_what_they_are(stored: str) -> None:
    done = run(
        "alerts", "silence", "--for", "2h", "rule=sadr-on-troops", "severity=low", "severity=high"
    )
    assert (done.exit_code, "until" in done.stdout) == (0, True)
    for wrong in (("rules=x", "2h"), ("rule=", "2h"), ("rule=x", "soon")):
        assert run("alerts", "silence", "--for", wrong[1], wrong[0]).exit_code == 2
