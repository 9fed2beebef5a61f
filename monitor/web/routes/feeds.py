"""``/api/v1/feeds``: the health of every feed, and its polls by the hour."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from pydantic import ConfigDict, Field

from monitor.deliveries import feed_view
from monitor.records import FeedState
from monitor.web.health import without_secrets
from monitor.web.parameters import KNOWN_PARAMETERS, Id, QueryModel
from monitor.web.resources import WITH_RESOURCES, Resources
from monitor.web.views import View

ADDRESSES = ("url", "moved_to", "moved_url", "hub", "topic", "notice", "error_detail")
"""Fields that may repeat a password or a key of a feed's address."""

router = APIRouter(prefix="/api/v1", tags=["feeds"], dependencies=[KNOWN_PARAMETERS])


class FeedView(View):
    """State and health of one feed after its last poll; ``error`` is null for a healthy one.

    The rest of the state is the poller's memory.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str
    url: str
    name: str
    publisher: str
    language: str | None
    interval_s: float
    next_due_at: datetime | None
    last_polled_at: datetime | None
    last_success_at: datetime | None
    last_new_at: datetime | None
    failures: int
    error: str | None
    error_detail: str | None
    notice: str | None
    moved_to: str | None
    moved_seen: int
    moved_url: str | None
    quiet_polls: int
    gap_s: float | None
    hint_s: float | None
    hub: str | None
    topic: str | None
    polls: int
    articles: int
    muted: bool


class FeedList(View):
    """Every feed, by name."""

    items: list[FeedView]


class PolledHourView(View):
    """The polls of one hour; ``latency_s`` is the mean until the feed's server had answered."""

    at: datetime
    polls: int
    failed: int
    articles: int
    latency_s: float | None


class PollHistoryView(View):
    """The hours in which a feed was polled, oldest first."""

    id: str
    items: list[PolledHourView]


class HistoryQuery(QueryModel):
    """How far back."""

    days: Annotated[int, Field(ge=1, le=365)] = 7
    """Days before now; hours older than ``keep_polls`` are removed."""


@router.get("/feeds/{id}/history")
async def read_history(
    id_: Id,
    query: Annotated[HistoryQuery, Query()],
    resources: Annotated[Resources, WITH_RESOURCES],
) -> PollHistoryView:
    """Return how often a feed was polled in each hour, and what came of it."""
    if await resources.store.feeds.get(id_) is None:
        raise HTTPException(404, f"no feed {id_} was polled yet")
    since = datetime.now(UTC) - timedelta(days=query.days)
    history = await resources.store.poll_history.since(since, feeds=[id_])
    items = [
        PolledHourView(
            at=hour.at,
            polls=hour.polls,
            failed=hour.failed,
            articles=hour.articles,
            latency_s=hour.latency_s,
        )
        for hour in history.get(id_, ())
    ]
    return PollHistoryView(id=id_, items=items)


@router.get("/feeds")
async def list_feeds(resources: Annotated[Resources, WITH_RESOURCES]) -> FeedList:
    """List every feed with its health."""
    states = await resources.store.feeds.all()
    return FeedList(items=[_view(state) for state in states])


def _view(state: FeedState) -> FeedView:
    fields = feed_view(state)
    for name in ADDRESSES:
        if fields.get(name):
            fields[name] = without_secrets(fields[name])
    return FeedView.model_validate(fields)
