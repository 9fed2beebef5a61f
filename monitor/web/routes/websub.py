"""``/hub/{feed}``: where hubs verify a subscription and push (WebSub). Open to all; what is pushed must be signed with the subscription's secret.

A body is never read as news: it makes the feed due, and the poller fetches what the feed itself shows.
"""

import hashlib
import hmac
import time

from fastapi import FastAPI, Query, Request, Response
from fastapi.responses import PlainTextResponse

from monitor.store.pushes import Pushes

LONGEST_LEASE_S = 30 * 86400
MOST_BYTES = 5_000_000
"""Of a pushed body: it is read to check its signature, and thrown away."""
_ALGORITHMS = {
    "sha1": hashlib.sha1,
    "sha256": hashlib.sha256,
    "sha384": hashlib.sha384,
    "sha512": hashlib.sha512,
}


def add_hub(app: FastAPI, pushes: Pushes) -> None:
    """Add the routes."""

    @app.get("/hub/{feed}", include_in_schema=False)
    async def verify(
        feed: str,
        mode: str = Query(alias="hub.mode", max_length=20),
        topic: str = Query(alias="hub.topic", max_length=2000),
        challenge: str = Query("", alias="hub.challenge", max_length=500),
        lease: int = Query(0, alias="hub.lease_seconds", ge=0),
    ) -> Response:
        push = await pushes.get(feed)
        if push is None or push.topic != topic or mode not in ("subscribe", "denied"):
            return PlainTextResponse("no such subscription was asked for", 404)
        if mode == "denied":
            await pushes.note(feed, expires_at=0.0)
            return PlainTextResponse("")
        await pushes.note(feed, expires_at=time.time() + min(lease, LONGEST_LEASE_S))
        return PlainTextResponse(challenge)

    @app.post("/hub/{feed}", include_in_schema=False)
    async def pushed(feed: str, request: Request) -> Response:
        push = await pushes.get(feed)
        if push is None or push.expires_at < time.time():
            return PlainTextResponse("", 410)  # the hub may forget it
        size, mac = 0, None
        name, _, told = request.headers.get("x-hub-signature", "").partition("=")
        if (algorithm := _ALGORITHMS.get(name)) is not None:
            mac = hmac.new(push.secret.encode(), digestmod=algorithm)
        async for chunk in request.stream():
            size += len(chunk)
            if size > MOST_BYTES:
                return PlainTextResponse("", 413)
            if mac is not None:
                mac.update(chunk)
        if mac is not None and hmac.compare_digest(mac.hexdigest(), told):
            await pushes.note(feed, pushed_at=time.time())
        return PlainTextResponse(
            "", 202
        )  # also for a wrong signature: the specification tells an attacker nothing
