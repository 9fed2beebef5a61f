"""Subscriptions over the API: create, read, update, delete. Those of the file are shown and changed in the file."""

import secrets
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import FastAPI, HTTPException, Request, Response
from pydantic import Field, field_validator

from monitor.config.models import EmailChannel, FilterModel, GroupModel, Identifier, KafkaChannel, Model, check_http_url
from monitor.config.subscriptions import filter_of, group_of, is_secret, make_secret
from monitor.deliveries import Subscription
from monitor.deliveries.chat import ALLOWED, is_chat_address
from monitor.store import Listed, Outbox

_ADDRESS = {"webhook": "url", "email": "to", "kafka": "topic"}
"""What the address is called, by channel."""


class WebhookRequest(Model):
    """A webhook; a secret is made where none is given, and told once, in the answer."""

    type: Literal["webhook"]
    url: Annotated[str, Field(max_length=2000)]
    secret: Annotated[str, Field(max_length=200)] | None = None

    _check_url = field_validator("url")(check_http_url)

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
            raise ValueError(f"begins with one of {', '.join(f'{each}://' for each in sorted(ALLOWED))}")
        return value


class SubscriptionRequest(Model):
    """What a client asks for."""

    id: Identifier | None = None
    filter: FilterModel = FilterModel()
    channel: Annotated[WebhookRequest | EmailChannel | ChatRequest | KafkaChannel, Field(discriminator="type")]
    group: GroupModel | None = None


def add_subscriptions(app: FastAPI, outbox: Outbox) -> None:
    """Add the routes."""

    async def found(id_: str) -> Listed:
        for listed in await outbox.subscriptions():
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
        return {"items": [_view(listed) for listed in await outbox.subscriptions()]}

    @app.post("/api/v1/subscriptions", status_code=201)
    async def create(request: SubscriptionRequest, http: Request, response: Response) -> dict[str, Any]:
        id_ = request.id or f"sub-{secrets.token_hex(6)}"
        if any(listed.subscription.id == id_ for listed in await outbox.subscriptions()):
            raise HTTPException(409, f"the id {id_} is taken")
        secret = (request.channel.secret or make_secret()) if isinstance(request.channel, WebhookRequest) else None
        await outbox.put(_made(id_, request, (secret,) if secret else (), owner=http.state.who))
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
        await outbox.put(_made(id_, request, kept, owner=listed.subscription.owner))
        return _view(await found(id_))

    @app.post("/api/v1/subscriptions/{id_}/test", status_code=202)
    async def test(id_: str) -> dict[str, Any]:
        await found(id_)
        if not await outbox.try_newest(id_):
            raise HTTPException(409, "there is no alert yet that could be sent")
        return {"id": id_, "sent": "the newest alert goes out again; see its deliveries"}

    @app.post("/api/v1/subscriptions/{id_}/resume", status_code=202)
    async def resume(id_: str) -> dict[str, Any]:
        await found(id_)
        await outbox.pause(id_, "")
        return _view(await found(id_))

    @app.post("/api/v1/subscriptions/{id_}/redeliver", status_code=202)
    async def redeliver(id_: str, since: datetime, until: datetime | None = None) -> dict[str, Any]:
        await found(id_)
        return {"id": id_, "again": await outbox.redeliver(id_, since, until)}

    @app.delete("/api/v1/subscriptions/{id_}", status_code=204)
    async def delete(id_: str) -> None:
        await changeable(id_)
        await outbox.remove(id_)


def _made(id_: str, request: SubscriptionRequest, kept: tuple[str, ...], *, owner: str) -> Subscription:
    channel, group = request.channel, group_of(request.channel, request.group)
    match channel:
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
        filter=filter_of(request.filter),
        channel=channel.type,
        address=address,
        secrets=kept,
        owner=owner,
        group_wait_s=group.wait.total_seconds(),
        group_interval_s=group.interval.total_seconds(),
        group_by=group.by,
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
        "channel": {"type": subscription.channel, _ADDRESS.get(subscription.channel, "address"): subscription.address},
        "group": {
            "by": subscription.group_by,
            "wait_s": subscription.group_wait_s,
            "interval_s": subscription.group_interval_s,
        }
        if subscription.group_wait_s
        else None,
        "owner": subscription.owner or None,
        "source": subscription.source,
        "paused": listed.paused or None,
        "waiting": listed.waiting,
        "delivered": listed.delivered,
    }
