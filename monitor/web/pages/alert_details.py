"""One alert in full: its words in their article, why it was raised, what happened to it since."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from monitor.deliveries.render.saying import Saying, saying_of
from monitor.records import Alert, Article, Statement
from monitor.records.match import Reason
from monitor.store.events import StoredEvent
from monitor.web.pages.alert_rows import Row, row_of
from monitor.web.pages.highlighting import (
    Paragraph,
    context_of,
    mention_marks,
    paragraphs_of,
    statement_marks,
)
from monitor.web.pages.shell import Shell

WITHOUT_WORDS = ("confidence", "polarity", "pattern")
"""Clauses that no single words of the article show."""
MOST_AUDITED = 20
"""Entries of the audit log that a page shows."""


@dataclass(frozen=True, slots=True)
class Why:
    """A clause of the rule that holds: its value, and the words that show it."""

    clause: str
    value: str
    words: str
    score: float


@dataclass(frozen=True, slots=True)
class Version:
    """One revision of the alert, with what it added."""

    revision: int
    at: datetime
    added: tuple[str, ...]
    """Publishers whose copies came with it."""
    is_reworded: bool


@dataclass(frozen=True, slots=True)
class OtherSaying:
    """Another statement beside the alert's: earlier, or in another language."""

    saying: Saying
    article: Any
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Detail:
    """Everything that a page shows of one alert."""

    row: Row
    article: Article | None
    context: tuple[Paragraph, ...]
    why: list[Why]
    earlier: OtherSaying | None
    translations: list[OtherSaying]
    versions: list[Version]
    deliveries: list[dict[str, Any]]
    marks: dict[str, str]
    """Notes by fault of those who marked it as wrong."""
    audit: list[dict[str, Any]]


async def detail_of(shell: Shell, id_: str) -> Detail | None:
    """Return the details of an alert, or None; an id of a united alert gives the other one."""
    store = shell.resources.store
    stored = await store.alerts.get(id_)
    if stored is None:
        return None
    [item] = await store.alert_lists.get((stored.id,))
    alert = item.alert
    article = await store.articles.get(alert.article.id)
    text = article.text if article is not None else ""
    acknowledged = (await store.acknowledgements.of([alert.id])).get(alert.id)
    return Detail(
        row=row_of(item, acknowledged, text),
        article=article,
        context=context_of(_paragraphs(shell, alert, text)),
        why=[_why(reason, alert, text) for reason in alert.why],
        earlier=_earlier(alert),
        translations=[
            OtherSaying(saying_of(each.statement, each.article.language), each.article)
            for each in alert.translations
        ],
        versions=list(_versions(await store.events.of(alert.id))),
        deliveries=await store.deliveries.of_alert(alert.id),
        marks=await store.feedback.of(alert.id),
        audit=await _audit(shell, alert.id),
    )


async def _audit(shell: Shell, id_: str) -> list[dict[str, Any]]:
    entries = await shell.resources.store.audit.about(f"/alerts/{id_}", limit=MOST_AUDITED)
    return [{**entry, "at": datetime.fromisoformat(entry["at"])} for entry in entries]


def _paragraphs(shell: Shell, alert: Alert, text: str) -> tuple[Paragraph, ...]:
    statement = alert.statement
    if not text:
        return ()
    marks = statement_marks(statement, text)
    mentions = shell.resources.in_force.index.find_mentions(text)
    return paragraphs_of(text, [*marks, *mention_marks(mentions)])


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


def _earlier(alert: Alert) -> OtherSaying | None:
    earlier = alert.earlier
    if earlier is None:
        return None
    saying = saying_of(earlier.statement, earlier.article.language)
    return OtherSaying(saying, earlier.article, earlier.at)


def _versions(events: tuple[StoredEvent, ...]) -> Iterator[Version]:
    before: Alert | None = None
    for event in events:
        alert = event.alert
        earlier = {copy.article for copy in before.copies} if before else set()
        added = tuple(copy.publisher for copy in alert.copies if copy.article not in earlier)
        is_reworded = before is not None and before.statement.text != alert.statement.text
        yield Version(alert.revision, alert.updated_at, added, is_reworded)
        before = alert
