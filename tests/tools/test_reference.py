"""The reference pages: generated from the models and the code, with a meaning for each entry."""

import pytest

from tools.log_events import log_events
from tools.reference import event_meanings, pages, table


def test_every_log_event_has_a_meaning_and_every_meaning_an_event() -> None:
    assert {event.name for event in log_events()} == set(event_meanings())


@pytest.fixture(scope="module")
def generated() -> dict[str, str]:
    return pages()


@pytest.mark.parametrize(
    ("page", "entry"),
    [
        ("reference/commands.md", "`monitor feeds discover`"),
        ("reference/settings.md", "`MONITOR_KAFKA`"),
        ("reference/configuration.md", "`min_confidence`"),
        ("reference/http-api.md", "`GET /api/v1/alerts/stream`"),
        ("reference/records.md", "## Reading"),
        ("reference/metrics.md", "`monitor_lag`"),
        ("reference/log-events.md", "`feed.polled`"),
        ("decisions/index.md", "(0009-where-code-lives.md)"),
    ],
)
def test_the_pages_list_what_the_code_has(generated: dict[str, str], page: str, entry: str) -> None:
    assert entry in generated[page]


def test_cells_keep_to_one_line_and_escape_bars() -> None:
    assert table(("a", "b"), [("x\ny", "p|q")]).splitlines()[2] == "| x y | p\\|q |"
