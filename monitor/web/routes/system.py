"""``/api/v1/system``: versions, configuration, lag, latency of each stage, and what is stored."""

import dataclasses
import platform
from typing import Annotated

from fastapi import APIRouter

from monitor import __version__
from monitor.web.parameters import KNOWN_PARAMETERS
from monitor.web.resources import WITH_RESOURCES, Resources
from monitor.web.views import View

router = APIRouter(prefix="/api/v1", tags=["system"], dependencies=[KNOWN_PARAMETERS])


class LatencyView(View):
    """Seconds that a stage took for the newest alerts: the median, and nine in ten."""

    stage: str
    samples: int
    p50_s: float | None
    p90_s: float | None


class SystemView(View):
    """The state of the whole system, for operators."""

    version: str
    python: str
    database: str
    config: str
    """Hash of the configuration in force."""
    config_error: str | None
    problems: list[str]
    lag: dict[str, dict[str, int]] | None
    """Lag in messages by group and topic; null without Kafka."""
    latency: list[LatencyView]
    stored: dict[str, int]
    """Numbers of records of each kind."""
    unindexed: int
    """Articles that the search does not know yet."""


@router.get("/system")
async def read_system(resources: Annotated[Resources, WITH_RESOURCES]) -> SystemView:
    """Return versions, configuration, lag, latency and what is stored."""
    store, health = resources.store, resources.health
    latency = [LatencyView(**dataclasses.asdict(each)) for each in await store.latency()]
    return SystemView(
        version=__version__,
        python=platform.python_version(),
        database=store.dialect,
        config=resources.in_force.index.watchlist.hash,
        config_error=health.config_error,
        problems=health.problems(),
        lag=health.lag(),
        latency=latency,
        stored=await store.totals(),
        unindexed=await store.search.pending(),
    )
