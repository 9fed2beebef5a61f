"""``/api/v1/alerts/{id}/feedback`` and ``/api/v1/noise``: wrong alerts and how to avoid them."""

from typing import Annotated

import msgspec
from fastapi import APIRouter, HTTPException

from monitor.alerts.noise import Fault
from monitor.config.models import Model
from monitor.web.parameters import KNOWN_PARAMETERS, Id, Note
from monitor.web.resources import CALLER, WITH_RESOURCES, Resources
from monitor.web.services.reactions import mark_as_wrong
from monitor.web.views import View

router = APIRouter(prefix="/api/v1", tags=["feedback"], dependencies=[KNOWN_PARAMETERS])


class FeedbackRequest(Model):
    """What is wrong with an alert."""

    fault: Fault
    note: Note = ""


class FeedbackView(View):
    """The feedback as it is stored, and what would avoid such alerts of the rule."""

    alert: str
    fault: Fault
    note: str
    who: str
    rule: str | None
    proposals: list[str]


class NoiseView(View):
    """The wrong alerts of one rule, and proposals that would have avoided them."""

    rule: str
    alerts: int
    faults: dict[str, int]
    aliases: dict[str, int]
    proposals: list[str]


class NoiseList(View):
    """Rules with wrong alerts, the worst first."""

    items: list[NoiseView]


@router.post("/alerts/{id}/feedback", status_code=201)
async def give_feedback(
    id_: Id,
    feedback: FeedbackRequest,
    resources: Annotated[Resources, WITH_RESOURCES],
    caller: Annotated[str, CALLER],
) -> FeedbackView:
    """Mark an alert as wrong; the answer proposes changes of the watchlist."""
    marked = await mark_as_wrong(resources.store, id_, feedback.fault, feedback.note, caller)
    if marked is None:
        raise HTTPException(404, f"no alert {id_}")
    return FeedbackView(
        alert=marked.alert,
        fault=feedback.fault,
        note=feedback.note,
        who=caller,
        rule=marked.rule,
        proposals=list(marked.proposals),
    )


@router.delete("/alerts/{id}/feedback/{fault}", status_code=204)
async def withdraw_feedback(
    id_: Id, fault: Fault, resources: Annotated[Resources, WITH_RESOURCES]
) -> None:
    """Take a mark back."""
    alert = await resources.store.alerts.get(id_)
    if alert is None or not await resources.store.feedback.unmark(alert.id, fault):
        raise HTTPException(404, f"alert {id_} is not marked as {fault}")


@router.get("/noise")
async def list_noise(resources: Annotated[Resources, WITH_RESOURCES]) -> NoiseList:
    """List rules with alerts that were marked as wrong."""
    noise = [msgspec.to_builtins(rule) for rule in await resources.store.feedback.noise()]
    return NoiseList(items=[NoiseView.model_validate(rule) for rule in noise])
