"""Actors and themes over time: what was said, by whom, how often, with which words."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.languages.stop_words import content_words
from monitor.records.ids import fold_words
from monitor.store import Store
from monitor.store.alert_facets import FacetValue, most_frequent
from monitor.store.search.activity import Activity, summarise
from monitor.store.search.expression import Expression, every, one_of
from monitor.store.search.index import IndexQuery
from monitor.store.statements import StoredStatement

MOST_ROWS = 5_000
"""Statements that are counted: a year of a busy minister; about 0.1 s."""
READ_FOR_WORDS = 300
"""Newest statements whose words are counted: about 0.1 s of decoding."""
MOST_FIRSTS = 8
"""Themes whose first statement is looked up: each is one query of some milliseconds."""
MOST_WORDS = 40
"""Words that are listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whose statements: an actor's, those about an actor, or those with a theme."""

    actor: str | None = None
    about: str | None = None
    theme: str | None = None

    @property
    def expression(self) -> Expression:
        """The clause of the index."""
        if self.actor is not None:
            return one_of("speaker", [self.actor])
        if self.about is not None:
            return one_of("about", [self.about])
        assert self.theme is not None, "a subject has one of the three"
        return one_of("theme", [self.theme])


@dataclass(frozen=True, slots=True)
class Profile:
    """A subject over time, with the first and the last statement and the words used most."""

    activity: Activity
    first: StoredStatement | None
    last: StoredStatement | None
    words: tuple[FacetValue, ...]


async def find_activity(
    store: Store,
    subject: Subject,
    now: datetime,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Activity:
    """Return the statements of a subject over time."""
    query = IndexQuery(subject.expression, since, until)
    rows = await store.search.rows("statements", query, limit=MOST_ROWS + 1)
    return summarise(rows, MOST_ROWS, now)


async def find_profile(
    store: Store,
    subject: Subject,
    now: datetime,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Profile:
    """Return a subject over time with its first and last statement of all, and its words."""
    activity = await find_activity(store, subject, now, since=since, until=until)
    period = IndexQuery(subject.expression, since, until)
    newest = await store.search.statements(period, limit=READ_FOR_WORDS)
    ever = IndexQuery(subject.expression)
    last = await store.search.statements(ever, limit=1)
    return Profile(
        activity=activity,
        first=await store.search.first_statement(ever),
        last=last.items[0] if last.items else None,
        words=words_used(newest.items),
    )


async def find_firsts(
    store: Store, subject: Subject, themes: Sequence[str]
) -> dict[str, StoredStatement]:
    """Return the first statement of a subject on each of some themes, newest first.

    For a subject that is a theme there is none: its own first statement says it.
    """
    if subject.theme is not None:
        return {}
    firsts = []
    for theme in themes[:MOST_FIRSTS]:
        both = every([subject.expression, one_of("theme", [theme])])
        first = await store.search.first_statement(IndexQuery(both))
        if first is not None:
            firsts.append((theme, first))
    firsts.sort(key=lambda pair: pair[1].article.seen_at, reverse=True)
    return dict(firsts)


def words_used(items: Sequence[StoredStatement]) -> tuple[FacetValue, ...]:
    """Return the content words of statements, most frequent first, each once per statement."""
    counter: Counter[str] = Counter()
    for item in items:
        language = item.article.language
        words = set(fold_words(item.statement.text).split())
        counter.update(word for word in words if _is_content(word, language))
    return most_frequent(counter)[:MOST_WORDS]


def _is_content(word: str, language: str) -> bool:
    return len(word) > 1 and not word.isdigit() and bool(content_words(word, language))
