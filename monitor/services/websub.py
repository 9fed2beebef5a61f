"""WebSub subscriptions (W3C Recommendation 2018), where the monitor has a public address.

    feed state (hub, topic) --subscribe--> hub --verify, then push--> web --> store --> poller

1. A subscription is requested for every feed that names a hub, and renewed before its lease ends.
2. A push makes the feed due; its content is not trusted. A pushed feed is still polled, at its
   longest interval.
"""

import secrets
import time

import httpx
import structlog

from monitor.channels.posting import post
from monitor.feeds.websub import callback_path
from monitor.records import FeedState
from monitor.records.errors import BlockedAddress
from monitor.store import Store
from monitor.store.pushes import Push, Pushes

LEASE_S = 10 * 86400
"""Requested lease: hubs commonly grant ten days."""

RENEW_BEFORE_S = 86400
"""A day before the lease ends, so that a hub may be unavailable for hours."""

RETRY_INTERVAL_S = 3600
"""Seconds before a hub that did not verify is asked again."""

CHECK_INTERVAL_S = 30.0
"""Seconds between checks: short against a lease, and a new feed is pushed within a minute."""

log = structlog.get_logger("websub")


class HubSubscriber:
    """Keeps the subscriptions at hubs valid."""

    def __init__(
        self, store: Store, pushes: Pushes, client: httpx.AsyncClient, public_url: str
    ) -> None:
        self._store, self._pushes = store, pushes
        self._client, self._public_url = client, public_url

    async def subscribe_due(self, now: float) -> int:
        """Request each subscription that is missing or ends soon.

        ``now`` is in seconds since the epoch. Return how many hubs accepted the request.
        """
        pushes = await self._pushes.all()
        accepted = 0
        for state in await self._store.feeds.all():
            request = _due_request(state, pushes.get(state.id), now)
            if request is not None:
                await self._pushes.ask(request)
                accepted += await self._send(request)
        return accepted

    async def run_once(self) -> None:
        """Request what is due now."""
        await self.subscribe_due(time.time())

    async def _send(self, request: Push) -> bool:
        """Send a subscription request; return whether the hub accepted it."""
        form = {
            "hub.mode": "subscribe",
            "hub.topic": request.topic,
            "hub.callback": self._public_url + callback_path(request.feed, request.secret),
            "hub.secret": request.secret,
            "hub.lease_seconds": str(LEASE_S),
        }
        event = log.bind(hub=request.hub, topic=request.topic)
        try:
            answer = await post(self._client, request.hub, data=form)
        except (httpx.HTTPError, httpx.InvalidURL, BlockedAddress) as error:
            event.warning("websub.request_failed", error=f"{type(error).__name__}: {error}")
            return False
        if not answer.is_success:
            event.warning("websub.request_refused", status=answer.status_code)
            return False
        return True


def _due_request(state: FeedState, stored: Push | None, now: float) -> Push | None:
    """Return the request for a feed's subscription, or None if none is due."""
    if not (state.hub and state.topic) or state.muted:
        return None
    is_current = stored is not None and (stored.hub, stored.topic) == (state.hub, state.topic)
    if stored is None or not is_current:
        secret = secrets.token_hex(20)
    elif stored.expires_at > now + RENEW_BEFORE_S or now - stored.asked_at < RETRY_INTERVAL_S:
        return None
    else:
        secret = stored.secret
    return Push(
        feed=state.id,
        hub=state.hub,
        topic=state.topic,
        secret=secret,
        asked_at=now,
        expires_at=0.0,
        pushed_at=0.0,
    )
