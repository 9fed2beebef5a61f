"""Decide whether two statements are one event: edited, shortened or put into reported speech.

1. Same speaker and language, no opposite stance, published at most `EVENT_WINDOW` apart.
2. Nearly every content word of the shorter statement is in the longer one. A word that only the
   shorter has may be its subject ("the northern base"), so one word in `ALONE` may be missing.
3. Numbers that both statements have agree.

Content words are stemmed and leave out function words and what reported speech changes (we and
they, will and would). Translations are compared by `monitor.alerts.translations`.
"""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.languages.stop_words import content_words
from monitor.records import Alert, Rendition
from monitor.records.alert import EVENT_WINDOW
from monitor.records.ids import fold_words

ALONE = 7
"""One content word in so many of the shorter statement may be missing from the longer."""
LEAST_WORDS, LEAST_SHARE = 2, 0.25
"""Content words, and their share of the longer statement's; below these, only identical statements
are joined: "foreign troops" is part of every statement about them."""


@dataclass(frozen=True, slots=True)
class Saying:
    """A statement in one language, as it is compared."""

    speaker: str
    """Actor id, else the last word of the speaker's name."""
    stance: str
    """``for``, ``against``, or ``""`` for neither, which agrees with both."""
    language: str
    at: datetime
    """When it was said: see `said_at`."""
    words: frozenset[str]
    """Content words without numbers."""
    numbers: frozenset[str]


def said_at(alert: Alert, rendition: Rendition) -> datetime:
    """Return when a statement was said: its article's publication, else when that was seen."""
    if rendition.article.published_at is not None:
        return rendition.article.published_at
    seen_at = {copy.article: copy.seen_at for copy in alert.copies}
    return seen_at.get(rendition.article.id, alert.copies[0].seen_at)


def saying_of(alert: Alert, rendition: Rendition) -> Saying:
    """Return an alert's statement in one language, as it is compared."""
    statement, language = rendition.statement, rendition.article.language
    speaker = alert.actor or statement.said_by
    at = said_at(alert, rendition)
    return _saying(speaker, bool(alert.actor), statement.text, statement.stance, (language, at))


@functools.lru_cache(maxsize=4_000)  # the alerts of a popular actor of two days; 5 MB
def _saying(
    speaker: str, is_actor: bool, text: str, stance: str, place: tuple[str, datetime]
) -> Saying:
    """Return a saying; ``place`` is its language and time."""
    language, at = place
    words = content_words(text, language)
    numbers = frozenset(word for word in words if word.isdigit())
    return Saying(
        speaker=speaker if is_actor else fold_words(speaker).rpartition(" ")[2],
        stance=stance,
        language=language,
        at=at,
        words=words - numbers,
        numbers=numbers,
    )


def sayings_of(alert: Alert) -> tuple[Saying, ...]:
    """Return an alert's statement in every language that it has, as it is compared."""
    return tuple(saying_of(alert, rendition) for rendition in alert.renditions)


def have_same_event(ours: Sequence[Saying], other: Alert) -> bool:
    """Return whether an alert, by its sayings, and another one report one event."""
    theirs = sayings_of(other)
    return any(is_same_event(saying, another) for saying in ours for another in theirs)


def is_same_event(one: Saying, other: Saying) -> bool:
    """Return whether two statements report one event; the order of the two does not matter."""
    if (one.speaker, one.language) != (other.speaker, other.language):
        return False
    if abs(one.at - other.at) > EVENT_WINDOW:
        return False
    if {one.stance, other.stance} == {"for", "against"}:
        return False
    return _agree(one.numbers, other.numbers) and _have_same_words(one.words, other.words)


def _agree(one: frozenset[str], other: frozenset[str]) -> bool:
    """Return whether the numbers of one statement are among the other's; none agree with any."""
    return not one or not other or one <= other or other <= one


def _have_same_words(one: frozenset[str], other: frozenset[str]) -> bool:
    shorter, longer = (one, other) if len(one) <= len(other) else (other, one)
    if len(shorter) < max(LEAST_WORDS, LEAST_SHARE * len(longer)):
        return bool(shorter) and shorter == longer
    return len(shorter - longer) <= len(shorter) // ALONE
