"""`monitor rejected`: dead letters are listed, shown, retried and dropped."""

from pathlib import Path

import msgspec
import pytest

from monitor.cli.rejected.view import rejection_view
from monitor.kafka.dead_letters import make_entry_rejection
from monitor.kafka.resend import require_sendable
from monitor.records.errors import InvalidInput
from tests.cli.conftest import fill
from tests.cli.runner import run, run_json

A_REJECTION = make_entry_rejection("entry", "poll", "too_large", "an article of 5 MB")


@pytest.fixture
def three(data: Path) -> list[str]:
    """The ids of three dead letters of two stages."""
    rejections = [
        msgspec.structs.replace(A_REJECTION, id=f"{number}a{number:018x}", stage=stage)
        for number, stage in enumerate(("poll", "read", "read"))
    ]
    fill(data, list(rejections))
    return [rejection.id for rejection in rejections]


def test_a_dead_letter_is_shown_whole_by_a_prefix(three: list[str]) -> None:
    [view] = run_json("rejected", "show", three[1][:1])
    assert (view["id"], view["message"]) == (three[1], "an article of 5 MB")
    assert '\n  "id"' in run("rejected", "show", three[1]).stdout


def test_the_list_is_filtered_and_leaves_bodies_out(three: list[str]) -> None:
    rows = run_json("rejected", "list")
    assert {row["id"] for row in rows} == set(three)
    assert all("body" not in row for row in rows)
    assert len(run_json("rejected", "list", "--stage", "read")) == 2
    assert len(run_json("rejected", "list", "--stage", "read", "--limit", "1")) == 1
    assert run_json("rejected", "list", "--error", "other") == []
    assert all(id_ in run("rejected", "list").stdout for id_ in three)


def test_every_known_id_is_dropped_and_every_unknown_one_reported(three: list[str]) -> None:
    dropped = run("rejected", "drop", three[0][:2], "unknown", "x", three[2])
    assert dropped.exit_code == 2
    assert dropped.stdout == f"{three[0]}: dropped\n{three[2]}: dropped\n"
    assert dropped.stderr.count("no rejection has the id") == 2
    assert [row["id"] for row in run_json("rejected", "list")] == [three[1]]
    assert run("rejected", "drop", three[0]).exit_code == 2


def test_only_a_whole_message_of_a_topic_is_sent_again() -> None:
    whole = msgspec.structs.replace(A_REJECTION, topic="articles")
    require_sendable(whole)
    for refused in (A_REJECTION, msgspec.structs.replace(whole, truncated=True)):
        with pytest.raises(InvalidInput, match=refused.id):
            require_sendable(refused)


@pytest.mark.parametrize(("body", "text"), [(b"{}", "{}"), (b"\xff\x00", "base64:/wA="), (b"", "")])
def test_a_body_is_text_where_it_is_utf_8(body: bytes, text: str) -> None:
    assert rejection_view(msgspec.structs.replace(A_REJECTION, body=body))["body"] == text
