"""``/api/v1/subscriptions``: create, read, update, delete, test, resume, send again.

1. Subscriptions of ``subscriptions.yaml`` are listed too, and are changed in the file.
2. A webhook's signing secret is returned only by the request that creates it. A new address or a
   new kind of channel gets a new secret: the old one belongs to the old receiver.
3. A new secret for the same address is valid beside the old one, so that the receiver can change.
4. Addresses are listed without credentials; a chat address is a secret as a whole.
5. A webhook whose host is certainly private is refused here. One whose name resolves to a private
   address is refused when it is connected to, by the guard of every request to the outside.
"""

import secrets
from collections.abc import Collection
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, HTTPException, Query, Response
from fastapi.exceptions import RequestValidationError

from monitor.channels import Endpoint, shown_address
from monitor.config.models import SubscriptionInRequest
from monitor.config.references import unknown_in_filter
from monitor.deliveries import AlertFilter
from monitor.records.public_addresses import why_not_public
from monitor.store import SubscriptionState
from monitor.watchlist import WatchlistIndex
from monitor.web.parameters import KNOWN_PARAMETERS, Id, Name, Period
from monitor.web.references import refuse_unknown
from monitor.web.resources import CALLER, WITH_RESOURCES, Resources
from monitor.web.routes.subscription_models import (
    RedeliveryView,
    SubscriptionList,
    SubscriptionView,
    SubscriptionWithLog,
    SubscriptionWithSecret,
    TestView,
    subscription_fields,
    to_endpoint,
    to_subscription,
)

ID_BYTES = 6
"""Random bytes of an id that the caller does not choose."""

router = APIRouter(prefix="/api/v1", tags=["subscriptions"], dependencies=[KNOWN_PARAMETERS])


class RedeliveryQuery(Period):
    """Which alerts are sent again: those of a period, or one."""

    alert: Name | None = None
    """Id of one alert, in place of a period."""


@router.get("/subscriptions")
async def list_subscriptions(
    resources: Annotated[Resources, WITH_RESOURCES],
) -> SubscriptionList:
    """List every subscription with its state."""
    subscriptions = await resources.store.subscriptions.all()
    return SubscriptionList(items=[_view(stored) for stored in subscriptions])


@router.post("/subscriptions", status_code=201)
async def create_subscription(
    wanted: SubscriptionInRequest,
    response: Response,
    resources: Annotated[Resources, WITH_RESOURCES],
    caller: Annotated[str, CALLER],
) -> SubscriptionWithSecret:
    """Create a subscription; the signing secret of a webhook is returned only here."""
    check_filter(wanted.filter, resources.in_force.index)
    check_receiver(wanted, resources.settings.allow_hosts)
    id_ = wanted.id or f"sub-{secrets.token_hex(ID_BYTES)}"
    table = resources.store.subscriptions
    if any(stored.subscription.id == id_ for stored in await table.all()):
        raise HTTPException(409, f"the id {id_} is taken")
    endpoint = to_endpoint(wanted, None)
    await table.put(to_subscription(id_, wanted, endpoint, owner=caller))
    response.headers["Location"] = f"/api/v1/subscriptions/{id_}"
    return await _with_secret(resources, id_, endpoint)


@router.get("/subscriptions/{id}")
async def read_subscription(
    id_: Id, resources: Annotated[Resources, WITH_RESOURCES]
) -> SubscriptionWithLog:
    """Return a subscription with its newest deliveries and every attempt of each."""
    stored = await _find(resources, id_)
    deliveries = await resources.store.deliveries.log(id_)
    fields = {**subscription_fields(stored), "deliveries": deliveries}
    return SubscriptionWithLog.model_validate(fields)


@router.put("/subscriptions/{id}")
async def change_subscription(
    id_: Id,
    wanted: SubscriptionInRequest,
    resources: Annotated[Resources, WITH_RESOURCES],
) -> SubscriptionWithSecret:
    """Replace a subscription; ``secret`` is null unless a new one was created."""
    subscription = (await _find_changeable(resources, id_)).subscription
    if wanted.id not in (None, id_):
        raise HTTPException(422, "an id cannot be changed")
    check_filter(wanted.filter, resources.in_force.index)
    check_receiver(wanted, resources.settings.allow_hosts)
    endpoint = to_endpoint(wanted, subscription)
    changed = to_subscription(id_, wanted, endpoint, owner=subscription.owner)
    await resources.store.subscriptions.put(changed)
    return await _with_secret(resources, id_, endpoint)


