"""``/feeds``: the health of every feed, its error with a remedy, the actors it used to cover."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import Response

from monitor.alerts.feed_troubles import find_troubles
from monitor.records import FeedState
from monitor.web.health import without_secrets
from monitor.web.pages.shell import SHELL, Shell
from monitor.web.pages.terms import _

LOOK_BACK = timedelta(days=30)
"""Time in which a feed's actors are counted: a month has its rare ones too."""
MOST_ACTORS = 5

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


@router.get("/feeds")
async def show_feeds(shell: Annotated[Shell, SHELL]) -> Response:
    """Show every feed, those in trouble first."""
    states = await shell.resources.store.feeds.all()
    troubles = {each.state.id: each.trouble for each in find_troubles(states, shell.now)}
    rows = [await _row(shell, state, troubles.get(state.id)) for state in states]
    order = {"failing": 0, "silent": 1, "ok": 2}
    rows.sort(key=lambda row: (order[row.condition], row.state.name.casefold()))
    counts = Counter(dict.fromkeys(order, 0))
    counts.update(row.condition for row in rows)
    return shell.page("feeds.html", rows=rows, counts=counts)


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
