"""Subscriptions over the API: create, read, update, delete. Those of the file are shown and changed in the file."""

import secrets
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import FastAPI, HTTPException, Request, Response
from pydantic import Field, field_validator

from monitor.channels.chat_addresses import ALLOWED, is_chat_address
from monitor.config.models import (
    EmailChannel,
    KafkaChannel,
    Model,
    TimingModel,
)
from monitor.config.subscriptions import is_secret, make_secret, timing_of
from monitor.deliveries import AlertFilter, Subscription
from monitor.records.fields import HttpUrl, Identifier
from monitor.store import Listed, Outbox, Subscriptions

_ADDRESS = {"webhook": "url", "email": "to", "kafka": "topic"}
"""What the address is called, by channel."""


class WebhookRequest(Model):
    """A webhook; a secret is made where none is given, and told once, in the answer."""

    type: Literal["webhook"]
    url: HttpUrl
    secret: Annotated[str, Field(max_length=200)] | None = None

    @field_validator("secret")
    @classmethod
    def _check_secret(cls, value: str | None) -> str | None:
        if value is not None and not is_secret(value):
            raise ValueError("whsec_ and base64 of 24 to 64 bytes")
        return value


class ChatRequest(Model):
    """A chat service by its Apprise address, which is a secret and never shown again."""

    type: Literal["chat"]
    address: Annotated[str, Field(max_length=2000)]

    @field_validator("address")
    @classmethod
    def _check_address(cls, value: str) -> str:
        if not is_chat_address(value):
            raise ValueError(
                f"begins with one of {', '.join(f'{each}://' for each in sorted(ALLOWED))}"
            )
        return value


class SubscriptionRequest(TimingModel):
    """What a client asks for."""

    id: Identifier | None = None
    filter: AlertFilter = AlertFilter()
    channel: Annotated[
        WebhookRequest | EmailChannel | ChatRequest | KafkaChannel, Field(discriminator="type")
    ]


def add_subscriptions(app: FastAPI, table: Subscriptions, outbox: Outbox) -> None:
    """Add the routes."""

    async def found(id_: str) -> Listed:
        for listed in await table.all():
            if listed.subscription.id == id_:
                return listed
        raise HTTPException(404, f"no subscription {id_}")

    async def changeable(id_: str) -> Listed:
        listed = await found(id_)
        if listed.subscription.source == "file":
            raise HTTPException(409, f"{id_} stands in subscriptions.yaml; change it there")
        return listed

    @app.get("/api/v1/subscriptions")
    async def subscriptions() -> dict[str, Any]:
        return {"items": [_view(listed) for listed in await table.all()]}

    @app.post("/api/v1/subscriptions", status_code=201)
    async def create(
        request: SubscriptionRequest, http: Request, response: Response
    ) -> dict[str, Any]:
        id_ = request.id or f"sub-{secrets.token_hex(6)}"
        if any(listed.subscription.id == id_ for listed in await table.all()):
            raise HTTPException(409, f"the id {id_} is taken")
        secret = (
            (request.channel.secret or make_secret())
            if isinstance(request.channel, WebhookRequest)
            else None
        )
        await table.put(_made(id_, request, (secret,) if secret else (), owner=http.state.who))
        response.headers["Location"] = f"/api/v1/subscriptions/{id_}"
        return {**_view(await found(id_)), **({"secret": secret} if secret else {})}

    @app.get("/api/v1/subscriptions/{id_}")
    async def read(id_: str) -> dict[str, Any]:
        return {**_view(await found(id_)), "deliveries": await outbox.log(id_)}

    @app.put("/api/v1/subscriptions/{id_}")
    async def change(id_: str, request: SubscriptionRequest) -> dict[str, Any]:
        listed = await changeable(id_)
        if request.id not in (None, id_):
            raise HTTPException(422, "an id cannot be changed")
        kept = listed.subscription.secrets
        if isinstance(request.channel, WebhookRequest):
            given = request.channel.secret
            # The secret before stays valid beside the new one, so that the receiver can change over.
            kept = (given, *kept[:1]) if given and given not in kept else kept
        await table.put(_made(id_, request, kept, owner=listed.subscription.owner))
        return _view(await found(id_))

    @app.post("/api/v1/subscriptions/{id_}/test", status_code=202)
    async def test(id_: str) -> dict[str, Any]:
        await found(id_)
        if not await outbox.enqueue_newest(id_):
            raise HTTPException(409, "there is no alert yet that could be sent")
        return {"id": id_, "sent": "the newest alert goes out again; see its deliveries"}

    @app.post("/api/v1/subscriptions/{id_}/resume", status_code=202)
    async def resume(id_: str) -> dict[str, Any]:
        await found(id_)
        await table.resume(id_)
        return _view(await found(id_))

    @app.post("/api/v1/subscriptions/{id_}/redeliver", status_code=202)
    async def redeliver(
        id_: str,
        since: datetime | None = None,
        until: datetime | None = None,
        alert: str | None = None,
    ) -> dict[str, Any]:
        await found(id_)
        if since is None and alert is None:
            raise HTTPException(
                422, "say which: since=TIME, with until=TIME where it ends, or alert=ID"
            )
        return {"id": id_, "again": await outbox.redeliver(id_, since, until, alert=alert)}

    @app.delete("/api/v1/subscriptions/{id_}", status_code=204)
    async def delete(id_: str) -> None:
        await changeable(id_)
        await table.remove(id_)


def _made(
    id_: str, request: SubscriptionRequest, kept: tuple[str, ...], *, owner: str
) -> Subscription:
    match request.channel:
        case WebhookRequest(url=url):
            address = url
        case EmailChannel(to=to):
            address = to
        case KafkaChannel(topic=topic):
            address = topic
        case ChatRequest(address=secret):
            address, kept = f"{secret.partition(':')[0]}://…", (secret,)
    return Subscription(
        id=id_,
        filter=request.filter,
        channel=request.channel.type,
        address=address,
        secrets=kept,
        owner=owner,
        **timing_of(request, request.channel),
    )


def _view(listed: Listed) -> dict[str, Any]:
    """Return a subscription as the API shows it: without its secrets."""
    subscription = listed.subscription
    wanted = subscription.filter
    return {
        "id": subscription.id,
        "filter": {
            "rules": wanted.rules,
            "actors": wanted.actors,
            "themes": wanted.themes,
            "min_severity": wanted.min_severity,
        },
        "channel": {
            "type": subscription.channel,
            _ADDRESS.get(subscription.channel, "address"): subscription.address,
        },
        "group": {
            "by": subscription.group_by,
            "wait_s": subscription.group_wait_s,
            "interval_s": subscription.group_interval_s,
            "repeat_s": subscription.repeat_s or None,
        }
        if subscription.group_wait_s or subscription.repeat_s
        else None,
        "quiet_hours": str(subscription.quiet_hours) if subscription.quiet_hours else None,
        "owner": subscription.owner or None,
        "contact": subscription.contact or None,
        "source": subscription.source,
        "paused": listed.paused or None,
        "failures": listed.failures,
        "waiting": listed.waiting,
        "delivered": listed.delivered,
    }
