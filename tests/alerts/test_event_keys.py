"""Keys of events: whatever `is_same_event` or `is_translation` would join is a candidate."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.event_keys import (
    MOST_IN_LIST,
    AlertKeys,
    Entry,
    Key,
    candidates,
    entries_of,
    keys_of,
)
from monitor.alerts.same_event import Saying, is_same_event
from monitor.alerts.translations import LEAST_NUMBERS, SHARE
from monitor.records import Alert
from tests.builders import NOON, an_alert

WORDS = tuple("bridge tower storm river mayor vote budget strike ferry school".split())
sayings = st.builds(
    Saying,
    speaker=st.sampled_from(("berg", "holm")),
    stance=st.sampled_from(("", "for", "against")),
    language=st.sampled_from(("en", "de")),
    at=st.integers(0, 120).map(lambda hours: NOON + timedelta(hours=hours)),
    words=st.frozensets(st.sampled_from(WORDS)),
    numbers=st.frozensets(st.sampled_from(("3", "40"))),
)


class Lists:
    """The lists of a store, in memory."""

    def __init__(self) -> None:
        self.entries: dict[Key, list[Entry]] = defaultdict(list)

    def list_of(self, key: Key) -> Sequence[Entry]:
        return self.entries.get(key, ())

    def add(self, alert: int, keys: AlertKeys) -> None:
        for key, entry in list(entries_of(alert, keys, self.list_of)):
            self.entries[key].append(entry)


def keys_of_saying(saying: Saying, numbers: frozenset[int] | None = None) -> AlertKeys:
    alert: Alert = msgspec.structs.replace(an_alert(), actor=saying.speaker)
    articles = {} if numbers is None else {alert.article.id: numbers}
    return keys_of(alert, [saying], articles)


@given(st.lists(sayings, max_size=12))
def test_every_statement_of_the_same_event_is_a_candidate(said: list[Saying]) -> None:
    lists = Lists()
    for number, saying in enumerate(said):
        keys = keys_of_saying(saying, frozenset())
        same = {at for at, other in enumerate(said[:number]) if is_same_event(saying, other)}
        assert same <= candidates(keys, lists.list_of)
        lists.add(number, keys)
        own = {key for key, _ in entries_of(number, keys, lists.list_of)}
        assert own <= keys.searched


@given(
    st.frozensets(st.integers(10, 30), max_size=9),
    st.frozensets(st.integers(10, 30), max_size=9),
)
def test_every_article_with_the_same_numbers_is_a_candidate(
    one: frozenset[int], other: frozenset[int]
) -> None:
    common = len(one & other)
    may_be_translation = common >= LEAST_NUMBERS and common >= SHARE * max(len(one), len(other))
    lists = Lists()
    german = Saying("berg", "", "de", NOON, frozenset({"brück"}), frozenset())
    english = Saying("berg", "", "en", NOON, frozenset({"bridg"}), frozenset())
    lists.add(0, keys_of_saying(german, one))
    nearby = candidates(keys_of_saying(english, other), lists.list_of)
    assert nearby == {0} or not may_be_translation


def test_an_article_that_is_not_stored_yet_may_have_any_numbers() -> None:
    lists = Lists()
    german = Saying("berg", "", "de", NOON, frozenset({"brück"}), frozenset())
    english = Saying("berg", "", "en", NOON, frozenset({"bridg"}), frozenset())
    lists.add(0, keys_of_saying(german))
    assert candidates(keys_of_saying(english, frozenset((40, 90))), lists.list_of) == {0}
    assert candidates(keys_of_saying(english), lists.list_of) == set()


def test_candidates_are_few_however_many_statements_share_most_words() -> None:
    lists = Lists()
    for number in range(2_000):
        words = frozenset({"bridg", "open", "town", f"place{number}"})
        keys = keys_of_saying(Saying("berg", "", "en", NOON, words, frozenset()))
        assert len(candidates(keys, lists.list_of)) <= 4 * MOST_IN_LIST
        lists.add(number, keys)
    assert max(map(len, lists.entries.values())) <= MOST_IN_LIST
    shorter = Saying("berg", "", "en", NOON, frozenset({"open", "place1999"}), frozenset())
    assert 1999 in candidates(keys_of_saying(shorter), lists.list_of)


def test_the_same_words_are_nearby_where_everybody_says_each_of_them() -> None:
    lists = Lists()
    for number in range(MOST_IN_LIST):
        for word in ("bridg", "open"):
            words = frozenset({word, f"place{number}"})
            keys = keys_of_saying(Saying("berg", "", "en", NOON, words, frozenset()))
            lists.add(2 * number + (word == "open"), keys)
    common = keys_of_saying(
        Saying("berg", "", "en", NOON, frozenset({"bridg", "open"}), frozenset())
    )
    lists.add(999, common)
    assert 999 in candidates(common, lists.list_of)
