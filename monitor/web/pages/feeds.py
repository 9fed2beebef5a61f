"""``/feeds``: the health of every feed, its error with a remedy, the actors it used to cover."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from monitor.alerts.feed_troubles import find_troubles
from monitor.http.parse_worker import read_list
from monitor.records import FeedState
from monitor.records.errors import UnreadableOpml
from monitor.web.health import without_secrets
from monitor.web.pages.forms import WHOLE, mistakes_at, one, parse, submit
from monitor.web.pages.shell import SHELL, Form, Shell
from monitor.web.pages.terms import _
from monitor.web.parameters import Id
from monitor.web.routes import managed_feeds

LOOK_BACK = timedelta(days=30)
"""Time in which a feed's actors are counted: a month has its rare ones too."""
MOST_ACTORS = 5
MOST_IMPORTED = 200
"""Feeds of a pasted list: each is checked with the whole configuration."""

REMEDIES = {
    "dns": _("The host name is unknown. Check the address for a typo; the outlet may have moved."),
    "connect": _("Nothing answers at the host. It may be down; polling goes on by itself."),
    "read_timeout": _("The server stopped answering. Polling goes on by itself."),
    "total_timeout": _("The server is too slow. A longer interval helps both sides."),
    "timeout": _("The server is too slow. A longer interval helps both sides."),
    "tls": _("The certificate is not valid. Open the address in a browser to see why."),
    "too_many_redirects": _("The address leads in circles. Look for the feed’s new address."),
    "redirect_loop": _("The address leads in circles. Look for the feed’s new address."),
    "downgrade": _("The feed leads from https to http. Use an address that stays on https."),
    "bad_url": _("The address is not valid. Correct it in feeds.yaml."),
    "blocked_address": _(
        "The address is private. Allow it in monitor.yaml (allow_hosts) if meant."
    ),
    "http_4xx": _(
        "The server refuses the address. It has probably moved: try “monitor feeds find”."
    ),
    "http_5xx": _("The server fails. Polling goes on by itself."),
    "rate_limited": _("The server asks for fewer polls; they are slowed down by themselves."),
    "gone": _("The feed is gone for good. Remove it, or set its new address."),
    "challenge": _("The server asks whether a person is there. Ask the outlet for access."),
    "not_a_feed": _("There is a web page and no feed. Try “monitor feeds find” with the address."),
    "parse": _("The document is broken. Write to the outlet; polling goes on by itself."),
    "too_large": _("The document is larger than the limit in monitor.yaml."),
    "internal": _("An error of this program. The log has it."),
}
"""What an operator does about a class of error."""
OTHER = _("The log of the poller has the details; polling goes on by itself.")

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class FeedRow:
    """One feed as an operator sees it."""

    state: FeedState
    condition: str
    """``ok``, ``failing`` or ``silent``."""
    remedy: str
    url: str
    detail: str
    actors: tuple[str, ...]
    """Actors of the statements that it carried lately, for a feed in trouble."""
    is_late: bool


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
        problem = json.loads(bytes(answer.body))
        places = [(each["where"], each["message"]) for each in problem.get("mistakes") or ()]
        mistakes = mistakes_at(places, ("url", "publisher")) or {WHOLE: (problem["title"],)}
    if "find" not in form and not mistakes:
        return shell.see_other("/feeds")
    candidates = answer.items if "find" in form and not mistakes else None
    return await _page(shell, form=form, mistakes=mistakes, candidates=candidates)


@router.post("/feeds/opml")
async def import_opml(shell: Annotated[Shell, SHELL]) -> Response:
    """Add the feeds of an OPML document that was pasted."""
    form = await shell.form()
    try:
        outlines = await read_list("\n".join(form.get("opml", ())).encode())
    except UnreadableOpml as error:
        return await _page(shell, form=form, mistakes={"opml": (str(error),)})
    mistakes: list[str] = []
    for outline in outlines[:MOST_IMPORTED]:
        checked = await submit(partial(_add_outline, shell, outline.url), ())
        if isinstance(checked.answer, Response):
            mistakes.append(f"{outline.url}: {json.loads(bytes(checked.answer.body))['title']}")
    if mistakes:
        return await _page(shell, form=form, mistakes={"opml": tuple(mistakes[:MOST_ACTORS])})
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
    return shell.see_other("/feeds")


async def _add_outline(shell: Shell, url: str) -> Any:
    return await managed_feeds.add_feed({"url": url}, Response(), shell.resources, shell.who)


@router.get("/feeds")
async def show_feeds(shell: Annotated[Shell, SHELL]) -> Response:
    """Show every feed, those in trouble first."""
    return await _page(shell)


async def _page(
    shell: Shell,
    *,
    form: Form | None = None,
    mistakes: Mapping[str, tuple[str, ...]] | None = None,
    candidates: Sequence[managed_feeds.DiscoveredFeedView] | None = None,
) -> Response:
    states = await shell.resources.store.feeds.all()
    troubles = {each.state.id: each.trouble for each in find_troubles(states, shell.now)}
    rows = [await _row(shell, state, troubles.get(state.id)) for state in states]
    order = {"failing": 0, "silent": 1, "ok": 2}
    rows.sort(key=lambda row: (order[row.condition], row.state.name.casefold()))
    counts = Counter(dict.fromkeys(order, 0))
    counts.update(row.condition for row in rows)
    polled = {row.state.id for row in rows}
    configured = await managed_feeds.list_configured_feeds(shell.resources)
    return shell.page(
        "feeds.html",
        422 if mistakes else 200,
        rows=rows,
        counts=counts,
        form=form or {},
        mistakes=mistakes or {},
        candidates=candidates,
        configured={feed.id: feed for feed in configured.items},
        waiting=[feed for feed in configured.items if feed.id not in polled],
    )


async def _row(shell: Shell, state: FeedState, trouble: str | None) -> FeedRow:
    condition = "ok"
    if state.error is not None:
        condition = "failing"
    elif trouble is not None:
        condition = "silent"
    actors: list[str] = []
    if condition != "ok":
        since = shell.now - LOOK_BACK
        statements = shell.resources.store.statements
        actors = await statements.actors_of_feed(state.id, since=since, limit=MOST_ACTORS)
    remedy = REMEDIES.get(state.error, OTHER) if state.error else ""
    return FeedRow(
        state=state,
        condition=condition,
        remedy=shell.gettext(remedy) if remedy else "",
        url=without_secrets(state.moved_url or state.url),
        detail=without_secrets(state.error_detail or state.notice or ""),
        actors=tuple(actors),
        is_late=_is_late(state, shell.now),
    )


def _is_late(state: FeedState, now: datetime) -> bool:
    """Return whether a feed should have been polled two intervals ago."""
    limit = timedelta(seconds=2 * state.interval_s)
    return state.next_due_at is not None and now - state.next_due_at > limit and not state.muted
