"""Searches: parameters and the language of searches as one query of the index, and its places."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.records import Article
from monitor.store import Page, Store
from monitor.store.search.expression import every, expand, one_of
from monitor.store.search.highlight import Span, find_places
from monitor.store.search.index import Counted, IndexQuery
from monitor.store.search.query import Node, parse
from monitor.store.search.tables import Kind
from monitor.store.statements import StoredStatement
from monitor.watchlist import WatchlistIndex
from monitor.web.services.naming import LabelledValue, Names

AROUND = 120
"""Characters of an article shown on each side of the first place that meets a search."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is searched: text in the language of searches, and values of which one holds."""

    q: str = ""
    speakers: Sequence[str] = ()
    about: Sequence[str] = ()
    publishers: Sequence[str] = ()
    languages: Sequence[str] = ()
    themes: Sequence[str] = ()
    acts: Sequence[str] = ()
    since: datetime | None = None
    until: datetime | None = None

    @property
    def node(self) -> Node | None:
        """The tree of the text. Raises `QueryError`."""
        return parse(self.q)

    @property
    def index_query(self) -> IndexQuery:
        """The query of the index. Raises `QueryError`."""
        fields = {
            "speaker": self.speakers,
            "about": self.about,
            "publisher": self.publishers,
            "lang": self.languages,
            "theme": self.themes,
            "act": self.acts,
        }
        parts = [one_of(name, values) for name, values in fields.items() if values]
        node = self.node
        if node is not None:
            parts.append(expand(node))
        return IndexQuery(every(parts) if parts else None, self.since, self.until)


@dataclass(frozen=True, slots=True)
class StatementHit:
    """A statement with the places of its text, and of its article's title, that are marked."""

    item: StoredStatement
    places: tuple[Span, ...]
    title_places: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class ArticleHit:
    """An article with the piece of its text that meets the search, and the places in the piece."""

    article: Article
    start: int
    """Offset of the piece in the article's text."""
    piece: str
    places: tuple[Span, ...]


async def find_statements(
    store: Store, wanted: Wanted, *, limit: int, before: int | None = None
) -> Page[StatementHit]:
    """Return a page of statements, newest first. Raises `QueryError`."""
    page = await store.search.statements(wanted.index_query, limit=limit, before=before)
    return Page(tuple(_statement_hit(item, wanted.node) for item in page.items), page.next)


async def find_articles(
    store: Store, wanted: Wanted, *, limit: int, before: int | None = None
) -> Page[ArticleHit]:
    """Return a page of articles, newest first. Raises `QueryError`."""
    page = await store.search.articles(wanted.index_query, limit=limit, before=before)
    return Page(tuple(article_hit(item, wanted.node) for item in page.items), page.next)


async def count_facets(
    store: Store, index: WatchlistIndex, kind: Kind, wanted: Wanted
) -> tuple[Counted, dict[str, list[LabelledValue]]]:
    """Return the facets of a search, with names. Raises `QueryError`."""
    counted = await store.search.count(kind, wanted.index_query)
    return counted, Names(index).label(counted.facets)


def _statement_hit(item: StoredStatement, node: Node | None) -> StatementHit:
    language = item.article.language
    places = find_places(item.statement.text, language, node)
    return StatementHit(item, tuple(places), tuple(find_places(item.article.title, language, node)))


def article_hit(article: Article, node: Node | None) -> ArticleHit:
    """Return an article with the piece around the first place that meets a search."""
    text = article.text
    places = find_places(text, article.language, node)
    if not places:
        return ArticleHit(article, 0, text[: 2 * AROUND], ())
    start = _word_start(text, places[0][0] - AROUND)
    end = places[0][1] + AROUND
    inside = [(begin - start, stop - start) for begin, stop in places if stop <= end]
    return ArticleHit(article, start, text[start:end], tuple(inside))


def _word_start(text: str, place: int) -> int:
    """Return the beginning of the first word after a place, or the place itself without spaces."""
    if place <= 0:
        return 0
    blank = text.find(" ", place, place + AROUND // 2)
    return blank + 1 if blank >= 0 else place
