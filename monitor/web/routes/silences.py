"""``/api/v1/silences`` and ``/api/v1/alerts/{id}/acknowledge``."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import msgspec
from fastapi import FastAPI, HTTPException, Request
from pydantic import Field, field_validator

from monitor.alerts.silence import Field as MatcherField
from monitor.config.models import Model
from monitor.records.fields import Duration
from monitor.store.silences import Silences, new_silence

LONGEST = timedelta(days=365)


class SilenceRequest(Model):
    """What is to be silent, and for how long: ``2h``, ``7d``."""

    matchers: Annotated[dict[MatcherField, tuple[str, ...]], Field(min_length=1)]
    duration: Duration
    comment: Annotated[str, Field(max_length=2000)] = ""

    @field_validator("duration")
    @classmethod
    def _check_duration(cls, value: timedelta) -> timedelta:
        if not timedelta(0) < value <= LONGEST:
            raise ValueError(f"more than nothing, and at most {LONGEST.days} days")
        return value


class AcknowledgementRequest(Model):
    """A note for whoever reads it later."""

    note: Annotated[str, Field(max_length=2000)] = ""


def add_silences(app: FastAPI, silences: Silences) -> None:
    """Add the routes."""

    @app.get("/api/v1/silences")
    async def listed() -> dict[str, Any]:
        now = datetime.now(UTC)
        items = [
            {**msgspec.to_builtins(each), "in_force": each.expires_at > now}
            for each in await silences.all()
        ]
        return {"items": items}

    @app.post("/api/v1/silences", status_code=201)
    async def create(asked: SilenceRequest, request: Request) -> dict[str, Any]:
        silence = new_silence(
            asked.matchers, who=request.state.who, comment=asked.comment, lasts=asked.duration
        )
        await silences.put(silence)
        made: dict[str, Any] = msgspec.to_builtins(silence)
        return made

    @app.delete("/api/v1/silences/{id_}", status_code=204)
    async def end(id_: str) -> None:
        if not await silences.end(id_):
            raise HTTPException(404, f"no silence {id_} is in force")

    @app.post("/api/v1/alerts/{id_}/acknowledge", status_code=201)
    async def acknowledge(
        id_: str, asked: AcknowledgementRequest, request: Request
    ) -> dict[str, Any]:
        if not await silences.acknowledge(id_, request.state.who, asked.note):
            raise HTTPException(404, f"no alert {id_}")
        return {"alert": id_, "who": request.state.who, "note": asked.note}
