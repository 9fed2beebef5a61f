"""The callback of hubs: only the hub that got the address can confirm or deny a subscription."""

import hashlib
import hmac
import time

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.feeds.websub import callback_key, callback_path, is_callback_key
from monitor.store.pushes import Push, Pushes
from tests.web.asking import client

TOPIC, SECRET = "https://wire.example/rss", "s3cr3t"
QUERY = {"hub.topic": TOPIC, "hub.challenge": "xyz", "hub.lease_seconds": "600"}


async def _request(engine: AsyncEngine, expires_at: float = 0.0) -> Pushes:
    pushes = Pushes(engine)
    hub = "https://hub.example/"
    await pushes.ask(Push("f", hub, TOPIC, SECRET, time.time(), expires_at, 0.0))
    return pushes


@pytest.mark.parametrize("mode", ["subscribe", "denied", "unsubscribe", "publish", ""])
@pytest.mark.parametrize("key", ["guessed", "0" * 32, "é", "%00"])
async def test_a_request_without_the_key_changes_nothing(
    app: FastAPI, engine: AsyncEngine, mode: str, key: str
) -> None:
    expires_at = time.time() + 100
    pushes = await _request(engine, expires_at)
    async with client(app, None) as hub:
        answer = await hub.get(f"/hub/f/{key}", params={**QUERY, "hub.mode": mode})
        assert answer.status_code in (404, 422)
    push = await pushes.get("f")
    assert push is not None
    assert push.expires_at == pytest.approx(expires_at)


async def test_a_hub_confirms_and_denies_with_the_key(app: FastAPI, engine: AsyncEngine) -> None:
    pushes, path = await _request(engine), callback_path("f", SECRET)
    async with client(app, None) as hub:
        confirmed = await hub.get(path, params={**QUERY, "hub.mode": "subscribe", "other": "x"})
        assert (confirmed.status_code, confirmed.text) == (200, "xyz")
        push = await pushes.get("f")
        assert push is not None
        assert 500 < push.expires_at - time.time() <= 600
        denied = await hub.get(path, params={**QUERY, "hub.mode": "denied", "hub.reason": "no"})
        assert denied.status_code == 200
        push = await pushes.get("f")
        assert push is not None
        assert push.expires_at == 0.0


@pytest.mark.parametrize("path", ["/hub/f", callback_path("f", SECRET)])
@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "sha384", "sha512"])
async def test_a_push_counts_only_if_it_is_signed(
    app: FastAPI, engine: AsyncEngine, path: str, algorithm: str
) -> None:
    pushes = await _request(engine, time.time() + 100)
    right = hmac.new(SECRET.encode(), b"body", algorithm).hexdigest()
    wrong = hmac.new(b"other", b"body", hashlib.sha256).hexdigest()
    signatures = ["", "x", f"md5={wrong}", f"sha256={wrong}", f"{algorithm}=é", f"{algorithm}="]
    async with client(app, None) as hub:
        for signature in signatures:
            headers = {b"X-Hub-Signature": signature.encode("latin-1")}
            answer = await hub.post(path, content=b"body", headers=headers)
            assert answer.status_code == 202
            push = await pushes.get("f")
            assert push is not None
            assert push.pushed_at == 0.0
        headers = {b"X-Hub-Signature": f"{algorithm}={right}".encode()}
        assert (await hub.post(path, content=b"body", headers=headers)).status_code == 202
    push = await pushes.get("f")
    assert push is not None
    assert push.pushed_at > 0.0


SECRETS = st.text(st.characters(codec="utf-8", min_codepoint=1))
"""HMAC pads keys with NUL, so a secret that ends in one equals the shorter one."""


@given(st.text(st.characters(codec="utf-8"), min_size=1), SECRETS.filter(bool), SECRETS)
def test_a_key_belongs_to_one_feed_and_one_secret(feed: str, secret: str, other: str) -> None:
    key = callback_key(feed, secret)
    assert is_callback_key(key, feed, secret)
    assert is_callback_key(key, feed, other) == (other == secret)
    assert is_callback_key(other, feed, secret) == (other == key)
