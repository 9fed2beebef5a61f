"""Access tokens for Kafka from an OAuth 2.0 token endpoint, by the client credentials grant.

A token is used until shortly before its end (RFC 6749, 4.4 and 5.1). aiokafka asks for one whenever
it opens a connection.
"""

import asyncio
import time

import httpx
from aiokafka.abc import AbstractTokenProvider

from monitor.kafka.credentials import Sasl
from monitor.records.errors import KafkaUnavailable

TIMEOUT_S = 10.0
"""Seconds for one request to the token endpoint: the broker closes a silent connection later."""
RENEW_BEFORE_S = 30.0
"""Seconds before its end at which a token is replaced: a connection uses it at once."""
DEFAULT_LIFETIME_S = 60.0
"""Seconds of a token whose endpoint does not say how long it lasts."""


class TokenProvider(AbstractTokenProvider):  # type: ignore[misc]  # aiokafka carries no types
    """Access tokens by the client credentials grant (RFC 6749, 4.4), kept until they end."""

    def __init__(self, sasl: Sasl, *, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._sasl, self._transport = sasl, transport
        self._lock: asyncio.Lock | None = None
        self._token, self._ends_at = "", 0.0

    async def token(self) -> str:
        """Return a valid token. Raises `KafkaUnavailable` where the endpoint gives none."""
        self._lock = self._lock or asyncio.Lock()  # of the loop in which the client runs
        async with self._lock:
            if time.monotonic() >= self._ends_at - RENEW_BEFORE_S:
                await self._renew()
            return self._token

    async def _renew(self) -> None:
        sasl = self._sasl
        assert sasl.token_url is not None, "the settings require it for OAUTHBEARER"
        form = {"grant_type": "client_credentials"}
        if sasl.scope:
            form["scope"] = sasl.scope
        try:
            async with httpx.AsyncClient(timeout=TIMEOUT_S, transport=self._transport) as client:
                credentials = (sasl.user, sasl.secret())
                response = await client.post(sasl.token_url, data=form, auth=credentials)
                response.raise_for_status()
                answer = response.json()
                self._token = str(answer["access_token"])
                lifetime = float(answer.get("expires_in", DEFAULT_LIFETIME_S))
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            raise KafkaUnavailable(
                f"{sasl.token_url} gives no token for Kafka: {type(error).__name__}: {error};"
                " see MONITOR_KAFKA_TOKEN_URL"
            ) from error
        self._ends_at = time.monotonic() + lifetime
