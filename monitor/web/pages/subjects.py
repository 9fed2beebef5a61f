"""``/actors/{id}``, ``/themes/{id}``, ``/compare``: what was said by, about and on, over time."""

from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import Response

from monitor.deliveries.render.saying import Saying, labels_of, saying_of
from monitor.records.ids import fold_words
from monitor.store import StatementFilter
from monitor.store.statements import StoredStatement
from monitor.watchlist import WatchlistIndex
from monitor.web.pages.charts import DayChart, day_chart, scale_of, time_line
from monitor.web.pages.shell import SHELL, Shell
from monitor.web.parameters import MAX_INTEGER, Id
from monitor.web.services.activities import Profile, Subject, find_firsts, find_profile

PAGE = 30
"""Statements of a page under the time line."""
MOST_COMPARED = 4
"""Actors side by side: more columns cannot be read."""
SIDES = ("by", "about")

Cursor = Annotated[int | None, Query(ge=0, le=MAX_INTEGER)]

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One statement of the list under a time line."""

    item: StoredStatement
    saying: Saying
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """One actor of a comparison."""

    id: str
    profile: Profile
    chart: DayChart


@router.get("/actors/{id}")
async def show_actor(
    id_: Id, shell: Annotated[Shell, SHELL], side: str = "by", cursor: Cursor = None
) -> Response:
    """Show an actor: who it is, and what was said by it or about it."""
    actor = shell.resources.in_force.index.find_actor(id_)
    if actor is None:
        raise HTTPException(404, f"no actor {id_} on the watchlist")
    side = side if side in SIDES else "by"
    subject = Subject(about=id_) if side == "about" else Subject(actor=id_)
    wanted = StatementFilter(about=(id_,)) if side == "about" else StatementFilter(speakers=(id_,))
    context = await _subject(shell, subject, wanted, cursor)
    place = {"about" if side == "about" else "speaker": id_}
    return shell.page("actor.html", actor=actor, side=side, in_search=urlencode(place), **context)


@router.get("/themes/{id}")
async def show_theme(id_: Id, shell: Annotated[Shell, SHELL], cursor: Cursor = None) -> Response:
    """Show a theme: its query, who speaks on it, and what was said."""
    themes = {theme.id: theme for theme in shell.resources.in_force.index.watchlist.themes}
    if id_ not in themes:
        raise HTTPException(404, f"no theme {id_} on the watchlist")
    wanted = StatementFilter(themes=(id_,))
    context = await _subject(shell, Subject(theme=id_), wanted, cursor)
    place = urlencode({"theme": id_})
    return shell.page("theme.html", theme=themes[id_], in_search=place, **context)


@router.get("/compare")
async def compare_actors(
    shell: Annotated[Shell, SHELL], actor: Annotated[list[str] | None, Query()] = None
) -> Response:
    """Show up to four actors side by side."""
    index = shell.resources.in_force.index
    named = [_actor_id(index, text.strip()) for text in actor or ()]
    chosen = [id_ for id_ in dict.fromkeys(named) if index.find_actor(id_)]
    store, today = shell.resources.store, shell.now.date()
    profiles = {
        id_: await find_profile(store, Subject(actor=id_), shell.now)
        for id_ in chosen[:MOST_COMPARED]
    }
    scale = scale_of([profile.activity.cells for profile in profiles.values()], today)
    compared = [
        Compared(id_, profile, day_chart(profile.activity.cells, today, scale=scale))
        for id_, profile in profiles.items()
    ]
    unknown = [id_ for id_ in named if id_ and not index.find_actor(id_)]
    return shell.page(
        "compare.html",
        compared=compared,
        chosen=chosen[:MOST_COMPARED],
        unknown=unknown,
        most=MOST_COMPARED,
        actors=[(each.id, each.name) for each in index.watchlist.actors[:500]],
    )


def _actor_id(index: WatchlistIndex, text: str) -> str:
    """Return the id of the actor that a text names by its id or its name; else the text."""
    if index.find_actor(text) is not None:
        return text
    folded = fold_words(text)
    names = ((each.id, fold_words(each.name)) for each in index.watchlist.actors)
    return next((id_ for id_, name in names if folded and name == folded), text)


async def _subject(
    shell: Shell, subject: Subject, wanted: StatementFilter, cursor: int | None
) -> dict[str, Any]:
    store = shell.resources.store
    profile = await find_profile(store, subject, shell.now)
    page = await store.statements.find(wanted, limit=PAGE, before=cursor)
    cells, today = profile.activity.cells, shell.now.date()
    firsts = await find_firsts(store, subject, [each.value for each in profile.activity.themes])
    is_theme = subject.theme is not None
    return {
        "profile": profile,
        "chart": day_chart(cells, today, by="act") if is_theme else None,
        "line": None if is_theme else time_line(cells, today),
        "first": _row(profile.first) if profile.first is not None else None,
        "firsts": [(theme, _row(item)) for theme, item in firsts.items()],
        "rows": [_row(item) for item in page.items],
        "older": page.next,
    }


def _row(item: StoredStatement) -> StatementRow:
    language = item.article.language
    saying = saying_of(item.statement, language, item.article.text)
    return StatementRow(item, saying, labels_of(item.statement))
