"""``/api/v1/silences`` and ``/api/v1/alerts/{id}/acknowledge``: whom an alert does not notify."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated

import msgspec
from fastapi import APIRouter, HTTPException
from pydantic import Field, field_validator

from monitor.alerts.silence import Field as MatcherField
from monitor.alerts.silence import Silence
from monitor.config.models import Model
from monitor.config.references import unknown_matchers
from monitor.records import Severity
from monitor.records.fields import Duration
from monitor.store.silences import new_silence
from monitor.watchlist import WatchlistIndex
from monitor.web.parameters import KNOWN_PARAMETERS, Id, Name, Note
from monitor.web.references import refuse_unknown
from monitor.web.resources import CALLER, WITH_RESOURCES, Resources
from monitor.web.services.reactions import silenced_since
from monitor.web.views import AcknowledgementView, View

LONGEST = timedelta(days=365)
"""A silence that is needed longer is a change of the watchlist."""
MOST_DAYS = 90
"""Days that a preview looks back: a quarter shows a weekly and a monthly rhythm."""
MAX_VALUES = 100
"""Values of one matcher: more belong into the watchlist."""

router = APIRouter(prefix="/api/v1", tags=["silences"], dependencies=[KNOWN_PARAMETERS])

Values = Annotated[tuple[Name, ...], Field(min_length=1, max_length=MAX_VALUES)]


class SilenceRequest(Model):
    """Which alerts are silenced, and for how long: ``2h``, ``7d``."""

    matchers: Annotated[dict[MatcherField, Values], Field(min_length=1)]
    duration: Duration
    comment: Note = ""

    @field_validator("duration")
    @classmethod
    def _check_duration(cls, value: timedelta) -> timedelta:
        if not timedelta(0) < value <= LONGEST:
            raise ValueError(f"must be more than 0 s and at most {LONGEST.days} days")
        return value


class PreviewRequest(Model):
    """Matchers to try, and the days to look back."""

    matchers: Annotated[dict[MatcherField, Values], Field(min_length=1)]
    days: Annotated[int, Field(ge=1, le=MOST_DAYS)] = 7


class AcknowledgementRequest(Model):
    """A note for later readers."""

    note: Note = ""


class SilencedAlertView(View):
    """An alert that a silence would have held back."""

    id: str
    rule: str
    rule_name: str
    severity: Severity
    actor: str | None
    text: str
    raised_at: datetime


class PreviewView(View):
    """Alerts of the last days that a silence would have held back, the newest of them listed."""

    days: int
    alerts: int
    of: int
    """Alerts raised in these days."""
    is_complete: bool
    """Whether every alert of these days was examined; else the newest of them."""
    items: list[SilencedAlertView]


class SilenceView(View):
    """A silence: matchers, author, comment and period."""

    id: str
    matchers: dict[MatcherField, list[str]]
    who: str
    comment: str
    created_at: datetime
    expires_at: datetime
    in_force: bool


class SilenceList(View):
    """Every silence, newest first."""

    items: list[SilenceView]


@router.get("/silences")
async def list_silences(resources: Annotated[Resources, WITH_RESOURCES]) -> SilenceList:
    """List every silence, the expired ones too."""
    now = datetime.now(UTC)
    silences = await resources.store.silences.all()
    return SilenceList(items=[_view(silence, now) for silence in silences])


@router.post("/silences", status_code=201)
async def create_silence(
    wanted: SilenceRequest,
    resources: Annotated[Resources, WITH_RESOURCES],
    caller: Annotated[str, CALLER],
) -> SilenceView:
    """Silence alerts for a time."""
    check_matchers(wanted.matchers, resources.in_force.index)
    silence = new_silence(
        wanted.matchers, who=caller, comment=wanted.comment, lasts=wanted.duration
    )
    await resources.store.silences.put(silence)
    return _view(silence, datetime.now(UTC))


@router.post("/silences/preview")
async def preview_silence(
    wanted: PreviewRequest, resources: Annotated[Resources, WITH_RESOURCES]
) -> PreviewView:
    """Show which alerts of the last days a silence would have held back; changes nothing."""
    check_matchers(wanted.matchers, resources.in_force.index)
    since = datetime.now(UTC) - timedelta(days=wanted.days)
    silenced = await silenced_since(resources.store, wanted.matchers, since)
    items = [
        SilencedAlertView(
            id=alert.id,
            rule=alert.rule,
            rule_name=alert.rule_name,
            severity=alert.severity,
            actor=alert.actor,
            text=alert.statement.text,
            raised_at=alert.raised_at,
        )
        for alert in silenced.newest
    ]
    return PreviewView(
        days=wanted.days,
        alerts=silenced.alerts,
        of=silenced.of,
        is_complete=silenced.is_complete,
        items=items,
    )


@router.delete("/silences/{id}", status_code=204)
async def end_silence(id_: Id, resources: Annotated[Resources, WITH_RESOURCES]) -> None:
    """End a silence now."""
    if not await resources.store.silences.end(id_):
        raise HTTPException(404, f"no silence {id_} is in force")


@router.post("/alerts/{id}/acknowledge", status_code=201)
async def acknowledge_alert(
    id_: Id,
    wanted: AcknowledgementRequest,
    resources: Annotated[Resources, WITH_RESOURCES],
    caller: Annotated[str, CALLER],
) -> AcknowledgementView:
    """Acknowledge an alert: its updates send no more notifications."""
    if not await resources.store.acknowledgements.put(id_, caller, wanted.note):
        raise HTTPException(404, f"no alert {id_}")
    return AcknowledgementView(alert=id_, who=caller, note=wanted.note, at=datetime.now(UTC))


@router.delete("/alerts/{id}/acknowledge", status_code=204)
async def withdraw_acknowledgement(
    id_: Id, resources: Annotated[Resources, WITH_RESOURCES]
) -> None:
    """Take an acknowledgement back: updates of the alert notify again."""
    alert = await resources.store.alerts.get(id_)
    if alert is None or not await resources.store.acknowledgements.remove(alert.id):
        raise HTTPException(404, f"alert {id_} is not acknowledged")


def check_matchers(matchers: Mapping[MatcherField, Sequence[str]], index: WatchlistIndex) -> None:
    """Refuse matchers that no alert can meet. Raises RequestValidationError."""
    refuse_unknown("matchers", unknown_matchers(matchers, index.watchlist))


def _view(silence: Silence, now: datetime) -> SilenceView:
    fields = msgspec.to_builtins(silence)
    return SilenceView.model_validate({**fields, "in_force": silence.expires_at > now})
