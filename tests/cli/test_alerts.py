"""`monitor alerts`: filters, ids by prefix, marks and silences."""

import json
import sys
from pathlib import Path

import msgspec
import pytest

from monitor.records import Record
from tests.builders import an_alert
from tests.cli.conftest import fill
from tests.cli.runner import run, run_json


def alerts_of_different_rules(ids: list[str]) -> list[Record]:
    """Return an alert for each id; those of one rule would be united."""
    return [
        msgspec.structs.replace(an_alert(), id=id_, rule=f"rule-{number}")
        for number, id_ in enumerate(ids)
    ]


def test_an_alert_is_shown_with_its_reasons_and_copies(stored: str) -> None:
    printed = run("alerts", "show", stored)
    assert printed.exit_code == 0
    assert "why: speaker is muqtada-al-sadr" in printed.stdout
    [view] = run_json("alerts", "show", stored)
    assert view["id"] == stored


@pytest.mark.parametrize("length", range(1, 21))
def test_a_unique_prefix_of_an_id_shows_its_alert(stored: str, length: int) -> None:
    [view] = run_json("alerts", "show", stored[:length])
    assert view["id"] == stored


@pytest.mark.parametrize("prefix", ["", "none", "%", "_", "\0", "c1345845174795f530860"])
@pytest.mark.parametrize("command", ["show", "mark --fault old_news"])
def test_an_id_that_no_alert_has_is_refused(stored: str, command: str, prefix: str) -> None:
    refused = run("alerts", *command.split(), prefix)
    assert refused.exit_code == 2
    assert "no alert has the id" in refused.output
    assert "monitor alerts list" in refused.output


def test_a_prefix_of_several_ids_is_refused_with_the_ids(data: Path) -> None:
    ids = [f"ab{number:018x}" for number in range(7)]
    fill(data, alerts_of_different_rules(ids))
    refused = run("alerts", "show", "ab")
    assert refused.exit_code == 2
    assert "write more characters" in refused.output
    assert sum(id_ in refused.output for id_ in ids) == 5
    [view] = run_json("alerts", "show", ids[3])
    assert view["id"] == ids[3]


def test_the_list_shows_whole_ids_speakers_and_statements_on_a_line(stored: str) -> None:
    header, line = run("alerts", "list").stdout.splitlines()
    assert header.split() == [
        "id", "raised", "severity", "rule", "speaker", "statement", "publishers",
    ]  # fmt: skip
    for cell in (stored, "sadr-on-troops", "Muqtada al-Sadr", "foreign troops must leave Iraq"):
        assert cell in line


@pytest.mark.parametrize(
    ("options", "count"),
    [
        ("", 1),
        ("--rule sadr-on-troops", 1),
        ("--rule other", 0),
        ("--rule other --rule sadr-on-troops", 1),
        ("--actor muqtada-al-sadr", 1),
        ("--actor other", 0),
        ("--theme foreign-troops", 1),
        ("--theme other", 0),
        ("--act demand", 1),
        ("--act praise", 0),
        ("--severity low", 1),
        ("--severity critical", 0),
        ("--since 2026-03-01", 1),
        ("--since 2026-03-02", 0),
        ("--since 2026-03-01T14:00:00+03:00", 1),
        ("--until 2026-03-01T12:00:00Z", 0),
        ("--until 2026-03-02", 1),
        ("-q leave", 1),
        ("-q stay", 0),
        ("--limit 1", 1),
    ],
)
def test_the_list_is_filtered(stored: str, options: str, count: int) -> None:
    assert len(run_json("alerts", "list", *options.split())) == count


@pytest.mark.parametrize(
    "options",
    ["--severity huge", "--since yesterday", "--since 0001-01-01T00:00+05:00", "--limit 0"],
)
def test_a_filter_that_is_not_valid_is_refused(stored: str, options: str) -> None:
    assert run("alerts", "list", *options.split()).exit_code == 2


def test_the_limit_keeps_the_newest(data: Path) -> None:
    ids = [f"{number:020x}" for number in range(5)]
    fill(data, alerts_of_different_rules(ids))
    assert [row["id"] for row in run_json("alerts", "list", "--limit", "2")] == ids[:2:-1]


def test_an_empty_list_names_the_database(data: Path) -> None:
    answer = run("alerts", "list")
    assert answer.exit_code == 0
    assert str(data / "monitor.db") in answer.stdout
    assert run("alerts", "list", "--json").stdout == ""


def test_a_mark_needs_a_known_fault(stored: str) -> None:
    assert run("alerts", "mark", stored, "--fault", "robots").exit_code == 2
    marked = run("alerts", "mark", stored[:6], "--fault", "wrong_actor")
    assert (marked.exit_code, marked.stdout) == (0, f"{stored}: marked as wrong_actor\n")


def test_alerts_are_silenced_by_their_fields(stored: str) -> None:
    matchers = ("rule=sadr-on-troops", "severity=low", "severity=high", "publisher=any.example")
    silenced = run("alerts", "silence", "--for", "2h", *matchers)
    assert (silenced.exit_code, "until" in silenced.stdout) == (0, True)


@pytest.mark.parametrize(
    "matcher",
    [
        "rules=x",
        "rule=",
        "rule",
        "=x",
        "rule=no-such-rule",
        "actor=nosuch",
        "theme=nosuch",
        "act=shout",
        "severity=High",
        "severity=huge",
    ],
)
def test_a_matcher_that_can_never_match_is_refused(stored: str, matcher: str) -> None:
    refused = run("alerts", "silence", "--for", "2h", matcher)
    assert refused.exit_code == 2
    assert matcher.rpartition("=")[2] in refused.output


@pytest.mark.parametrize(
    "duration", ["soon", "5x", "0s", "-1h", "", "99999999999999d", "367d", "1e400"]
)
def test_a_duration_that_is_not_valid_is_refused(stored: str, duration: str) -> None:
    refused = run("alerts", "silence", f"--for={duration}", "rule=sadr-on-troops")
    assert refused.exit_code == 2
    assert "--for" in refused.output


def test_an_alert_is_exported_for_other_tools(data: Path, stored: str) -> None:
    bundle = json.loads(run("alerts", "export", stored[:6]).stdout)
    assert (bundle["type"], len(bundle["objects"])) == ("bundle", 4)
    event = json.loads(run("alerts", "export", stored, "--format", "misp").stdout)
    assert event["Event"]["published"] is False
    assert run("alerts", "export", "zz").exit_code == 2


def test_without_the_library_an_export_names_the_extra(
    data: Path, stored: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "stix2.v21", None)
    monkeypatch.setitem(sys.modules, "stix2", None)
    refused = run("alerts", "export", stored)
    assert (refused.exit_code, "'news-monitor[stix]'" in refused.stderr) == (2, True)
