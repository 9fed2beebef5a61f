"""Charts by day: bars stack to the count of the day and stay inside of the picture."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from monitor.store.search.activity import Cell
from monitor.web.pages.charts import HEIGHT, LEAST_DAYS, MOST_DAYS, MOST_SERIES, STEP, day_chart

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
    assert LEAST_DAYS <= chart.width / STEP <= MOST_DAYS
    assert chart.most == max(wanted.values(), default=0)


def test_without_statements_there_is_no_bar() -> None:
    chart = day_chart([], TODAY)
    assert chart.bars == ()
    assert chart.last == TODAY.isoformat()
