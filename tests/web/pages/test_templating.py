"""Times and lengths are written in every language, in whole units, whatever their size."""

import re
from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest
from babel.units import format_unit
from hypothesis import given
from hypothesis import strategies as st

from monitor.web.assets import load_assets
from monitor.web.locales import load_interfaces
from monitor.web.pages.templating import Templates, length_of, oblique

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


@pytest.mark.parametrize("count", [1, 2, 3, 10, 11, 99, 100, 102])
@pytest.mark.parametrize("unit", ["second", "minute", "hour", "day", "week", "month", "year"])
@pytest.mark.parametrize("length", ["long", "short", "narrow"])
def test_a_preposition_changes_the_dual_of_every_arabic_unit_alone(
    count: int, unit: str, length: Literal["long", "short", "narrow"]
) -> None:
    locale = INTERFACES["ar"].locale
    plain = format_unit(count, f"duration-{unit}", length=length, locale=locale)
    changed = oblique(plain, locale)
    if plain.isalpha() and plain.endswith("ان"):
        assert changed == plain.removesuffix("ان") + "ين"
    else:
        assert changed == plain
    assert count == 2 or changed == plain


@pytest.mark.parametrize(
    ("hours", "past", "future"),
    [
        (48, "منذ يومين", "بعد يومين"),
        (51, "منذ يومين", "بعد يومين 3 س"),
        (72, "منذ 3 أيام", "بعد 3 أيام"),
        (2, "منذ 2 س", "بعد 2 س"),
    ],
)
def test_an_arabic_age_behind_a_preposition_is_oblique_and_one_alone_is_not(
    hours: int, past: str, future: str
) -> None:
    environment = TEMPLATES.environment("ar")
    now = datetime(2026, 3, 1, tzinfo=UTC)
    at = now - timedelta(hours=hours)
    source = "{% import '_parts.html' as parts with context %}{{ parts.ago(at) }}|{{ at|age(now) }}"
    page = environment.from_string(source).render(at=at, now=now, zone="UTC")
    ago, alone = re.sub("<[^>]+>", "", page).split("|")
    assert ago.strip() == past
    assert alone == ("يومان" if past.endswith("يومين") else past.removeprefix("منذ "))
    ahead = environment.from_string("{{ at|ahead(now) }}").render(at=now, now=at)
    assert ahead == future


def test_the_script_gets_the_endings_of_a_dual_in_arabic_alone() -> None:
    for code, endings in (("ar", "ان ين"), ("en", ""), ("de", ""), ("fr", "")):
        environment = TEMPLATES.environment(code)
        assert environment.globals["oblique_dual"] == endings
