"""Authentication: which identity a bearer token or the dashboard's cookie belongs to.

    reader   reads everything
    editor   changes watchlist, silences and subscriptions; acknowledges and rates alerts
    admin    manages tokens, reads the audit log

1. The machine's token (``MONITOR_TOKEN_FILE``) is an administrator's and compared in constant time.
2. Every other token is in the store as a digest; a lookup is remembered for ``remember_s``.
3. The cookie holds a value derived from the token, not the token. Tokens are never logged.
"""

import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import HTTPConnection

from monitor.config.access_token import weakness_of
from monitor.store.tokens import Role, Tokens, cookie_of, digest_of
from monitor.web.limits import Limits

COOKIE = "monitor_login"
MAX_REMEMBERED = 10_000
"""Lookups that are remembered; more come from someone who guesses tokens, and are dropped."""
MACHINE = "machine"
"""Key of the machine's token; stored tokens have their ids."""


@dataclass(frozen=True, slots=True)
class Credential:
    """What a request presents; an empty value counts as none."""

    bearer: str | None = None
    cookie: str | None = None

    @property
    def key(self) -> tuple[str, str]:
        """The digests of both, under which a lookup is remembered."""
        return digest_of(self.bearer or ""), digest_of(self.cookie or "")


@dataclass(frozen=True, slots=True)
class Identity:
    """The holder of a token; requests and streams are counted by ``key``, the token's id."""

    name: str
    role: Role
    key: str


def credential_of(connection: HTTPConnection, *, with_query: bool = False) -> Credential:
    """Return what a request presents; ``with_query`` allows ``?token=`` in place of the header."""
    scheme, _, value = (connection.headers.get("authorization") or "").partition(" ")
    bearer = value.strip() if scheme.lower() == "bearer" else ""
    if not bearer and with_query:
        bearer = connection.query_params.get("token", "")
    return Credential(bearer or None, connection.cookies.get(COOKIE) or None)


class Access:
    """Authenticates a bearer token or cookie."""

    def __init__(
        self,
        token: str,
        tokens: Tokens,
        limits: Limits,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if (problem := weakness_of(token)) is not None:
            raise ValueError(problem)
        self._digest, self._cookie = digest_of(token), digest_of(cookie_of(token))
        self._tokens, self._limits, self._clock = tokens, limits, clock
        self._remembered: dict[tuple[str, str], tuple[float, Identity | None]] = {}

    async def identify(self, credential: Credential, *, afresh: bool = False) -> Identity | None:
        """Return the identity of a credential, or None; ``afresh`` asks the store in any case.

        Raises SQLAlchemyError if the store is unavailable.
        """
        machine = self._machine(credential)
        if machine is not None or credential == Credential():
            return machine
        key, now = credential.key, self._clock()
        remembered = self._remembered.get(key)
        is_fresh = remembered is not None and now - remembered[0] <= self._limits.remember_s
        if remembered is not None and is_fresh and not afresh:
            return remembered[1]
        token = await self._tokens.find(credential.bearer, credential.cookie)
        identity = Identity(token.name, token.role, token.id) if token else None
        if len(self._remembered) >= MAX_REMEMBERED:
            self._remembered.clear()
        self._remembered[key] = (now, identity)
        return identity

    def forget(self) -> None:
        """Forget every lookup, so that a revoked token ends with this request."""
        self._remembered.clear()

    def _machine(self, credential: Credential) -> Identity | None:
        bearer, cookie = credential.bearer, credential.cookie
        if bearer and hmac.compare_digest(digest_of(bearer), self._digest):
            return Identity("token", "admin", MACHINE)
        if cookie and hmac.compare_digest(digest_of(cookie), self._cookie):
            return Identity("dashboard", "admin", MACHINE)
        return None
