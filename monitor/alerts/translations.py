"""Decide whether two statements are one, published by one wire in two languages. Pure.

Speaker, acts and themes cannot separate two statements of one speech, and a dictionary is not
available.
What a translation keeps are its numbers:

1. The same speaker, a publisher that carried both, two languages, no opposite stance, at most
   `WITHIN` apart.
2. The articles share at least `LEAST_NUMBERS` numbers from ten on, years left out, and `SHARE` of
   the numbers of either are in the other.
3. The statements have the same numbers. Where they have none, both have the same place among as
   many of the speaker's statements in the body, or in the headline, and the articles share
   `ENOUGH_NUMBERS` numbers or all of them.

An article with too few numbers stays an event in each language: two alerts on one statement are
better than one alert on two statements.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product

from monitor.alerts.same_event import said_at
from monitor.records import Alert, Rendition, Statement

WITHIN = timedelta(hours=24)
"""Wires publish their translations on the day of the original."""
LEAST_NUMBERS, ENOUGH_NUMBERS = 2, 3
"""One number in common is chance; three in common need no number in the statement itself."""
SHARE = 0.6
"""Share of the numbers of either article that the other has: translations shorten."""
HEADLINE = -1_000
"""Places from here on are in the headline; no body has so many statements."""
LEAST_NUMBER = 10
"""Smaller numbers are written as words in one language and as digits in another."""
_NUMBER = re.compile(r"\d+(?:[.,٬'\u00a0\u202f ]\d{3}(?!\d))*")
_MOST_DIGITS = 15
"""Digits of a number that are read: longer ones are not amounts."""
_YEARS = range(1900, 2101)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """A statement in one article, as it is compared."""

    speaker: str
    stance: str
    language: str
    publishers: frozenset[str]
    at: datetime
    numbers: frozenset[int]
    """Numbers of the article."""
    own: frozenset[int]
    """Numbers of the statement."""
    place: int
    """Place among the speaker's statements in the body (from 0) or headline (from `HEADLINE`)."""
    of: int
    """How many statements the speaker has there."""


@dataclass(frozen=True, slots=True)
class Source:
    """A stored article that carries an alert, as far as translations need it."""

    text: str
    statements: tuple[Statement, ...]
    """All statements of the article, in order."""


def numbers_of(text: str) -> frozenset[int]:
    """Return the numbers of a text from `LEAST_NUMBER` on, in digits of any script, no years."""
    numbers = set()
    for match in _NUMBER.finditer(text):
        digits = [str(unicodedata.digit(sign)) for sign in match[0] if sign.isdigit()]
        number = int("".join(digits[:_MOST_DIGITS]))
        if number >= LEAST_NUMBER and number not in _YEARS:
            numbers.add(number)
    return frozenset(numbers)


def is_translation(one: Rendering, other: Rendering) -> bool:
    """Return whether two renderings are one statement; the order of the two does not matter."""
    if one.speaker != other.speaker or one.language == other.language:
        return False
    if one.publishers.isdisjoint(other.publishers) or abs(one.at - other.at) > WITHIN:
        return False
    if {one.stance, other.stance} == {"for", "against"}:
        return False
    common = len(one.numbers & other.numbers)
    if common < LEAST_NUMBERS or common < SHARE * max(len(one.numbers), len(other.numbers)):
        return False
    if one.own or other.own:
        return one.own == other.own
    has_same_place = (one.place, one.of) == (other.place, other.of)
    return has_same_place and (common >= ENOUGH_NUMBERS or one.numbers == other.numbers)


def sources_to_compare(alert: Alert, others: Sequence[Alert]) -> frozenset[str]:
    """Return the ids of the articles without which no translation can be recognised.

    Most alerts have none: another language, a common publisher and a near time are rare together.
    """
    ids: set[str] = set()
    for other in others:
        for ours, theirs in _possible_pairs(alert, other):
            ids.update((ours.article.id, theirs.article.id))
    return frozenset(ids)


def are_translations(one: Alert, other: Alert, sources: Mapping[str, Source]) -> bool:
    """Return whether two alerts report one statement in two languages.

    ``sources`` are the stored articles by id. Without its article no translation is recognised.
    """
    for ours, theirs in _possible_pairs(one, other):
        here, there = rendering_of(one, ours, sources), rendering_of(other, theirs, sources)
        if here is not None and there is not None and is_translation(here, there):
            return True
    return False


def rendering_of(
    alert: Alert, rendition: Rendition, sources: Mapping[str, Source]
) -> Rendering | None:
    """Return a statement as it is compared, or None where its article is unknown or was edited."""
    source = sources.get(rendition.article.id)
    if source is None or alert.actor is None:
        return None
    title_end = len(source.text.partition("\n")[0])
    statements = [statement for statement in source.statements if _actor(statement) == alert.actor]
    is_in_body = {each.id: each.content[0].start > title_end for each in statements}
    statement = rendition.statement
    is_body = is_in_body.get(statement.id, True)
    beside = [id_ for id_, is_in in is_in_body.items() if is_in == is_body]
    if statement.id not in beside:
        return None
    return Rendering(
        speaker=alert.actor,
        stance=statement.stance,
        language=rendition.article.language,
        publishers=_publishers(alert),
        at=said_at(alert, rendition),
        numbers=numbers_of(source.text),
        own=numbers_of(statement.text),
        place=beside.index(statement.id) + (0 if is_body else HEADLINE),
        of=len(beside),
    )


def _possible_pairs(one: Alert, other: Alert) -> list[tuple[Rendition, Rendition]]:
    """Return the pairs of renditions that are worth a comparison by their articles."""
    if one.actor is None or one.actor != other.actor:
        return []
    if not (one.translations or other.translations) and (
        one.article.language == other.article.language
    ):
        return []
    if _publishers(one).isdisjoint(_publishers(other)):
        return []
    return [
        (ours, theirs)
        for ours, theirs in product(one.renditions, other.renditions)
        if ours.article.language != theirs.article.language
        and abs(said_at(one, ours) - said_at(other, theirs)) <= WITHIN
    ]


def _publishers(alert: Alert) -> frozenset[str]:
    return frozenset(copy.publisher for copy in alert.copies)


def _actor(statement: Statement) -> str | None:
    return statement.speaker.actor if statement.speaker is not None else None
