"""Feeds as operators see them: state, remedy, polls of the last days, actors that lose coverage."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.alerts.feed_troubles import find_troubles
from monitor.feeds.remedies import remedy_of
from monitor.records import FeedState
from monitor.web.health import without_secrets
from monitor.web.pages.poll_charts import PollChart, poll_chart
from monitor.web.pages.shell import Shell

LOOK_BACK = timedelta(days=30)
"""Time in which a feed's actors are counted: a month has its rare ones too."""
MOST_ACTORS = 5
"""Actors that a row names."""
MOST_LOSSES = 12
"""Actors that the summary names, those who lose most first."""
MOST_ROWS = 500
"""Feeds of a page; a search finds the others. Their sparklines are read within 0.2 s."""
SHOWN_HOURS = 48
"""Hours of a sparkline: today beside yesterday."""


@dataclass(frozen=True, slots=True)
class FeedRow:
    """One feed as an operator sees it."""

    state: FeedState
    condition: str
    """``ok``, ``failing`` or ``silent``."""
    remedy: str
    url: str
    detail: str
    actors: tuple[str, ...]
    """Actors of the statements that it carried lately, for a feed in trouble."""
    is_late: bool
    chart: PollChart


@dataclass(frozen=True, slots=True)
class LostCoverage:
    """An actor whose statements came, in part, from feeds in trouble."""

    actor: str
    lost: int
    """Statements of the last month from feeds that are now in trouble."""
    of: int
    """Statements of the last month from all feeds."""
    feeds: tuple[str, ...]
    """Names of the feeds in trouble."""

    @property
    def share(self) -> int:
        """The part that is lost, in percent."""
        return round(100 * self.lost / self.of) if self.of else 100


async def feed_rows(
    shell: Shell, states: Sequence[FeedState], hours: int = SHOWN_HOURS
) -> tuple[list[FeedRow], list[LostCoverage]]:
    """Return feeds, those in trouble first, and the actors that lose coverage, most first.

    At most `MOST_ROWS` feeds are returned; the actors are those of all feeds.
    """
    store = shell.resources.store
    conditions = conditions_of(shell, states)
    troubled = [id_ for id_, condition in conditions.items() if condition != "ok"]
    since = shell.now - LOOK_BACK
    coverage = await store.statements.coverage_of(troubled, since=since) if troubled else {}
    order = {"failing": 0, "silent": 1, "ok": 2}
    ordered = sorted(states, key=lambda each: (order[conditions[each.id]], each.name.casefold()))
    ordered = ordered[:MOST_ROWS]
    begin = shell.now - timedelta(hours=hours)
    history = await store.poll_history.since(begin, feeds=[state.id for state in ordered])
    rows = [
        _row(
            shell,
            state,
            conditions[state.id],
            coverage.get(state.id, {}),
            poll_chart(history.get(state.id, ()), shell.now, hours),
        )
        for state in ordered
    ]
    return rows, await _losses(shell, states, coverage)


def conditions_of(shell: Shell, states: Sequence[FeedState]) -> dict[str, str]:
    """Return the condition of each feed by id."""
    silent = {each.state.id for each in find_troubles(states, shell.now)}
    return {state.id: _condition(state, state.id in silent) for state in states}


def _condition(state: FeedState, is_in_trouble: bool) -> str:
    if state.error is not None:
        return "failing"
    return "silent" if is_in_trouble else "ok"


async def _losses(
    shell: Shell, states: Sequence[FeedState], coverage: Mapping[str, Mapping[str, int]]
) -> list[LostCoverage]:
    names = {state.id: state.name for state in states}
    lost: Counter[str] = Counter()
    feeds: dict[str, list[str]] = {}
    for id_, counts in coverage.items():
        lost.update(counts)
        for actor in counts:
            feeds.setdefault(actor, []).append(names[id_])
    most = [actor for actor, _count in lost.most_common(MOST_LOSSES)]
    totals = await shell.resources.store.statements.said_by(most, since=shell.now - LOOK_BACK)
    losses = [
        LostCoverage(actor, lost[actor], totals.get(actor, lost[actor]), tuple(feeds[actor]))
        for actor in most
    ]
    return sorted(losses, key=lambda each: (-each.share, -each.lost, each.actor))


def _row(
    shell: Shell, state: FeedState, condition: str, counts: Mapping[str, int], chart: PollChart
) -> FeedRow:
    actors = [actor for actor, _count in Counter(counts).most_common(MOST_ACTORS)]
    remedy = remedy_of(state.error) if state.error else ""
    return FeedRow(
        state=state,
        condition=condition,
        remedy=shell.gettext(remedy) if remedy else "",
        url=without_secrets(state.moved_url or state.url),
        detail=without_secrets(state.error_detail or state.notice or ""),
        actors=tuple(actors),
        is_late=_is_late(state, shell.now),
        chart=chart,
    )


def _is_late(state: FeedState, now: datetime) -> bool:
    """Return whether a feed should have been polled two intervals ago."""
    limit = timedelta(seconds=2 * state.interval_s)
    return state.next_due_at is not None and now - state.next_due_at > limit and not state.muted
