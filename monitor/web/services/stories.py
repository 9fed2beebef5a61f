"""Stories: the copies of one article over time, and how the outlets worded the same quotation.

1. A story has the near copies of its first article (`monitor.store.stories`), and the other
   articles that carry an alert's statement of one of them.
2. Statements of one speaker with nearly the same words are one quotation. The fullest wording is
   the reference; every other one is compared with it word by word.
3. An alert's translations are one quotation with it; they are not compared word by word.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from monitor.deliveries import AlertFilter
from monitor.records import Alert, Article, Statement
from monitor.records.ids import fold_words
from monitor.store import Store
from monitor.web.services.wording import Segment, compare_words, likeness

Difference = Literal["same", "cut", "altered", "translated", "other speaker"]

ALIKE = 0.5
"""Share of words that two wordings of one quotation have in common at least."""
AROUND = timedelta(days=3)
"""Alerts raised this long before and after a story's articles may report it."""
MOST_ALERTS = 500
"""Alerts that are examined: about 0.3 s of decoding."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A statement as one article has it, and how it differs from the fullest wording."""

    article: Article
    statement: Statement
    difference: Difference
    segments: tuple[Segment, ...]
    """From the fullest wording to this one; empty for a translation."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """One quotation in the wordings of several articles, the fullest first, then by time."""

    wordings: tuple[Wording, ...]

    @property
    def publishers(self) -> int:
        """Number of publishers that carry it."""
        return len({wording.article.publisher for wording in self.wordings})

    @property
    def statements(self) -> set[str]:
        """Ids of its statements."""
        return {wording.statement.id for wording in self.wordings}


@dataclass(frozen=True, slots=True)
class Story:
    """A story: its articles, oldest first, its alerts, and its quotations, widest first."""

    id: str
    articles: tuple[Article, ...]
    alerts: tuple[Alert, ...]
    quotations: tuple[Quotation, ...]


@dataclass(frozen=True, slots=True)
class _Said:
    article: Article
    statement: Statement


async def find_story(store: Store, id_: str) -> Story | None:
    """Return the story of an article, or None if the article is unknown."""
    story, members = await store.articles.copies_of(id_)
    if not members:
        return None
    alerts = await _alerts_of(store, members)
    ids = _ids(members)
    further = {id_ for alert in alerts for id_ in _article_ids(alert) if id_ not in ids}
    articles = (*members, *await store.articles.some(sorted(further)))
    ordered = sorted(articles, key=lambda article: (article.seen_at, article.id))
    quotations = await find_quotations(store, ordered, alerts)
    return Story(story, tuple(ordered), tuple(alerts), tuple(quotations))


async def find_wordings(store: Store, alert: Alert) -> list[Quotation]:
    """Return the quotation of an alert as each of its articles words it."""
    articles = await store.articles.some(_article_ids(alert))
    quotations = await find_quotations(store, articles, [alert])
    own = {rendition.statement.id for rendition in alert.renditions}
    return [quotation for quotation in quotations if not own.isdisjoint(quotation.statements)]


async def find_quotations(
    store: Store, articles: Sequence[Article], alerts: Sequence[Alert]
) -> list[Quotation]:
    """Return the quotations that more than one of some articles carry, the widest first."""
    by_article = await store.statements.of_articles([article.id for article in articles])
    said = [_Said(each, statement) for each in articles for statement in by_article[each.id]]
    groups = _group(said, _translations(alerts))
    quotations = [_quotation(group) for group in groups if _is_carried_twice(group)]
    return sorted(quotations, key=lambda each: (-each.publishers, -len(each.wordings)))


async def _alerts_of(store: Store, members: Sequence[Article]) -> list[Alert]:
    """Return the alerts on statements of some articles, newest first."""
    first = min(article.seen_at for article in members) - AROUND
    last = max(article.seen_at for article in members) + AROUND
    page = await store.alerts.find(AlertFilter(since=first, until=last), limit=MOST_ALERTS)
    ids = _ids(members)
    return [alert for alert in page.items if not ids.isdisjoint(_article_ids(alert))]


def _group(said: Iterable[_Said], translations: dict[str, str]) -> list[list[_Said]]:
    """Return statements grouped into quotations; each joins the first group that it is like."""
    groups: list[list[_Said]] = []
    for one in said:
        for group in groups:
            if any(_is_same(one, other, translations) for other in group):
                group.append(one)
                break
        else:
            groups.append([one])
    return groups


def _is_same(one: _Said, other: _Said, translations: dict[str, str]) -> bool:
    ours, theirs = one.statement, other.statement
    alert = translations.get(ours.id)
    if ours.id == theirs.id or (alert is not None and alert == translations.get(theirs.id)):
        return True
    if one.article.id == other.article.id or one.article.language != other.article.language:
        return False
    shared = likeness(ours.text, theirs.text)
    return shared >= (ALIKE if _speaker(ours) == _speaker(theirs) else _OTHER_SPEAKER)


_OTHER_SPEAKER = 0.8
"""Likeness of two statements of different speakers that are one quotation: one outlet is wrong."""


def _is_carried_twice(group: Iterable[_Said]) -> bool:
    return len({said.article.id for said in group}) > 1


def _quotation(group: Sequence[_Said]) -> Quotation:
    fullest = max(
        group, key=lambda said: (len(said.statement.text), -said.article.seen_at.timestamp())
    )
    others = sorted(
        (said for said in group if said is not fullest),
        key=lambda said: (said.article.seen_at, said.article.id),
    )
    return Quotation(tuple(_wording(said, fullest) for said in (fullest, *others)))


def _wording(said: _Said, fullest: _Said) -> Wording:
    if said.article.language != fullest.article.language:
        return Wording(said.article, said.statement, "translated", ())
    segments = tuple(compare_words(fullest.statement.text, said.statement.text))
    return Wording(said.article, said.statement, _difference(said, fullest, segments), segments)


def _difference(said: _Said, fullest: _Said, segments: Sequence[Segment]) -> Difference:
    if _speaker(said.statement) != _speaker(fullest.statement):
        return "other speaker"
    changes = {segment.change for segment in segments}
    if changes <= {"same"}:
        return "same"
    return "altered" if "added" in changes else "cut"


def _speaker(statement: Statement) -> str:
    if statement.speaker and statement.speaker.actor:
        return statement.speaker.actor
    return fold_words(statement.said_by).rpartition(" ")[2]


def _translations(alerts: Iterable[Alert]) -> dict[str, str]:
    """Return by statement the alert that unites it with its translations."""
    by_statement: dict[str, str] = {}
    for alert in alerts:
        if alert.translations:
            by_statement |= {each.statement.id: alert.id for each in alert.renditions}
    return by_statement


def _article_ids(alert: Alert) -> list[str]:
    """Return the articles that carry an alert's statement in any language."""
    carried = [rendition.article.id for rendition in alert.renditions]
    return list(dict.fromkeys([*carried, *(copy.article for copy in alert.copies)]))


def _ids(articles: Iterable[Article]) -> set[str]:
    return {article.id for article in articles}