@router.post("/subscriptions/{id}/test", status_code=202)
async def test_subscription(id_: Id, resources: Annotated[Resources, WITH_RESOURCES]) -> TestView:
    """Send the newest alert again, whatever the filter."""
    await _find(resources, id_)
    if not await resources.store.deliveries.enqueue_newest(id_):
        raise HTTPException(409, "no alert has been raised yet")
    return TestView(id=id_, sent="the newest alert is sent again; see the deliveries")


@router.post("/subscriptions/{id}/pause", status_code=202)
async def pause_subscription(
    id_: Id,
    resources: Annotated[Resources, WITH_RESOURCES],
    caller: Annotated[str, CALLER],
) -> SubscriptionView:
    """Switch a subscription off; its pending deliveries are kept until it is resumed."""
    await _find(resources, id_)
    await resources.store.subscriptions.pause(id_, f"paused by {caller}")
    return _view(await _find(resources, id_))


@router.post("/subscriptions/{id}/resume", status_code=202)
async def resume_subscription(
    id_: Id, resources: Annotated[Resources, WITH_RESOURCES]
) -> SubscriptionView:
    """Switch a subscription on again; pending deliveries are tried at once."""
    await _find(resources, id_)
    await resources.store.subscriptions.resume(id_)
    return _view(await _find(resources, id_))


@router.post("/subscriptions/{id}/redeliver", status_code=202)
async def redeliver_alerts(
    id_: Id,
    query: Annotated[RedeliveryQuery, Query()],
    resources: Annotated[Resources, WITH_RESOURCES],
) -> RedeliveryView:
    """Send the alerts of a period, or one alert, again."""
    await _find(resources, id_)
    if query.since is None and query.alert is None:
        raise HTTPException(422, "name a period with since=TIME and until=TIME, or alert=ID")
    count = await resources.store.deliveries.redeliver(
        id_, query.since, query.until, alert=query.alert
    )
    return RedeliveryView(id=id_, again=count)


@router.delete("/subscriptions/{id}", status_code=204)
async def delete_subscription(id_: Id, resources: Annotated[Resources, WITH_RESOURCES]) -> None:
    """Delete a subscription and its deliveries."""
    await _find_changeable(resources, id_)
    await resources.store.subscriptions.remove(id_)


def check_filter(wanted: AlertFilter, index: WatchlistIndex) -> None:
    """Refuse a filter that no alert can pass. Raises RequestValidationError."""
    refuse_unknown("filter", unknown_in_filter(wanted, index.watchlist))


def check_receiver(wanted: SubscriptionInRequest, allow_hosts: Collection[str]) -> None:
    """Refuse a webhook to a private host. Raises RequestValidationError."""
    url = getattr(wanted.channel, "url", "")
    host = urlsplit(url).hostname or ""
    reason = why_not_public(host)
    if reason is None or host in allow_hosts:
        return
    message = f"{reason}; use a public host, or have the operator add {host} to allow_hosts"
    mistake = {"loc": ("body", "channel", "url"), "type": "blocked_address", "msg": message}
    raise RequestValidationError([{**mistake, "input": shown_address("webhook", url)}])


async def _find(resources: Resources, id_: str) -> SubscriptionState:
    for stored in await resources.store.subscriptions.all():
        if stored.subscription.id == id_:
            return stored
    raise HTTPException(404, f"no subscription {id_}")


async def _find_changeable(resources: Resources, id_: str) -> SubscriptionState:
    stored = await _find(resources, id_)
    if stored.subscription.source == "file":
        raise HTTPException(409, f"{id_} is defined in subscriptions.yaml; change it there")
    return stored


def _view(stored: SubscriptionState) -> SubscriptionView:
    return SubscriptionView.model_validate(subscription_fields(stored))


async def _with_secret(
    resources: Resources, id_: str, endpoint: Endpoint
) -> SubscriptionWithSecret:
    fields = subscription_fields(await _find(resources, id_))
    fields["secret"] = endpoint.created_secret or None
    return SubscriptionWithSecret.model_validate(fields)
