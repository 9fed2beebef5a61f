"""``/api/v1/alerts/{id}/feedback`` and ``/api/v1/noise``: what people say of alerts that were wrong, and what would mend it."""

from typing import Annotated, Any

import msgspec
from fastapi import FastAPI, HTTPException
from pydantic import BaseModel, ConfigDict, Field

from monitor.alerts.noise import Fault
from monitor.store import Feedback


class FeedbackModel(BaseModel):
    """What is wrong with an alert."""

    model_config = ConfigDict(extra="forbid")

    fault: Fault
    note: Annotated[str, Field(max_length=2000)] = ""


def add_feedback(app: FastAPI, feedback: Feedback) -> None:
    """Add the routes."""

    @app.post("/api/v1/alerts/{id_}/feedback", status_code=201)
    async def mark(id_: str, told: FeedbackModel) -> dict[str, Any]:
        if not await feedback.mark(id_, told.fault, told.note):
            raise HTTPException(404, f"no alert {id_}")
        return {"alert": id_, "fault": told.fault, "note": told.note}

    @app.get("/api/v1/noise")
    async def noise() -> dict[str, Any]:
        return {"items": [msgspec.to_builtins(each) for each in await feedback.noise()]}
