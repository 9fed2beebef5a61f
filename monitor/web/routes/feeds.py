"""``/api/v1/feeds``: the health of every feed."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import ConfigDict

from monitor.deliveries import feed_view
from monitor.records import FeedState
from monitor.web.health import without_secrets
from monitor.web.parameters import KNOWN_PARAMETERS
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
