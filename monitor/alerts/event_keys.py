"""Keys by which the stored alerts that may report one event are found, a few of many. Pure.

    alert --keys_of--> keys, of which the store has lists --candidates--> alerts to compare

1. Each content word of a statement is a key, with the rule, the speaker and the language. An alert
   is in the lists of all its keys.
2. At most one word in `ALONE` of the shorter of two statements may be missing from the longer
   (`same_event`), so among any ``len(words) // ALONE + 1`` of its words one is in the longer. The
   shortest lists of so many words have every longer statement; a stored alert is marked in the
   lists of its own rarest words, its probes, and a mark in any list is a shorter statement.
3. A list takes `MOST_IN_LIST` alerts in a period, so a frequent word costs no more than that. A
   statement whose words are all in full lists is found by its exact words alone (`_WHOLE`).
4. Translations have no words in common, but numbers: of two articles that share `SHARE` of their
   numbers, one number is among the largest of both (prefix filtering; Chaudhuri, Ganti and Kaushik,
   "A primitive operator for similarity joins in data cleaning", 2006).

Keys may collide; candidates are compared before they count.
"""

import math
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.alerts.same_event import ALONE, Saying
from monitor.alerts.translations import LEAST_NUMBERS, SHARE
from monitor.records import Alert
from monitor.records.alert import EVENT_WINDOW

PERIOD = EVENT_WINDOW * 2
"""Lists are divided by time: the window around a statement touches two periods at most."""
MOST_IN_LIST = 50
"""Alerts of a list in a period: a word that more of a speaker's statements have says little."""

_WHOLE = "\x00"
_NUMBER = "\x01"
_UNKNOWN = "\x02"
"""Parts of keys other than words: all words of a statement; a number of its article; an article
that is not stored yet, which may have any number."""

Key = tuple[int, int]
"""A period and a number under 2**63."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An alert in a list; ``is_probe`` where the key is one of its rarest words."""

    alert: int
    is_probe: bool


Lists = Callable[[Key], Sequence[Entry]]
"""Returns the list of a key."""


@dataclass(frozen=True, slots=True)
class _Words:
    """The keys of one statement, in one period."""

    words: tuple[Key, ...]
    whole: Key

    @property
    def enough(self) -> int:
        """Number of words of which a longer statement has one at least."""
        return len(self.words) // ALONE + 1


@dataclass(frozen=True, slots=True)
class AlertKeys:
    """The keys of an alert: the lists it belongs into, and those in which it is searched."""

    own: tuple[_Words, ...]
    near: tuple[_Words, ...]
    """Those of the periods that the window around each statement touches."""
    own_numbers: frozenset[Key]
    near_numbers: frozenset[Key]

    @property
    def searched(self) -> set[Key]:
        """Every key whose list is needed, to find candidates and to add the alert."""
        words = {key for each in (*self.near, *self.own) for key in (*each.words, each.whole)}
        return words | self.near_numbers | self.own_numbers


def keys_of(
    alert: Alert, sayings: Sequence[Saying], numbers: Mapping[str, frozenset[int]]
) -> AlertKeys:
    """Return the keys of an alert on a statement.

    ``sayings`` are its renditions as they are compared, ``numbers`` the numbers of its articles by
    article id, without those that are not stored.
    """
    own, near = [], []
    own_numbers: set[Key] = set()
    near_numbers: set[Key] = set()
    for saying, rendition in zip(sayings, alert.renditions, strict=True):
        periods = _periods_around(saying.at)
        heap = _hash((alert.rule, alert.actor or "", saying.speaker, saying.language))
        words = sorted(saying.words)
        hashes = [_key(heap, word) for word in words]
        whole = _key(heap, _WHOLE + " ".join(words))
        own.append(_words_of(hashes, whole, _period(saying.at)))
        near += [_words_of(hashes, whole, period) for period in periods]
        if alert.actor is not None:
            of_article = numbers.get(rendition.article.id)
            stored, searched = _number_keys(alert, of_article)
            own_numbers |= {(_period(saying.at), key) for key in stored}
            near_numbers |= {(period, key) for period in periods for key in searched}
    return AlertKeys(tuple(own), tuple(near), frozenset(own_numbers), frozenset(near_numbers))


def candidates(keys: AlertKeys, lists: Lists) -> set[int]:
    """Return the stored alerts that may report the event of an alert."""
    alerts = {entry.alert for key in keys.near_numbers for entry in lists(key)}
    for each in keys.near:
        alerts.update(entry.alert for entry in lists(each.whole))
        by_length = sorted(map(lists, each.words), key=len)
        alerts.update(entry.alert for list_ in by_length[: each.enough] for entry in list_)
        alerts.update(
            entry.alert for list_ in by_length[each.enough :] for entry in list_ if entry.is_probe
        )
    return alerts


def entries_of(alert: int, keys: AlertKeys, lists: Lists) -> Iterator[tuple[Key, Entry]]:
    """Yield the entries by which an alert is found, one a key, none for a list that is full."""
    for each in keys.own:
        rarest = sorted(each.words, key=lambda key: len(lists(key)))
        room = [key for key in rarest if _has_room(lists(key), alert)]
        for place, key in enumerate(room):
            yield key, Entry(alert, place < each.enough)
        if len(room) < each.enough and _has_room(lists(each.whole), alert):
            yield each.whole, Entry(alert, is_probe=True)
    for key in keys.own_numbers:
        if _has_room(lists(key), alert):
            yield key, Entry(alert, is_probe=False)


def _has_room(entries: Sequence[Entry], alert: int) -> bool:
    is_in = any(entry.alert == alert for entry in entries)
    return is_in or len(entries) < MOST_IN_LIST


def _words_of(hashes: Sequence[int], whole: int, period: int) -> _Words:
    return _Words(tuple([(period, hash_) for hash_ in hashes]), (period, whole))


def _number_keys(alert: Alert, numbers: frozenset[int] | None) -> tuple[list[int], list[int]]:
    """Return the keys of an article's numbers: to be in, and to search in."""
    heap = _hash((alert.rule, alert.actor or "", _NUMBER))
    unknown = _key(heap, _UNKNOWN)
    if numbers is None:
        return [unknown], []
    needed = max(LEAST_NUMBERS, math.ceil(SHARE * len(numbers)))
    largest = sorted(numbers, reverse=True)[: max(0, len(numbers) - needed + 1)]
    keys = [_key(heap, str(number)) for number in largest]
    return keys, [*keys, unknown] if keys else []


def _period(at: datetime) -> int:
    return int(at.timestamp() // PERIOD.total_seconds())


def _periods_around(at: datetime) -> tuple[int, ...]:
    return tuple(sorted({_period(at - EVENT_WINDOW), _period(at + EVENT_WINDOW)}))


def _hash(parts: Iterable[str]) -> int:
    return zlib.crc32("\x1f".join(parts).encode("utf-8", "surrogatepass")) >> 1


def _key(heap: int, word: str) -> int:
    return heap << 32 | zlib.crc32(word.encode("utf-8", "surrogatepass"))
