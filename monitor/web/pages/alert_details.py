"""One alert in full: its words in their article, why it was raised, what happened to it since."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from monitor.deliveries.render.saying import Saying, saying_of
from monitor.records import Alert, ArticleHeader, Statement
from monitor.records.match import Reason
from monitor.store.alert_history import FaultMark
from monitor.web.pages.alert_rows import Row, row_of
from monitor.web.pages.highlighting import (
    Paragraph,
    context_of,
    mention_marks,
    paragraphs_of,
    statement_marks,
)
from monitor.web.pages.shell import Shell
from monitor.web.services.alerts import AlertVersion, FieldChange, find_details
from monitor.web.services.wording import Segment, compare_words

WITHOUT_WORDS = ("confidence", "polarity", "pattern")
"""Clauses that no single words of the article show."""


@dataclass(frozen=True, slots=True)
class Why:
    """A clause of the rule that holds: its value, and the words that show it."""

    clause: str
    value: str
    words: str
    score: float


@dataclass(frozen=True, slots=True)
class Version:
    """One revision of the alert, with what it added and how the words changed."""

    revision: int
    at: datetime
    added: tuple[str, ...]
    """Publishers whose copies came with it."""
    wording: tuple[Segment, ...]
    """The words with their differences to the revision before; empty where they are the same."""


@dataclass(frozen=True, slots=True)
class OtherSaying:
    """Another statement beside the alert's: earlier, or in another language."""

    saying: Saying
    article: ArticleHeader
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Detail:
    """Everything that a page shows of one alert."""

    row: Row
    context: tuple[Paragraph, ...]
    why: list[Why]
    reversed_: OtherSaying | None
    """The statement that this one reverses."""
    sayings: list[OtherSaying]
    """Earlier statements of the speaker on the themes, newest first."""
    translations: list[OtherSaying]
    versions: list[Version]
    deliveries: Sequence[dict[str, Any]]
    marks: Sequence[FaultMark]
    audit: Sequence[dict[str, Any]]


async def detail_of(shell: Shell, id_: str) -> Detail | None:
    """Return the details of an alert, or None; an id of a united alert gives the other one."""
    details = await find_details(shell.resources.store, id_)
    if details is None:
        return None
    alert = details.item.alert
    text = details.article.text if details.article is not None else ""
    return Detail(
        row=row_of(details.item, text),
        context=_context(shell, _paragraphs(shell, alert, text)),
        why=[_why(reason, alert, text) for reason in alert.why],
        reversed_=_reversed(alert),
        sayings=[
            OtherSaying(
                saying_of(each.statement, each.article.language, each.article.text),
                each.article.header,
                each.article.seen_at,
            )
            for each in details.sayings
        ],
        translations=[
            OtherSaying(saying_of(each.statement, each.article.language), each.article)
            for each in alert.translations
        ],
        versions=list(_versions(details.versions)),
        deliveries=details.deliveries,
        marks=details.item.faults,
        audit=details.audit,
    )


def _paragraphs(shell: Shell, alert: Alert, text: str) -> tuple[Paragraph, ...]:
    statement = alert.statement
    if not text:
        return ()
    marks = statement_marks(statement, text)
    mentions = shell.resources.in_force.index.find_mentions(text)
    return paragraphs_of(text, [*marks, *mention_marks(mentions)])


def _context(shell: Shell, paragraphs: tuple[Paragraph, ...]) -> tuple[Paragraph, ...]:
    """Return the paragraphs around the statement that the operator lets the pages show."""
    if shell.resources.settings.articles.extent == "statements":
        return tuple(each for each in paragraphs if each.is_marked)
    return context_of(paragraphs)


def _why(reason: Reason, alert: Alert, text: str) -> Why:
    has_place = reason.end > reason.start and reason.clause not in WITHOUT_WORDS
    words = text[reason.start : reason.end] if has_place else ""
    if not words and has_place:
        words = _words_in(alert.statement, reason)
    return Why(reason.clause, reason.value, words, reason.score)


def _words_in(statement: Statement, reason: Reason) -> str:
    """Return the words of a reason from the statement, where the article is not stored."""
    for span in statement.content:
        if span.start <= reason.start < span.end:
            return span.text[reason.start - span.start : reason.end - span.start]
    return ""


def _reversed(alert: Alert) -> OtherSaying | None:
    earlier = alert.earlier
    if earlier is None:
        return None
    saying = saying_of(earlier.statement, earlier.article.language)
    return OtherSaying(saying, earlier.article, earlier.at)


def _versions(versions: Sequence[AlertVersion]) -> Iterator[Version]:
    for version in versions:
        alert = version.revision.alert
        copies: list[dict[str, Any]] = _change_of(version, "copies", "after", [])
        before = _change_of(version, "statement", "before", None)
        wording = compare_words(before["text"], alert.statement.text) if before else []
        is_reworded = any(segment.change != "same" for segment in wording)
        yield Version(
            revision=alert.revision,
            at=version.revision.at,
            added=tuple(copy["publisher"] for copy in copies),
            wording=tuple(wording) if is_reworded else (),
        )


def _change_of(version: AlertVersion, field: str, side: str, default: Any) -> Any:
    changes: list[FieldChange] = [each for each in version.changes if each.field == field]
    return getattr(changes[0], side) if changes else default
