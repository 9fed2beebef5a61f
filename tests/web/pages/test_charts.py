"""Charts by day: bars stack to the count of the day and stay inside of the picture."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from monitor.store.search.activity import Cell
from monitor.web.pages.charts import (
    HEIGHT,
    LEAST_DAYS,
    MOST_DAYS,
    MOST_SERIES,
    MOST_STRIPS,
    STEP,
    day_chart,
    scale_of,
    time_line,
)

TODAY = date(2026, 3, 1)

cells = st.builds(
    Cell,
    day=st.integers(0, 200).map(lambda days: (TODAY - timedelta(days=days)).isoformat()),
    theme=st.sampled_from(["", "a", "b", "c", "d", "e", "f", "g"]),
    act=st.sampled_from(["", "deny"]),
    count=st.integers(1, 50),
)


@given(st.lists(cells, max_size=60))
def test_the_bars_of_a_day_add_up_and_stay_inside(chosen: list[Cell]) -> None:
    chart = day_chart(chosen, TODAY)
    counted: Counter[str] = Counter()
    for bar in chart.bars:
        counted[bar.day] += bar.count
        assert 0 <= bar.x < chart.width
        assert -0.5 <= bar.y <= HEIGHT
        assert 1 <= bar.series <= MOST_SERIES + 1
    wanted: Counter[str] = Counter()
    for cell in chosen:
        if cell.day >= chart.first:
            wanted[cell.day] += cell.count
    assert counted == wanted
    assert {(bar.series, bar.name) for bar in chart.bars} == set(chart.names)
    assert LEAST_DAYS <= chart.width / STEP <= MOST_DAYS
    assert chart.most == max(wanted.values(), default=0)


def test_without_statements_there_is_no_bar() -> None:
    chart = day_chart([], TODAY)
    assert chart.bars == ()
    assert chart.last == TODAY.isoformat()


@given(st.lists(cells, min_size=1, max_size=60))
def test_a_time_line_has_every_act_of_every_shown_theme_by_day(chosen: list[Cell]) -> None:
    line = time_line(chosen, TODAY)
    themes = {strip.theme for strip in line.strips}
    assert len(themes) == min(len({cell.theme for cell in chosen}), MOST_STRIPS)
    wanted: Counter[tuple[str, str]] = Counter()
    for cell in chosen:
        if cell.theme in themes and cell.day in line.scale.days:
            wanted[cell.theme, cell.day] += cell.count
    drawn: Counter[tuple[str, str]] = Counter()
    for strip in line.strips:
        for bar in strip.bars:
            drawn[strip.theme, bar.day] += bar.count
            assert bar.y >= -0.5
            assert bar.y + bar.height <= HEIGHT + 0.5
            assert 1 <= bar.series <= len(line.acts)
    assert drawn == wanted


@given(st.lists(cells, max_size=30), st.lists(cells, max_size=30))
def test_charts_on_one_scale_can_be_compared(one: list[Cell], other: list[Cell]) -> None:
    scale = scale_of([one, other], TODAY)
    charts = [day_chart(each, TODAY, scale=scale) for each in (one, other)]
    assert charts[0].width == charts[1].width
    numbers: dict[str, set[int]] = {}
    for bar in (bar for chart in charts for bar in chart.bars):
        numbers.setdefault(bar.name, set()).add(bar.series)
    assert all(len(own) == 1 for own in numbers.values()), "one name has two colours"
    heights = {bar.height / bar.count for chart in charts for bar in chart.bars}
    if heights:
        assert max(heights) - min(heights) <= 0.06
