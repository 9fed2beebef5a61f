"""Subscriptions over the API: create, read, update, delete. Those of the file are shown and changed in the file."""

import secrets
from typing import Annotated, Any, Literal

from fastapi import FastAPI, HTTPException, Response
from pydantic import Field, field_validator

from monitor.config.models import FilterModel, Identifier, Model, check_http_url
from monitor.config.subscriptions import filter_of, is_secret, make_secret
from monitor.deliveries import Subscription
from monitor.store import Listed, Outbox


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


class SubscriptionRequest(Model):
    """What a client asks for."""

    id: Identifier | None = None
    filter: FilterModel = FilterModel()
    channel: WebhookRequest


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
    async def create(request: SubscriptionRequest, response: Response) -> dict[str, Any]:
        id_ = request.id or f"sub-{secrets.token_hex(6)}"
        if any(listed.subscription.id == id_ for listed in await outbox.subscriptions()):
            raise HTTPException(409, f"the id {id_} is taken")
        secret = request.channel.secret or make_secret()
        await outbox.put(_made(id_, request, (secret,)))
        response.headers["Location"] = f"/api/v1/subscriptions/{id_}"
        return {**_view(await found(id_)), "secret": secret}

    @app.get("/api/v1/subscriptions/{id_}")
    async def read(id_: str) -> dict[str, Any]:
        return {**_view(await found(id_)), "deliveries": await outbox.log(id_)}

    @app.put("/api/v1/subscriptions/{id_}")
    async def change(id_: str, request: SubscriptionRequest) -> dict[str, Any]:
        listed = await changeable(id_)
        if request.id not in (None, id_):
            raise HTTPException(422, "an id cannot be changed")
        kept = listed.subscription.secrets
        given = request.channel.secret
        # The secret before stays valid beside the new one, so that the receiver can change over.
        await outbox.put(_made(id_, request, (given, *kept[:1]) if given and given not in kept else kept))
        return _view(await found(id_))

    @app.delete("/api/v1/subscriptions/{id_}", status_code=204)
    async def delete(id_: str) -> None:
        await changeable(id_)
        await outbox.remove(id_)


def _made(id_: str, request: SubscriptionRequest, signed_with: tuple[str, ...]) -> Subscription:
    channel = request.channel
    return Subscription(
        id=id_, filter=filter_of(request.filter), channel=channel.type, address=channel.url, secrets=signed_with
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
        "channel": {"type": subscription.channel, "url": subscription.address},
        "source": subscription.source,
        "paused": listed.paused or None,
        "waiting": listed.waiting,
        "delivered": listed.delivered,
    }
