"""``/search``: statements and articles by the query language, with facets and marked places."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import Response

from monitor.deliveries.render.quotation_marks import marks_of
from monitor.deliveries.render.saying import Saying, labels_of, saying_of
from monitor.records.errors import QueryError
from monitor.store.search.tables import Kind
from monitor.web.pages.shell import SHELL, Shell
from monitor.web.parameters import MAX_INTEGER
from monitor.web.services import searches
from monitor.web.services.naming import LabelledValue

PAGE = 30
"""Hits of a page: each has some lines of text."""
MOST_OPTIONS = 8
"""Values of a facet that are shown."""
FIELDS = ("speaker", "about", "publisher", "language", "theme", "act")
LONGEST = 500
"""Characters of a search, and of a chosen value."""
MOST_VALUES = 50
"""Chosen values of a facet."""
EXAMPLES = (
    '"foreign troops"',
    "speaker:sadr NOT lang:en",
    "(oil OR gas) NEAR/6 price*",
    "act:threaten since:2026-01-01",
)

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of text, marked or not."""

    text: str
    is_marked: bool


@router.get("/search")
async def show_search(
    shell: Annotated[Shell, SHELL],
    cursor: Annotated[int | None, Query(ge=0, le=MAX_INTEGER)] = None,
) -> Response:
    """Show the hits of a search; without one, how to search."""
    parameters = shell.request.query_params
    q = parameters.get("q", "").strip()[:LONGEST]
    kind: Kind = "articles" if parameters.get("kind") == "articles" else "statements"
    chosen = {name: _values(parameters.getlist(name)) for name in FIELDS}
    chosen = {name: values for name, values in chosen.items() if values}
    context: dict[str, Any] = {
        "q": q,
        "kind": kind,
        "chosen": chosen,
        "examples": EXAMPLES,
        "hits": [],
        "facets": [],
        "counted": None,
        "older": "",
        "mistake": "",
        "is_asked": bool(q or chosen),
        "kinds": [(each, _href(q, each, chosen)) for each in ("statements", "articles")],
    }
    if context["is_asked"]:
        try:
            context |= await _find(shell, q, kind, chosen, cursor)
        except QueryError as error:
            context["mistake"] = str(error)
    return shell.page("search.html", **context)


def _values(values: list[str]) -> tuple[str, ...]:
    """Return the values that a facet may have; no name has a control character."""
    return tuple(value for value in values if value.isprintable() and len(value) <= LONGEST)[
        :MOST_VALUES
    ]


async def _find(
    shell: Shell, q: str, kind: Kind, chosen: dict[str, tuple[str, ...]], cursor: int | None
) -> dict[str, Any]:
    wanted = searches.Wanted(
        q=q,
        speakers=chosen.get("speaker", ()),
        about=chosen.get("about", ()),
        publishers=chosen.get("publisher", ()),
        languages=chosen.get("language", ()),
        themes=chosen.get("theme", ()),
        acts=chosen.get("act", ()),
    )
    store, index = shell.resources.store, shell.resources.in_force.index
    find: Any = searches.find_articles if kind == "articles" else searches.find_statements
    page = await find(store, wanted, limit=PAGE, before=cursor)
    counted, facets = await searches.count_facets(store, index, kind, wanted)
    views = [_facet(shell, name, facets.get(name, []), (q, kind, chosen)) for name in FIELDS]
    is_whole = shell.resources.settings.articles.extent == "full"
    older = f"{_href(q, kind, chosen)}&cursor={page.next}" if page.next is not None else ""
    return {
        "hits": [_hit(item, is_whole=is_whole) for item in page.items],
        "facets": [view for view in views if view["options"]],
        "counted": counted,
        "older": older,
    }


def _hit(item: searches.StatementHit | searches.ArticleHit, *, is_whole: bool) -> dict[str, Any]:
    if isinstance(item, searches.StatementHit):
        return _statement_hit(item)
    return _article_hit(item, is_whole=is_whole)


def _statement_hit(hit: searches.StatementHit) -> dict[str, Any]:
    statement, article = hit.item.statement, hit.item.article
    saying = saying_of(statement, article.language, article.text)
    return {
        "article": article,
        "saying": saying,
        "pieces": list(mark_pieces(saying, statement.text, hit.places)),
        "labels": labels_of(statement),
        "statement": statement,
        "title": list(parts_of(article.title, hit.title_places)),
    }


def mark_pieces(
    saying: Saying, text: str, places: Iterable[tuple[int, int]]
) -> Iterator[tuple[str, list[Part]]]:
    """Yield each piece of a sentence with its role, the places of the statement's text marked."""
    marks, at = marks_of(saying.language), 0
    for piece in saying.pieces:
        opening = len(marks.opening) if piece.role == "quoted" else 0
        closing = len(marks.closing) if piece.role == "quoted" else 0
        words = piece.text[opening : len(piece.text) - closing]
        start = text.find(words, at) if piece.role in ("quoted", "reported") else -1
        own: list[tuple[int, int]] = []
        if start >= 0:
            at = start + len(words)
            shift = opening - start
            own = [(s + shift, e + shift) for s, e in places if start <= s and e <= at]
        yield piece.role, list(parts_of(piece.text, own))


def _article_hit(hit: searches.ArticleHit, *, is_whole: bool) -> dict[str, Any]:
    """Return an article as a hit; its words only where the pages may show the whole text."""
    title = [Part(hit.article.title, is_marked=False)]
    parts = list(parts_of(hit.piece, hit.places)) if is_whole else []
    return {"article": hit.article, "title": title, "parts": parts}


def parts_of(text: str, places: Iterable[tuple[int, int]]) -> Iterator[Part]:
    """Yield a text in pieces, those at the places marked."""
    at = 0
    for start, end in sorted(places):
        if start < at:
            continue
        if start > at:
            yield Part(text[at:start], is_marked=False)
        yield Part(text[start:end], is_marked=True)
        at = end
    if at < len(text):
        yield Part(text[at:], is_marked=False)


def _facet(
    shell: Shell,
    name: str,
    values: list[LabelledValue],
    query: tuple[str, str, dict[str, tuple[str, ...]]],
) -> dict[str, Any]:
    q, kind, chosen = query
    own = chosen.get(name, ())
    options = []
    for each in values[:MOST_OPTIONS]:
        others = tuple(value for value in own if value != each.value)
        changed = others if each.value in own else (*own, each.value)
        options.append(
            {
                "name": _name_of(shell, name, each),
                "count": each.count,
                "is_chosen": each.value in own,
                "href": _href(q, kind, {**chosen, name: changed}),
            }
        )
    return {"code": name, "options": options}


def _name_of(shell: Shell, facet: str, value: LabelledValue) -> str:
    if facet == "language":
        return shell.language_name(value.value)
    return shell.term(value.name) if facet == "act" else value.name


def _href(q: str, kind: str, chosen: dict[str, tuple[str, ...]]) -> str:
    pairs = [("q", q), ("kind", kind)]
    pairs += [(name, value) for name, values in chosen.items() for value in values]
    return f"/search?{urlencode(pairs)}"
