"""``/subscriptions``: receivers of alerts; create, edit, test, pause, resume, redeliver, delete.

Every form calls the function of the API's request, so that both check the same.
"""

from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from monitor.config.models import SubscriptionInRequest
from monitor.deliveries.render.saying import saying_of_alert
from monitor.web.pages.form_fields import names_of, sections_of, shown_values
from monitor.web.pages.forms import one, parse, submit
from monitor.web.pages.named_fields import with_ids
from monitor.web.pages.shell import SHELL, Form, Shell
from monitor.web.pages.subscription_forms import (
    CHANNELS,
    body_of,
    fields_of,
    form_of,
    form_of_address,
)
from monitor.web.parameters import Id
from monitor.web.routes import subscriptions as api
from monitor.web.routes.subscription_models import subscription_fields

EVERY_SEVERITY = {"min_severity": "low", "max_severity": "critical"}
"""Clauses that leave no severity out."""

router = APIRouter(include_in_schema=False)


@router.get("/subscriptions")
async def show_subscriptions(shell: Annotated[Shell, SHELL]) -> Response:
    """Show every subscription with its state."""
    stored = await shell.resources.store.subscriptions.all()
    return shell.page("subscriptions.html", items=[subscription_fields(each) for each in stored])


@router.get("/subscriptions/new")
async def show_new(shell: Annotated[Shell, SHELL]) -> Response:
    """Show the form of a new subscription, filled from the address: a filter of alerts."""
    given = shell.request.query_params
    return _form_page(shell, _channel(given.get("channel", "")), form_of_address(given))


@router.post("/subscriptions/new")
async def create(shell: Annotated[Shell, SHELL]) -> Response:
    """Create a subscription."""
    form = with_ids(await shell.form(), shell.resources.in_force.index)
    channel = _channel(one(form, "channel.type"))

    async def store() -> Any:
        body = {**body_of(channel, form), "id": one(form, "id") or None}
        wanted = parse(SubscriptionInRequest, body)
        return await api.create_subscription(wanted, Response(), shell.resources, shell.who)

    checked = await submit(store, ("id", *names_of(fields_of(channel), form)))
    if checked.mistakes:
        return _form_page(shell, channel, form, checked.mistakes)
    return await _show(shell, checked.answer.id, secret=checked.answer.secret)


@router.get("/subscriptions/{id}")
async def show_subscription(id_: Id, shell: Annotated[Shell, SHELL]) -> Response:
    """Show a subscription with its deliveries."""
    return await _show(shell, id_)


@router.get("/subscriptions/{id}/edit")
async def show_edit(id_: Id, shell: Annotated[Shell, SHELL]) -> Response:
    """Show the form of a subscription."""
    view = await api.read_subscription(id_, shell.resources)
    wanted = shell.request.query_params.get("channel", view.channel.type)
    return _form_page(shell, _channel(wanted), form_of(view), id_=id_)


@router.post("/subscriptions/{id}/edit")
async def change(id_: Id, shell: Annotated[Shell, SHELL]) -> Response:
    """Replace a subscription."""
    form = with_ids(await shell.form(), shell.resources.in_force.index)
    channel = _channel(one(form, "channel.type"))

    async def store() -> Any:
        wanted = parse(SubscriptionInRequest, body_of(channel, form))
        return await api.change_subscription(id_, wanted, shell.resources)

    checked = await submit(store, names_of(fields_of(channel), form))
    if checked.mistakes:
        return _form_page(shell, channel, form, checked.mistakes, id_=id_)
    return await _show(shell, id_, secret=checked.answer.secret)


@router.post("/subscriptions/{id}/{action}")
async def act(id_: Id, action: str, shell: Annotated[Shell, SHELL]) -> Response:
    """Test, pause, resume or delete a subscription, or send one alert again."""
    resources = shell.resources
    match action:
        case "test":
            await api.test_subscription(id_, resources)
        case "resume":
            await api.resume_subscription(id_, resources)
        case "pause":
            await api.read_subscription(id_, resources)
            await resources.store.subscriptions.pause(id_, f"paused by {shell.who}")
        case "redeliver":
            alert = one(await shell.form(), "alert")
            await resources.store.deliveries.redeliver(id_, alert=alert)
        case "delete":
            await api.delete_subscription(id_, resources)
            return shell.see_other("/subscriptions")
        case _:
            raise HTTPException(404, f"no action {action[:40]}")
    return shell.see_other(f"/subscriptions/{id_}")


async def _show(shell: Shell, id_: str, secret: str | None = None) -> Response:
    view = await api.read_subscription(id_, shell.resources)
    alerts = await shell.resources.store.alerts.of({each.alert for each in view.deliveries})
    sayings = {alert_id: saying_of_alert(alert) for alert_id, alert in alerts.items()}
    return shell.page(
        "subscription.html",
        item=view,
        secret=secret,
        sayings=sayings,
        alerts=alerts,
        filters=_filters(view.filter.model_dump()),
    )


def _filters(chosen: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """Return the clauses of a filter that narrow it, each with its values."""
    clauses = []
    for field, value in chosen.items():
        values = [value] if isinstance(value, str) else list(value)
        if any(values) and EVERY_SEVERITY.get(field) not in values:
            clauses.append((field, values))
    return clauses


def _form_page(
    shell: Shell,
    channel: str,
    form: Form,
    mistakes: Any = None,
    id_: str | None = None,
) -> Response:
    return shell.page(
        "subscription_form.html",
        422 if mistakes else 200,
        form=shown_values(form),
        sections=sections_of(fields_of(channel), form, mistakes or {}),
        mistakes=mistakes or {},
        id_=id_,
        channel=channel,
        channels=_channels(shell, id_),
    )


def _channels(shell: Shell, id_: str | None) -> list[tuple[str, str]]:
    """Return the channels with the addresses that choose them; what is filled in stays there."""
    path = f"/subscriptions/{quote(id_)}/edit" if id_ else "/subscriptions/new"
    given = [pair for pair in shell.request.query_params.multi_items() if pair[0] != "channel"]
    return [(name, f"{path}?{urlencode([*given, ('channel', name)])}") for name in CHANNELS]


def _channel(name: str) -> str:
    return name if name in CHANNELS else next(iter(CHANNELS))
