"""``/healthz``, ``/readyz`` and ``/metrics``: open to everyone, without secrets."""

from typing import Annotated

from fastapi import APIRouter, Response
from sqlalchemy.exc import SQLAlchemyError

from monitor.web.metrics import render_metrics
from monitor.web.parameters import KNOWN_PARAMETERS
from monitor.web.resources import WITH_RESOURCES, Resources
from monitor.web.views import View

METRICS_TYPE = "text/plain; version=0.0.4"
"""Version of Prometheus' text format."""

router = APIRouter(tags=["status"], dependencies=[KNOWN_PARAMETERS])


class Liveness(View):
    """The process answers."""

    status: str


class Readiness(View):
    """Whether everything works, every problem in one sentence, lag by group and topic."""

    ready: bool
    problems: list[str]
    lag: dict[str, dict[str, int]] | None


@router.get("/healthz")
async def read_liveness() -> Liveness:
    """Return 200 while the process answers."""
    return Liveness(status="alive")


@router.get("/readyz", responses={503: {"model": Readiness}})
async def read_readiness(
    response: Response, resources: Annotated[Resources, WITH_RESOURCES]
) -> Readiness:
    """Return 200 while everything works, else 503 with the problems."""
    problems = resources.health.problems()
    try:
        await resources.store.events.bounds()
    except SQLAlchemyError as error:
        problems.append(f"database: {type(error).__name__}")
    response.status_code = 503 if problems else 200
    return Readiness(ready=not problems, problems=problems, lag=resources.health.lag())


@router.get("/metrics", response_class=Response)
async def read_metrics(resources: Annotated[Resources, WITH_RESOURCES]) -> Response:
    """Return the metrics of this process and of the system in Prometheus' text format."""
    own = resources.settings.own_metrics
    body = await render_metrics(resources.store, resources.health, own)
    return Response(body, media_type=METRICS_TYPE)
