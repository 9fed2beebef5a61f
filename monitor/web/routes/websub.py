"""``/hub/{feed}/{key}``: where hubs verify a subscription and push (WebSub, W3C 2018).

1. Hubs have no token. Verification needs the key of the callback, which only the hub knows; a push
   needs a signature by the subscription's secret.
2. A pushed body is never read as news: it makes the feed due, and the poller fetches the feed.
3. ``POST /hub/{feed}`` without the key is the callback of subscriptions made by version 0.1.0; the
   signature protects it as well.
"""

import hashlib
import hmac
import time
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel, Field

from monitor.feeds.websub import is_callback_key
from monitor.web.parameters import MAX_INTEGER, Name
from monitor.web.resources import WITH_RESOURCES, Resources

LONGEST_LEASE_S = 30 * 86400
"""Longest lease in seconds: a hub that is gone is noticed after a month at the latest."""
MAX_BYTES = 5_000_000
"""Size of a pushed body: it is read to check its signature only."""
ALGORITHMS = {
    "sha1": hashlib.sha1,
    "sha256": hashlib.sha256,
    "sha384": hashlib.sha384,
    "sha512": hashlib.sha512,
}
"""Signatures that WebSub defines (section 7.1)."""

router = APIRouter(include_in_schema=False)

Part = Annotated[Name, Path()]
"""One part of the path."""


class Verification(BaseModel):
    """What a hub asks when it verifies or denies a subscription; further parameters are ignored."""

    mode: Annotated[str, Field(alias="hub.mode", max_length=20)]
    topic: Annotated[str, Field(alias="hub.topic", max_length=2000)]
    challenge: Annotated[str, Field(alias="hub.challenge", max_length=500)] = ""
    lease_s: Annotated[int, Field(alias="hub.lease_seconds", ge=0, le=MAX_INTEGER)] = 0


@router.get("/hub/{feed}/{key}")
async def verify_subscription(
    feed: Part,
    key: Part,
    verification: Annotated[Verification, Query()],
    resources: Annotated[Resources, WITH_RESOURCES],
) -> Response:
    """Confirm to a hub that the subscription was requested, or note that the hub denied it."""
    pushes = resources.store.pushes
    push = await pushes.get(feed)
    is_genuine = push is not None and is_callback_key(key, feed, push.secret)
    is_requested = is_genuine and push is not None and push.topic == verification.topic
    if not is_requested or verification.mode not in ("subscribe", "denied"):
        return PlainTextResponse("no such subscription was requested", 404)
    if verification.mode == "denied":
        await pushes.note(feed, expires_at=0.0)
        return PlainTextResponse("")
    lease_s = min(verification.lease_s, LONGEST_LEASE_S)
    await pushes.note(feed, expires_at=time.time() + lease_s)
    return PlainTextResponse(verification.challenge)


@router.post("/hub/{feed}/{_key}")
@router.post("/hub/{feed}")
async def receive_push(
    feed: Part, request: Request, resources: Annotated[Resources, WITH_RESOURCES]
) -> Response:
    """Make a feed due if the push is signed; a wrong signature gets the same answer (8.1)."""
    pushes = resources.store.pushes
    push = await pushes.get(feed)
    if push is None or push.expires_at < time.time():
        return PlainTextResponse("", 410)  # the hub may forget the subscription
    is_signed = await _is_signed(request, push.secret)
    if is_signed is None:
        return PlainTextResponse("", 413)
    if is_signed:
        await pushes.note(feed, pushed_at=time.time())
    return PlainTextResponse("", 202)


async def _is_signed(request: Request, secret: str) -> bool | None:
    """Return whether a body is signed by a secret, None if it is too large to be read."""
    name, _, signature = request.headers.get("x-hub-signature", "").partition("=")
    algorithm = ALGORITHMS.get(name, hashlib.sha256)
    mac = hmac.new(secret.encode(), digestmod=algorithm)
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > MAX_BYTES:
            return None
        mac.update(chunk)
    is_equal = hmac.compare_digest(mac.hexdigest().encode(), signature.encode())
    return name in ALGORITHMS and is_equal
