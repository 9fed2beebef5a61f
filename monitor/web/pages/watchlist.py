"""``/watchlist``: actors, themes and rules; editors with the checks of the files; versions.

A change goes through the API's own function: it is checked with the whole configuration, stored
with author and time, and in force in every process within five seconds.
"""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from monitor.records.change import KINDS, ItemKind
from monitor.records.ids import fold_words
from monitor.watchlist.values import Actor, Rule, Theme
from monitor.web.pages import replays
from monitor.web.pages.form_fields import names_of, sections_of, shown_values
from monitor.web.pages.forms import one, refused_fields, submit
from monitor.web.pages.named_fields import with_ids
from monitor.web.pages.shell import SHELL, Form, Shell
from monitor.web.pages.watchlist_forms import FORMS, changed_body, form_of
from monitor.web.parameters import Id
from monitor.web.routes import watchlist_items
from monitor.web.routes.watchlist import StoredChangeView, put_item, remove_item
from monitor.web.services import watchlists

PAGE = 200
"""Items that are listed; the search finds the others."""

HTTP_SEE_OTHER = 303
LONGEST_VERSION = 12
"""Digits of a version's number."""

Item = Actor | Theme | Rule
router = APIRouter(include_in_schema=False)


@router.get("/watchlist")
async def show_watchlist(
    shell: Annotated[Shell, SHELL], kind: str = "rules", q: str = ""
) -> Response:
    """List the items of a kind."""
    chosen: ItemKind = _kind(kind)
    items = _items(shell, chosen)
    words = fold_words(q[:200])
    matching = [item for item in items if not words or words in _searchable(item)]
    watchlist = shell.resources.in_force.index.watchlist
    counts = {each: len(getattr(watchlist, each)) for each in KINDS}
    return shell.page(
        "watchlist.html",
        kind=chosen,
        q=q[:200],
        items=matching[:PAGE],
        total=len(matching),
        counts=counts,
        kinds=("rules", "themes", "actors"),
    )


@router.get("/watchlist/noise")
async def show_noise(shell: Annotated[Shell, SHELL]) -> Response:
    """Show the rules with alerts marked as wrong, and the proposals that follow."""
    return shell.page("noise.html", rules=await shell.resources.store.feedback.noise())


@router.get("/watchlist/{kind}/new")
async def show_new(kind: ItemKind, shell: Annotated[Shell, SHELL]) -> Response:
    """Show the form of a new item, filled from the address or as a replay tried it."""
    given = shell.request.query_params
    tried = await replays.tried_form(shell, kind, given.get("replay", ""))
    if tried is not None:
        return await _form_page(shell, kind, None, tried)
    wanted = {field.name: tuple(given.getlist(field.name)) for field in FORMS[kind]}
    form = {name: values for name, values in wanted.items() if values}
    if "themes" in given:
        form["themes.any"] = tuple(given.getlist("themes"))
    return await _form_page(shell, kind, None, form)


@router.get("/watchlist/{kind}/{id}")
async def show_item(
    kind: ItemKind, id_: Id, shell: Annotated[Shell, SHELL], replay: str = ""
) -> Response:
    """Show the form of an item with its versions, as it is or as a replay tried it."""
    item = _find(shell, kind, id_)
    if item is None and not await _versions_of(shell, kind, id_):
        raise HTTPException(404, f"no {kind[:-1]} {id_} on the watchlist")
    form = form_of(kind, watchlists.body_of(kind, item)) if item is not None else {}
    tried = await replays.tried_form(shell, kind, replay)
    is_own = tried is not None and tried["id"] == (id_,)
    return await _form_page(shell, kind, id_, tried if tried is not None and is_own else form)


@router.post("/watchlist/{kind}/new")
async def create(kind: ItemKind, shell: Annotated[Shell, SHELL]) -> Response:
    """Create an item."""
    form = with_ids(await shell.form(), shell.resources.in_force.index)
    id_ = one(form, "id")
    if not id_ or _find(shell, kind, id_) is not None:
        message = "an id is needed" if not id_ else f"the id {id_} is taken"
        return await _form_page(shell, kind, None, form, {"id": (message,)})
    body = changed_body(kind, {}, form)
    if "try" in form:
        return await _try(shell, kind, None, form, body)
    answer = await put_item(kind, id_, body, shell.resources, shell.who)
    return await _answer(shell, kind, None, form, answer)


