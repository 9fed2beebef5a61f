"""Unite copies and events: one event is one alert, however many articles carry it. Pure.

    alert + stored alerts of its rule and actor -> Raised | Updated | Repeated

1. A stored alert of the same id, said within `EVENT_WINDOW`, is the same event. So is one whose
   statement is the same in other words (`same_event`) or in another language (`translations`).
2. Patterns are united by their ids alone. So are alerts on feeds and subscriptions: the newest of
   one id replaces the stored one, which stays as it is once it is resolved.
3. The oldest stored alert of the event keeps its id and takes the copies of the others, which it
   absorbs. The event does not depend on the order of arrival; only the id does.
4. A united alert has the fullest statement with its article and reasons, and the fullest of each
   other language as a translation.
5. An alert that brings neither a copy nor a fuller statement changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from monitor.alerts.same_event import Saying, have_same_event, said_at, sayings_of
from monitor.alerts.translations import Source, are_translations
from monitor.languages.stop_words import content_words
from monitor.records import Alert, Copy, Rendition
from monitor.records.alert import EVENT_WINDOW
from monitor.records.ids import digest
from monitor.records.operator_alert import OPERATOR_KINDS

MOST_COPIES = 500
"""Copies of an alert that are kept; with them a record stays under Kafka's limit of 1 MB."""


@dataclass(frozen=True, slots=True)
class Raised:
    """No stored alert reports this event."""

    alert: Alert


@dataclass(frozen=True, slots=True)
class Updated:
    """A stored alert has grown."""

    alert: Alert
    before: Alert
    absorbed: tuple[str, ...] = ()
    """Ids of stored alerts of the same event, which are now part of this alert."""


@dataclass(frozen=True, slots=True)
class Repeated:
    """A stored alert reports this event and has all of it."""

    alert: Alert


def unite(
    alert: Alert, stored: Sequence[Alert], sources: Mapping[str, Source] | None = None
) -> Raised | Updated | Repeated:
    """Return what an alert is beside stored ones of its rule and actor (oldest first).

    ``sources`` are stored articles by id, by which translations are recognised.
    """
    ours = sayings_of(alert) if alert.kind == "statement" else ()
    same = [other for other in stored if _is_one_event(alert, ours, other, sources or {})]
    if not same:
        return Raised(alert)
    if alert.kind in OPERATOR_KINDS:
        return _replace(alert, same[0])
    oldest, *others = same
    united = oldest
    for other in (*others, alert):
        united = _join(united, other)
    if united is oldest and not others:
        return Repeated(oldest)
    revised = msgspec.structs.replace(
        united, revision=max(oldest.revision + 1, *(other.revision for other in (*others, alert)))
    )
    return Updated(revised, oldest, tuple(other.id for other in others))


def _replace(alert: Alert, stored: Alert) -> Updated | Repeated:
    """Return an operator's alert in the place of the stored one of the same id."""
    has_same_content = (alert.why, alert.resolved_at) == (stored.why, stored.resolved_at)
    if has_same_content or stored.resolved_at is not None:
        return Repeated(stored)
    revised = msgspec.structs.replace(
        alert,
        raised_at=stored.raised_at,
        copies=stored.copies,
        revision=stored.revision + 1,
        suppressed=stored.suppressed,
        suppressed_for_good=stored.suppressed_for_good,
        suppressed_by=stored.suppressed_by,
    )
    return Updated(revised, stored)


def _is_one_event(
    alert: Alert, ours: Sequence[Saying], other: Alert, sources: Mapping[str, Source]
) -> bool:
    """Return whether an alert, which has ``ours`` to compare, and another one report one event."""
    if alert.id == other.id:
        return not is_later_event(alert, other)
    if alert.kind != "statement" or other.kind != "statement":
        return False
    return have_same_event(ours, other) or are_translations(alert, other, sources)


def is_later_event(alert: Alert, other: Alert) -> bool:
    """Return whether two alerts have one id, and so the same words, but were said too far apart.

    An alert's id has no time in it: the same words months later are another event.
    """
    if alert.kind != "statement":
        return False
    ours = [said_at(alert, rendition) for rendition in alert.renditions]
    theirs = [said_at(other, rendition) for rendition in other.renditions]
    return all(abs(one - another) > EVENT_WINDOW for one in ours for another in theirs)


def later_id(alert: Alert) -> str:
    """Return the id of an alert whose own id names an event that is too far from it in time."""
    day = said_at(alert, alert.renditions[0]).date()
    return digest("alert", alert.id, day.isoformat())


def _join(one: Alert, other: Alert) -> Alert:
    """Return two alerts of one event as one, under the first's id; the first where it has all."""
    added = _added_copies(one, other)
    fuller = max(one, other, key=lambda alert: _fullness(alert.renditions[0]))
    translations = _fullest_translations(one, other, fuller.article.language)
    if not added and fuller is one and translations == one.translations:
        return one
    is_suppressed = one.suppressed and (other.suppressed or one.suppressed_for_good)
    return msgspec.structs.replace(
        one,
        statement=fuller.statement,
        article=fuller.article,
        translations=translations,
        why=fuller.why,
        themes=fuller.themes,
        acts=fuller.acts,
        copies=_in_order((*one.copies, *added)),
        updated_at=max(one.updated_at, other.updated_at),
        suppressed=is_suppressed,
        suppressed_by=one.suppressed_by if is_suppressed else None,
    )


def _added_copies(one: Alert, other: Alert) -> list[Copy]:
    articles = {copy.article for copy in one.copies}
    added = [copy for copy in other.copies if copy.article not in articles]
    return added[: MOST_COPIES - len(one.copies)]


def _in_order(copies: Sequence[Copy]) -> tuple[Copy, ...]:
    return tuple(sorted(copies, key=lambda copy: (copy.seen_at, copy.article)))


def _fullest_translations(one: Alert, other: Alert, language: str) -> tuple[Rendition, ...]:
    """Return the fullest rendition in each language but ``language``, by language."""
    fullest: dict[str, Rendition] = {}
    for rendition in (*one.renditions, *other.renditions):
        best = fullest.setdefault(rendition.article.language, rendition)
        fullest[rendition.article.language] = max(best, rendition, key=_fullness)
    fullest.pop(language, None)
    return tuple(rendition for _, rendition in sorted(fullest.items()))


def _fullness(rendition: Rendition) -> tuple[int, int, str]:
    """Return what makes one rendition fuller than another: content words, length, then the id."""
    statement = rendition.statement
    words = content_words(statement.text, rendition.article.language)
    return len(words), len(statement.text), statement.id
