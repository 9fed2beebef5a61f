"""WebSub: subscription, verification, signed pushes, and renewal before the lease ends."""

import hashlib
import hmac
from collections.abc import AsyncIterator

import httpx
import msgspec
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.feeds.transition import new_state
from monitor.feeds.values import Feed, feed_id
from monitor.feeds.websub import callback_path
from monitor.services.websub import LEASE_S, HubSubscriber
from monitor.store import Archive, Store
from monitor.store.pushes import Pushes, PushReader
from tests.builders import NOON
from tests.web.asking import create_app

HUB, TOPIC, PUBLIC = "https://hub.example/", "https://wire.example/rss", "https://monitor.example"
FEED = feed_id(TOPIC)


@pytest.fixture
async def web(engine: AsyncEngine) -> AsyncIterator[httpx.AsyncClient]:
    """The web application's hub routes."""
    transport = httpx.ASGITransport(create_app(engine))
    async with httpx.AsyncClient(transport=transport, base_url=PUBLIC) as client:
        yield client


async def test_a_hub_is_asked_verified_pushes_and_is_renewed(
    engine: AsyncEngine, web: httpx.AsyncClient
) -> None:
    state = msgspec.structs.replace(new_state(Feed(url=TOPIC), NOON), hub=HUB, topic=TOPIC, polls=1)
    await Archive(engine).store([state])
    requests: list[dict[str, str]] = []

    def hub(request: httpx.Request) -> httpx.Response:
        requests.append(dict(httpx.QueryParams(request.content.decode())))
        return httpx.Response(202)

    pushes = Pushes(engine)
    reader = PushReader(engine.url.render_as_string(hide_password=False))
    async with httpx.AsyncClient(transport=httpx.MockTransport(hub)) as client:
        subscriber = HubSubscriber(Store(engine), pushes, client, PUBLIC)
        assert [await subscriber.subscribe_due(1000.0), await subscriber.subscribe_due(1001.0)] == [
            1,
            0,
        ]
        secret = requests[0]["hub.secret"]
        path = callback_path(FEED, secret)
        assert (requests[0]["hub.topic"], requests[0]["hub.callback"]) == (TOPIC, f"{PUBLIC}{path}")
        query = {
            "hub.mode": "subscribe",
            "hub.topic": TOPIC,
            "hub.challenge": "xyz",
            "hub.lease_seconds": str(LEASE_S),
        }
        assert (
            await web.get(path, params={**query, "hub.topic": "https://evil.example/"})
        ).status_code == 404
        assert (await web.get(path.replace(FEED, "none"), params=query)).status_code == 404
        assert (await web.post(path, content=b"early")).status_code == 410
        assert (await web.get(f"/hub/{FEED}", params=query)).status_code in (404, 405)
        assert (await web.get(f"/hub/{FEED}/guessed", params=query)).status_code == 404
        verified = await web.get(path, params=query)
        assert (verified.status_code, verified.text) == (200, "xyz")
        lease_ends = reader.all()[FEED].expires_at
        body = b"<rss/>"
        signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        wrong = await web.post(
            path, content=body + b" ", headers={"X-Hub-Signature": f"sha256={signature}"}
        )
        assert (wrong.status_code, reader.all()[FEED].pushed_at) == (202, 0.0)
        right = await web.post(
            f"/hub/{FEED}", content=body, headers={"X-Hub-Signature": f"sha256={signature}"}
        )
        assert right.status_code == 202
        assert reader.all()[FEED].pushed_at > 0
        assert await subscriber.subscribe_due(lease_ends - 2 * 86400) == 0
        assert await subscriber.subscribe_due(lease_ends - 3600) == 1
        assert requests[1]["hub.secret"] == secret
        assert reader.all()[FEED].expires_at == lease_ends  # in force until the hub verifies again
