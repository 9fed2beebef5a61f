"""``/feeds/{id}``: one feed, its health, its polls of the last week, and a form to edit it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from monitor.store.poll_history import PolledHour
from monitor.web.locales import mark as _
from monitor.web.pages.feed_rows import FeedRow, LostCoverage, feed_rows
from monitor.web.pages.form_fields import (
    Field,
    changed_body,
    form_of,
    names_of,
    sections_of,
    shown_values,
)
from monitor.web.pages.forms import refused_fields
from monitor.web.pages.poll_charts import by_day
from monitor.web.pages.shell import SHELL, Form, Shell
from monitor.web.parameters import Id
from monitor.web.routes import managed_feeds

SHOWN_DAYS = 7
"""Days of the charts: a week has every weekday."""
POLLING = _("Reading and polling")

FIELDS = (
    Field("name", _("Name"), hint=_("empty: the feed’s own title")),
    Field("publisher", _("Publisher"), hint=_("an id; copies are counted by publisher")),
    Field("language", _("Language"), hint=_("a hint such as ar, for texts too short to recognise")),
    Field("interval", _("Interval"), "duration", hint=_("5m: time between two polls")),
    Field("tags", _("Tags"), "lines"),
    Field(
        "max_interval",
        _("Longest interval"),
        "duration",
        hint=_("1h: how far a quiet feed is slowed down; empty: not at all"),
        section=POLLING,
    ),
    Field(
        "full_text",
        _("Fetch the pages of entries"),
        "choice",
        ("auto", "true", "false"),
        default="auto",
        section=POLLING,
    ),
    Field(
        "first_poll",
        _("Entries of the first poll"),
        "choice",
        ("quiet", "notify"),
        default="quiet",
        section=POLLING,
    ),
    Field(
        "news_age",
        _("Age up to which an entry is news"),
        "duration",
        hint="2d",
        section=POLLING,
    ),
    Field("verify_tls", _("Check the certificate"), "flag", default=True, section=POLLING),
)
"""What `feeds.yaml` has, apart from the address, which identifies the feed, and the pause."""

router = APIRouter(include_in_schema=False)


@router.get("/feeds/{id}")
async def show_feed(id_: Id, shell: Annotated[Shell, SHELL]) -> Response:
    """Show a feed."""
    return await _page(shell, id_)


@router.post("/feeds/{id}")
async def change(id_: Id, shell: Annotated[Shell, SHELL]) -> Response:
    """Change a feed."""
    form = await shell.form()
    before = await managed_feeds.read_feed(id_, shell.resources)
    body = changed_body(FIELDS, before.body, form)
    if body.get("full_text") in ("true", "false"):
        body["full_text"] = body["full_text"] == "true"
    body = {**body, "url": before.url}
    answer = await managed_feeds.change_feed(id_, body, shell.resources, shell.who)
    if not isinstance(answer, Response):
        return shell.see_other(f"/feeds/{id_}")
    return await _page(shell, id_, form, refused_fields(answer, names_of(FIELDS, form)))


async def _page(
    shell: Shell,
    id_: str,
    form: Form | None = None,
    mistakes: Mapping[str, Sequence[str]] | None = None,
) -> Response:
    configured = await _configured(shell, id_)
    state = await shell.resources.store.feeds.get(id_)
    if state is None and configured is None:
        raise HTTPException(404, f"no feed {id_}")
    rows: list[FeedRow] = []
    losses: list[LostCoverage] = []
    days: list[tuple[datetime, PolledHour]] = []
    if state is not None:
        rows, losses = await feed_rows(shell, [state], 24 * SHOWN_DAYS)
        since = shell.now - timedelta(days=SHOWN_DAYS - 1)
        history = await shell.resources.store.poll_history.since(since, feeds=[id_])
        days = by_day(history.get(id_, ()))
    if form is None:
        form = form_of(FIELDS, _form_values(configured.body)) if configured is not None else {}
    return shell.page(
        "feed.html",
        422 if mistakes else 200,
        id_=id_,
        row=rows[0] if rows else None,
        losses=losses,
        days=days,
        shown_days=SHOWN_DAYS,
        configured=configured,
        form=shown_values(form),
        sections=sections_of(FIELDS, form, mistakes or {}),
        mistakes=mistakes or {},
    )


def _form_values(body: Mapping[str, object]) -> dict[str, object]:
    """Return a feed as the form shows it: the choice of ``full_text`` in words."""
    full_text = body.get("full_text", "auto")
    return {**body, "full_text": str(full_text).lower()}


async def _configured(shell: Shell, id_: str) -> managed_feeds.ConfiguredFeedView | None:
    try:
        return await managed_feeds.read_feed(id_, shell.resources)
    except HTTPException:
        return None