@router.post("/watchlist/{kind}/{id}")
async def change(kind: ItemKind, id_: Id, shell: Annotated[Shell, SHELL]) -> Response:
    """Change, remove or restore an item."""
    form = with_ids(await shell.form(), shell.resources.in_force.index)
    if "remove" in form:
        answer = await remove_item(kind, id_, shell.resources, shell.who)
        return await _answer(shell, kind, id_, form, answer)
    if "restore" in form:
        wanted = watchlist_items.RestoreRequest(version=_version(one(form, "restore")))
        answer = await watchlist_items.restore_version(
            kind, id_, wanted, shell.resources, shell.who
        )
        return await _answer(shell, kind, id_, form, answer)
    item = _find(shell, kind, id_)
    body = changed_body(kind, watchlists.body_of(kind, item) if item is not None else {}, form)
    if "try" in form:
        return await _try(shell, kind, id_, form, body)
    answer = await put_item(kind, id_, body, shell.resources, shell.who)
    return await _answer(shell, kind, id_, form, answer)


async def _answer(
    shell: Shell,
    kind: ItemKind,
    id_: str | None,
    form: Form,
    answer: StoredChangeView | Response,
) -> Response:
    if isinstance(answer, StoredChangeView):
        return shell.see_other(f"/watchlist?kind={kind}")
    mistakes = refused_fields(answer, names_of(FORMS[kind], form))
    return await _form_page(shell, kind, id_, form, mistakes)


async def _form_page(
    shell: Shell,
    kind: ItemKind,
    id_: str | None,
    form: Form,
    mistakes: Mapping[str, tuple[str, ...]] | None = None,
) -> Response:
    versions = await _versions_of(shell, kind, id_) if id_ is not None else []
    return shell.page(
        "watchlist_item.html",
        422 if mistakes else 200,
        kind=kind,
        id_=id_,
        is_in_force=id_ is not None and _find(shell, kind, id_) is not None,
        form=shown_values(form),
        sections=sections_of(FORMS[kind], form, mistakes or {}),
        mistakes=mistakes or {},
        versions=versions,
    )


async def _versions_of(
    shell: Shell, kind: ItemKind, id_: str
) -> list[watchlist_items.ItemVersionView]:
    """Return the versions of an item, newest first; none for one that never was."""
    try:
        versions = await watchlist_items.list_versions(kind, id_, shell.resources)
    except HTTPException:
        return []
    return versions.items


async def _try(
    shell: Shell, kind: ItemKind, id_: str | None, form: Form, body: dict[str, Any]
) -> Response:
    """Start a replay of the last days under the changed item."""

    async def start() -> Response:
        return await replays.start(shell, kind, id_ or one(form, "id"), body)

    checked = await submit(start, ("id", *names_of(FORMS[kind], form)))
    if checked.mistakes:
        return await _form_page(shell, kind, id_, form, checked.mistakes)
    answer: Response = checked.answer
    if answer.status_code == HTTP_SEE_OTHER:
        return answer
    return await _answer(shell, kind, id_, form, answer)


def _version(text: str) -> int:
    if not text.isdigit() or len(text) > LONGEST_VERSION:
        raise HTTPException(404, f"no version {text[:20]}")
    return int(text)


def _kind(name: str) -> ItemKind:
    return next((kind for kind in KINDS if kind == name), "rules")


def _items(shell: Shell, kind: ItemKind) -> Iterable[Item]:
    items: Iterable[Item] = getattr(shell.resources.in_force.index.watchlist, kind)
    return items


def _find(shell: Shell, kind: ItemKind, id_: str) -> Item | None:
    if kind == "actors":
        return shell.resources.in_force.index.find_actor(id_)
    return next((item for item in _items(shell, kind) if item.id == id_), None)


def _searchable(item: Item) -> str:
    words = [item.id, item.name]
    if isinstance(item, Actor):
        words += [*item.aliases, *(f"tag:{tag}" for tag in item.tags)]
    return fold_words(" ".join(words))
