"""Ask the hubs of feeds to push (WebSub, W3C Recommendation 2018), where the monitor has a public address; renew before a lease ends.

    feed's health (hub, topic) --ask--> hub --verify, then news--> web application --note--> store --> the poller polls at once

What a hub pushes is not taken for the feed's word: it makes the feed due. A feed that is pushed is still polled at its longest interval.
"""

import asyncio
import secrets
import time

import httpx
import structlog
from sqlalchemy.exc import SQLAlchemyError

from monitor.http.guard import BlockedAddress
from monitor.store import Queries
from monitor.store.pushes import Push, Pushes

LEASE_S = 10 * 86400
RENEW_BEFORE_S = 86400
ASK_AGAIN_S = 3600
"""Seconds before a hub that did not verify is asked again."""
LOOK_EVERY = 30.0

log = structlog.get_logger("hubs")


class HubSubscriber:
    """Keeps the subscriptions at hubs alive until cancelled."""

    def __init__(
        self, queries: Queries, pushes: Pushes, client: httpx.AsyncClient, public_url: str
    ) -> None:
        self._queries, self._pushes, self._client, self._public_url = (
            queries,
            pushes,
            client,
            public_url,
        )

    async def run(self) -> None:
        """Look now and then which hub is to be asked."""
        while True:
            try:
                await self.look(time.time())
            except (SQLAlchemyError, OSError) as error:
                log.error("store.unavailable", error=str(error)[:300])
            await asyncio.sleep(LOOK_EVERY)

    async def look(self, now: float) -> int:
        """Ask the hubs whose lease is missing or ends soon; return how many took the request."""
        known = await self._pushes.all()
        taken = 0
        for state in await self._queries.feeds():
            if not (state.hub and state.topic) or state.muted:
                continue
            push = known.get(state.id)
            is_its = push is not None and (push.hub, push.topic) == (state.hub, state.topic)
            if push is not None and is_its:
                if push.expires_at > now + RENEW_BEFORE_S or now - push.asked_at < ASK_AGAIN_S:
                    continue
                secret = push.secret
            else:
                secret = secrets.token_hex(20)
            asked = Push(
                state.id,
                state.hub,
                state.topic,
                secret,
                asked_at=now,
                expires_at=0.0,
                pushed_at=0.0,
            )
            await self._pushes.ask(asked)
            taken += await self._ask(asked)
        return taken

    async def _ask(self, push: Push) -> bool:
        form = {
            "hub.mode": "subscribe",
            "hub.topic": push.topic,
            "hub.callback": f"{self._public_url}/hub/{push.feed}",
            "hub.secret": push.secret,
            "hub.lease_seconds": str(LEASE_S),
        }
        try:
            answer = await self._client.post(push.hub, data=form, timeout=20)
        except (httpx.HTTPError, BlockedAddress) as error:
            log.warning(
                "hub.failed",
                hub=push.hub,
                topic=push.topic,
                error=f"{type(error).__name__}: {error}",
            )
            return False
        if not 200 <= answer.status_code < 300:
            log.warning("hub.refused", hub=push.hub, topic=push.topic, status=answer.status_code)
            return False
        return True
