"""Times and lengths are written in every language, in whole units, whatever their size."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.web.assets import load_assets
from monitor.web.locales import load_interfaces
from monitor.web.pages.templating import Templates, length_of

INTERFACES = load_interfaces()
TEMPLATES = Templates(load_assets(), INTERFACES)
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
AGES = "{{ at|age(now) }}|{{ at|ahead(now) }}|{{ (now - at)|span }}|{{ at|moment('UTC') }}"


@given(st.timedeltas(timedelta(days=-4_000), timedelta(days=4_000)))
def test_every_time_is_written_in_every_language(distance: timedelta) -> None:
    for code in INTERFACES:
        environment = TEMPLATES.environment(code)
        parts = environment.from_string(AGES).render(at=NOW + distance, now=NOW).split("|")
        assert all(parts), code


@pytest.mark.parametrize(
    ("hours", "whole", "fine"),
    [
        (0.5, "30 min", "30 min"),
        (1.99, "1 hr", "1 hr 59 min"),
        (36, "1 day", "1 day 12 hr"),
        (47.9, "1 day", "1 day 23 hr"),
        (90, "3 days", "3 days"),
        (-1, "0 sec", "0 sec"),
    ],
)
def test_a_length_is_rounded_down(hours: float, whole: str, fine: str) -> None:
    length, english = timedelta(hours=hours), INTERFACES["en"].locale
    assert length_of(length, english) == whole
    assert length_of(length, english, is_fine=True) == fine
