"""``/feeds``: the health of every feed, its error with a remedy, the actors that lose coverage."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from monitor.http.lists import read_list
from monitor.records import FeedState
from monitor.records.errors import UnreadableOpml
from monitor.web.health import without_secrets
from monitor.web.pages.feed_rows import SHOWN_HOURS, conditions_of, feed_rows
from monitor.web.pages.forms import one, parse, refused_fields, submit
from monitor.web.pages.shell import SHELL, Form, Shell
from monitor.web.parameters import Id
from monitor.web.routes import managed_feeds

MOST_MISTAKES = 5
"""Mistakes of a pasted list that are shown at once."""
MOST_IMPORTED = 200
"""Feeds of a pasted list: each is checked with the whole configuration."""

router = APIRouter(include_in_schema=False)


@router.post("/feeds/add")
async def add(shell: Annotated[Shell, SHELL]) -> Response:
    """Look for the feeds of an address, or add one."""
    form = await shell.form()
    url = one(form, "url")

    async def find() -> Any:
        wanted = parse(managed_feeds.AddressRequest, {"url": url})
        return await managed_feeds.discover(wanted, shell.resources)

    async def store() -> Any:
        body = {name: one(form, name) for name in ("url", "publisher") if one(form, name)}
        return await managed_feeds.add_feed(body, Response(), shell.resources, shell.who)

    checked = await submit(find if "find" in form else store, ("url", "publisher"))
    answer, mistakes = checked.answer, dict(checked.mistakes)
    if isinstance(answer, Response):
        mistakes = refused_fields(answer, ("url", "publisher"))
    if "find" not in form and not mistakes:
        return shell.see_other("/feeds")
    candidates = answer.items if "find" in form and not mistakes else None
    return await _page(shell, form=form, mistakes=mistakes, candidates=candidates)


@router.post("/feeds/opml")
async def import_opml(shell: Annotated[Shell, SHELL]) -> Response:
    """Add the feeds of an OPML document that was pasted."""
    form = await shell.form()
    try:
        outlines, _ = await read_list("\n".join(form.get("opml", ())).encode())
    except UnreadableOpml as error:
        return await _page(shell, form=form, mistakes={"opml": (str(error),)})
    mistakes: list[str] = []
    for outline in outlines[:MOST_IMPORTED]:
        checked = await submit(partial(_add_outline, shell, outline.url), ())
        if isinstance(checked.answer, Response):
            mistakes.append(f"{outline.url}: {json.loads(bytes(checked.answer.body))['title']}")
    if mistakes:
        return await _page(shell, form=form, mistakes={"opml": tuple(mistakes[:MOST_MISTAKES])})
    return shell.see_other("/feeds")


@router.post("/feeds/{id}/{action}")
async def act(id_: Id, action: str, shell: Annotated[Shell, SHELL]) -> Response:
    """Poll a feed now, pause or resume it, or remove it."""
    resources = shell.resources
    match action:
        case "poll":
            await managed_feeds.poll_feed(id_, resources)
        case "pause" | "resume":
            feed = await managed_feeds.read_feed(id_, resources)
            body = {**feed.body, "url": feed.url, "paused": action == "pause"}
            await managed_feeds.change_feed(id_, body, resources, shell.who)
        case "remove":
            await managed_feeds.remove_feed(id_, resources, shell.who)
        case _:
            raise HTTPException(404, f"no action {action[:40]}")
    is_shown = action != "remove" and await resources.store.feeds.get(id_) is not None
    return shell.see_other(f"/feeds/{id_}" if is_shown and _is_from_feed(shell, id_) else "/feeds")


def _is_from_feed(shell: Shell, id_: str) -> bool:
    """Return whether the button is on the feed's own page."""
    return urlsplit(shell.request.headers.get("referer", "")).path == f"/feeds/{id_}"


async def _add_outline(shell: Shell, url: str) -> Any:
    return await managed_feeds.add_feed({"url": url}, Response(), shell.resources, shell.who)


@router.get("/feeds")
async def show_feeds(shell: Annotated[Shell, SHELL], q: str = "") -> Response:
    """Show the feeds whose name, publisher or address has some text, those in trouble first."""
    return await _page(shell, q=q[:200])


async def _page(
    shell: Shell,
    *,
    form: Form | None = None,
    mistakes: Mapping[str, tuple[str, ...]] | None = None,
    candidates: Sequence[managed_feeds.DiscoveredFeedView] | None = None,
    q: str = "",
) -> Response:
    every = await shell.resources.store.feeds.all()
    states = [state for state in every if q.casefold() in _searchable(state)]
    rows, losses = await feed_rows(shell, states)
    counts = Counter({"ok": 0, "failing": 0, "silent": 0})
    counts.update(conditions_of(shell, every).values())
    polled = {state.id for state in every}
    configured = await managed_feeds.list_configured_feeds(shell.resources)
    return shell.page(
        "feeds.html",
        422 if mistakes else 200,
        rows=rows,
        losses=losses,
        counts=counts,
        form=form or {},
        mistakes=mistakes or {},
        candidates=candidates,
        configured={feed.id: feed for feed in configured.items},
        waiting=[feed for feed in configured.items if feed.id not in polled],
        hours=SHOWN_HOURS,
        q=q,
        omitted=len(states) - len(rows),
        is_any=bool(every),
    )


def _searchable(state: FeedState) -> str:
    return f"{state.name} {state.publisher} {without_secrets(state.url)}".casefold()
