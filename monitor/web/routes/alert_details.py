"""``/api/v1/alerts/{id}/…``: what happened to one alert, and what its speaker said before."""

import dataclasses
from datetime import datetime
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from monitor.deliveries.render.misp import misp_event
from monitor.records import Alert
from monitor.store.statements import StoredStatement
from monitor.web.parameters import KNOWN_PARAMETERS, Id
from monitor.web.resources import WITH_RESOURCES, Resources
from monitor.web.routes.subscription_models import DeliveryView
from monitor.web.services import alerts as services
from monitor.web.views import CarriedStatementView, View

STIX_EXTRA = "STIX needs the extra stix at the web service: pip install 'news-monitor[stix]'"

router = APIRouter(prefix="/api/v1", tags=["alerts"], dependencies=[KNOWN_PARAMETERS])


class FieldChangeView(View):
    """A field that a revision changed, with both values."""

    field: str
    before: Any
    after: Any


class AlertVersionView(View):
    """One revision of an alert; the first one changes nothing."""

    revision: int
    at: datetime
    text: str
    changes: list[FieldChangeView]


class AlertVersions(View):
    """The revisions of an alert, newest first."""

    items: list[AlertVersionView]


class AlertDeliveries(View):
    """The deliveries of an alert with every attempt, newest first."""

    items: list[DeliveryView]


class AlertRequestView(View):
    """One request that changed an alert; ``seq`` is its number in the audit log."""

    seq: int
    who: str
    did: str
    status: int
    at: datetime


class AlertAudit(View):
    """The requests that changed an alert, newest first."""

    items: list[AlertRequestView]


class EarlierSayings(View):
    """Earlier statements of the speaker on the alert's themes, newest first."""

    items: list[CarriedStatementView]


@router.get("/alerts/{id}/versions")
async def list_versions(id_: Id, resources: Annotated[Resources, WITH_RESOURCES]) -> AlertVersions:
    """List the revisions of an alert with what each changed."""
    alert = await _find(resources, id_)
    versions = await services.list_versions(resources.store, alert.id)
    return AlertVersions(items=[_version(each) for each in versions])


@router.get("/alerts/{id}/deliveries")
async def list_deliveries(
    id_: Id, resources: Annotated[Resources, WITH_RESOURCES]
) -> AlertDeliveries:
    """List the deliveries of an alert with every attempt."""
    alert = await _find(resources, id_)
    rows = await resources.store.alert_history.deliveries(alert.id)
    return AlertDeliveries(items=[DeliveryView.model_validate(row) for row in rows])


@router.get("/alerts/{id}/audit")
async def list_requests(id_: Id, resources: Annotated[Resources, WITH_RESOURCES]) -> AlertAudit:
    """List the requests that changed an alert, with their authors."""
    alert = await _find(resources, id_)
    rows = await resources.store.alert_history.audit(alert.id)
    return AlertAudit(items=[AlertRequestView.model_validate(row) for row in rows])


@router.get("/alerts/{id}/stix", response_class=Response)
async def export_stix(id_: Id, resources: Annotated[Resources, WITH_RESOURCES]) -> Response:
    """Export an alert as a STIX 2.1 bundle: the speaker, the statement as a note, a report."""
    alert = await _find(resources, id_)
    try:
        from monitor.deliveries.render.stix import MEDIA_TYPE, stix_bundle

        body = stix_bundle(alert)
    except ImportError as error:
        raise HTTPException(501, STIX_EXTRA) from error
    return Response(body, media_type=MEDIA_TYPE)


@router.get("/alerts/{id}/misp", response_class=Response)
async def export_misp(id_: Id, resources: Annotated[Resources, WITH_RESOURCES]) -> Response:
    """Export an alert as an event in the MISP core format."""
    event = misp_event(await _find(resources, id_))
    return Response(msgspec.json.encode(event), media_type="application/json")


@router.get("/alerts/{id}/sayings")
async def list_sayings(id_: Id, resources: Annotated[Resources, WITH_RESOURCES]) -> EarlierSayings:
    """List what the speaker said before on the alert's themes."""
    alert = await _find(resources, id_)
    sayings = await services.earlier_sayings(resources.store, alert)
    return EarlierSayings(items=[carried_view(item) for item in sayings])


def carried_view(item: StoredStatement) -> CarriedStatementView:
    """Return the answer for a statement with its article."""
    statement = msgspec.to_builtins(item.statement)
    article = msgspec.to_builtins(item.article.header)
    return CarriedStatementView.model_validate({**statement, "article": article})


async def _find(resources: Resources, id_: str) -> Alert:
    alert = await resources.store.alerts.get(id_)
    if alert is None:
        raise HTTPException(404, f"no alert {id_}")
    return alert


def _version(version: services.AlertVersion) -> AlertVersionView:
    alert = version.revision.alert
    return AlertVersionView(
        revision=alert.revision,
        at=version.revision.at,
        text=alert.statement.text,
        changes=[FieldChangeView(**dataclasses.asdict(change)) for change in version.changes],
    )
