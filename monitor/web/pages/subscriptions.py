"""``/subscriptions``: receivers of alerts; create, edit, test, pause, resume, redeliver, delete.

Every form calls the function of the API's request, so that both check the same.
"""

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from monitor.config.models import SubscriptionInRequest
from monitor.records import SEVERITIES
from monitor.web.pages.forms import lines, one, parse, submit
from monitor.web.pages.shell import SHELL, Form, Shell
from monitor.web.parameters import Id
from monitor.web.routes import subscriptions as api
from monitor.web.routes.subscription_models import subscription_fields

CHANNELS = {"email": "to", "webhook": "url", "chat": "url", "kafka": "topic"}
"""Channels, each with the field of its address."""
FILTER_LISTS = ("rules", "actors", "themes", "acts", "speakers", "publishers", "languages")
FORM_FIELDS = (*FILTER_LISTS, "id", "words", "min_severity", "address", "quiet_hours", "contact")

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
    names = {"rule": "rules", "actor": "actors", "theme": "themes", "act": "acts", "q": "words"}
    names |= {"publisher": "publishers", "language": "languages", "speaker": "speakers"}
    form = {field: tuple(given.getlist(name)) for name, field in names.items()}
    form["min_severity"] = tuple(given.getlist("min_severity"))
    return _form_page(shell, form)


@router.post("/subscriptions/new")
async def create(shell: Annotated[Shell, SHELL]) -> Response:
    """Create a subscription."""
    form = await shell.form()

    async def store() -> Any:
        wanted = parse(SubscriptionInRequest, _body(form))
        return await api.create_subscription(wanted, Response(), shell.resources, shell.who)

    checked = await submit(store, (*FORM_FIELDS, *CHANNELS.values()))
    if checked.mistakes:
        return _form_page(shell, form, checked.mistakes)
    return await _show(shell, checked.answer.id, secret=checked.answer.secret)


@router.get("/subscriptions/{id}")
async def show_subscription(id_: Id, shell: Annotated[Shell, SHELL]) -> Response:
    """Show a subscription with its deliveries."""
    return await _show(shell, id_)


@router.get("/subscriptions/{id}/edit")
async def show_edit(id_: Id, shell: Annotated[Shell, SHELL]) -> Response:
    """Show the form of a subscription."""
    view = await api.read_subscription(id_, shell.resources)
    chosen = view.filter.model_dump()
    form = {name: tuple(chosen.get(name) or ()) for name in FILTER_LISTS}
    channel = view.channel.model_dump()
    form |= {
        "words": (chosen.get("words") or "",),
        "min_severity": (chosen["min_severity"],),
        "channel": (channel["type"],),
        "address": (str(channel.get(CHANNELS[channel["type"]]) or ""),),
        "quiet_hours": (view.quiet_hours or "",),
        "contact": (view.contact or "",),
    }
    return _form_page(shell, form, id_=id_)


@router.post("/subscriptions/{id}/edit")
async def change(id_: Id, shell: Annotated[Shell, SHELL]) -> Response:
    """Replace a subscription."""
    form = await shell.form()

    async def store() -> Any:
        wanted = parse(SubscriptionInRequest, _body(form))
        return await api.change_subscription(id_, wanted, shell.resources)

    checked = await submit(store, (*FORM_FIELDS, *CHANNELS.values()))
    if checked.mistakes:
        return _form_page(shell, form, checked.mistakes, id_=id_)
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
    return shell.page("subscription.html", item=view, secret=secret)


def _form_page(shell: Shell, form: Form, mistakes: Any = None, id_: str | None = None) -> Response:
    return shell.page(
        "subscription_form.html",
        422 if mistakes else 200,
        form=form,
        mistakes=_at_address(mistakes or {}),
        id_=id_,
        lists=FILTER_LISTS,
        channels=tuple(CHANNELS),
        severities=SEVERITIES,
        watchlist=shell.resources.in_force.index.watchlist,
    )


def _at_address(mistakes: Any) -> dict[str, tuple[str, ...]]:
    """Return mistakes with those of any channel's address at the one field of the form."""
    moved: dict[str, tuple[str, ...]] = {}
    for name, texts in mistakes.items():
        field = "address" if name in CHANNELS.values() else name
        moved[field] = (*moved.get(field, ()), *texts)
    return moved


def _body(form: Form) -> dict[str, Any]:
    """Return the form as the body of the API's request; empty fields are omitted."""
    channel = one(form, "channel")
    wanted: dict[str, Any] = {name: lines(form, name) for name in FILTER_LISTS}
    wanted |= {name: one(form, name) for name in ("words", "min_severity")}
    body: dict[str, Any] = {
        "id": one(form, "id"),
        "filter": {name: value for name, value in wanted.items() if value},
        "quiet_hours": one(form, "quiet_hours"),
        "contact": one(form, "contact"),
        "channel": {"type": channel, CHANNELS.get(channel, "url"): one(form, "address")},
    }
    return {name: value for name, value in body.items() if value}
