"""Silence: an actor that says nothing for longer than is usual is told once, and nobody falls silent while nothing is read."""

from datetime import datetime, timedelta

import msgspec

from monitor.matches.absence import find_silence
from monitor.matches.patterns import notice
from monitor.records import Match, PatternState
from monitor.records.wire import encode
from monitor.services.absence_watch import SilenceWatch
from monitor.watchlist import Rule, Watchlist, WatchlistIndex
from monitor.watchlist.values import Pattern
from tests.builders import NOON, a_match

SILENCE = Pattern(kind="silence", hours=48)
RULE = Rule(id="berg-bridge", name="Berg on the bridge", pattern=SILENCE)
HOUR = timedelta(hours=1)


def said_at(at: datetime) -> Match:
    return msgspec.structs.replace(a_match(), id=at.isoformat(), alert=at.isoformat(), seen_at=at)


def after(every_hours: float, times: int) -> tuple[PatternState, datetime]:
    """Return the state after an actor spoke so often, and when it spoke last."""
    state: PatternState | None = None
    at = NOON
    for _ in range(times):
        at += every_hours * HOUR
        state, _ = notice(state, said_at(at), SILENCE)
    assert state is not None
    return state, at


def test_a_silence_lasts_three_times_what_is_usual_and_so_many_hours_at_least() -> None:
    for every, limit in ((24, 72), (5, 48)):
        state, last = after(every, 100)
        assert find_silence(state, RULE, "c", last + (limit - 1) * HOUR) is None
        match = find_silence(state, RULE, "c", last + limit * HOUR)
        assert match is not None
        assert (match.rule, match.actor, match.seen_at) == (
            "berg-bridge",
            "berg",
            last + limit * HOUR,
        )
        assert f"usually something every {every} h" in match.why[-1].value
        later = find_silence(state, RULE, "c", last + 500 * HOUR)
        assert later is not None
        assert later.alert == match.alert  # told once, however often it is looked at


def test_an_actor_that_nobody_knows_yet_does_not_fall_silent() -> None:
    for every, times in ((1, 100), (24 * 7, 4)):  # four days of words; four words in a month
        state, last = after(every, times)
        assert find_silence(state, RULE, "c", last + 5000 * HOUR) is None


def test_what_comes_late_does_not_make_one_silent_earlier() -> None:
    state, last = after(24, 30)
    late, _ = notice(state, said_at(last - 3 * HOUR), SILENCE)
    one, other = (find_silence(each, RULE, "c", last + 72 * HOUR) for each in (state, late))
    assert one is not None
    assert other is not None
    assert one.alert == other.alert


async def test_a_processor_tells_the_silences_of_its_own_keys_once_and_by_the_time_of_articles() -> (
    None
):
    state, last = after(24, 30)
    table = {
        key: encode(state) for key in (b"berg-bridge|berg", b"berg-bridge|other", b"unknown|berg")
    }
    index = WatchlistIndex(Watchlist(rules=(RULE,), hash="h"))
    told: list[Match] = []

    async def tell(match: Match) -> None:
        told.append(match)

    watch = SilenceWatch(table, lambda: index, lambda key: key.endswith(b"|berg"), tell)
    assert await watch.look() == 0  # nothing was read yet
    watch.saw(last + HOUR)
    assert await watch.look() == 0
    watch.saw(last + 80 * HOUR)
    watch.saw(last)  # articles are read in any order
    assert (await watch.look(), await watch.look()) == (1, 0)
    assert [match.rule for match in told] == ["berg-bridge"]
