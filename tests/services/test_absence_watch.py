"""AbsenceWatch: publishes the absences of its own keys once, by the time of the articles read."""

from datetime import timedelta

from monitor.records import Match
from monitor.records.wire import encode
from monitor.services.absence_watch import AbsenceWatch
from monitor.watchlist import Watchlist, WatchlistIndex
from tests.matches.patterns.test_absence import RULE, state_after

HOUR = timedelta(hours=1)


async def test_absences_of_own_keys_are_published_once_and_by_the_time_of_articles() -> None:
    state, last = state_after(24, 30)
    keys = (b"berg-bridge|berg", b"berg-bridge|other", b"unknown|berg", b"berg-bridge|\xff|berg")
    states = {key: encode(state) for key in keys[:3]} | {keys[3]: b"not a record"}
    index = WatchlistIndex(Watchlist(rules=(RULE,), hash="h"))
    published: list[Match] = []

    async def publish(match: Match) -> None:
        published.append(match)

    watch = AbsenceWatch(states, lambda: index, lambda key: key.endswith(b"|berg"), publish)
    assert await watch.check() == 0  # no article has been read yet
    watch.note_article(last + HOUR)
    assert await watch.check() == 0
    watch.note_article(last + 80 * HOUR)
    watch.note_article(last)  # an older article does not turn time back
    assert [await watch.check(), await watch.check()] == [1, 0]
    assert [match.rule for match in published] == ["berg-bridge"]
