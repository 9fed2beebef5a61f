"""What a sign-in remembers between its two requests, in a cookie that only the monitor can write.

Several web processes need no common memory for it. The cookie is signed with a key derived from
the machine's token, holds for `LASTS_S`, and is deleted by the callback. It ties the answer of the
provider to the browser that began: ``state`` against requests from other sites, ``nonce`` against
ID tokens of other sign-ins, ``verifier`` (RFC 7636) against a stolen code.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable

import msgspec

LASTS_S = 600
"""Seconds to sign in at the provider, with a second factor."""
SECRET_BYTES = 32
"""Random bytes of each secret: RFC 7636 asks for 32 octets."""


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """One sign-in under way."""

    state: str
    nonce: str
    verifier: str
    next: str
    """The page to open after the sign-in."""
    expires_at: float

    @property
    def challenge(self) -> str:
        """The challenge of the verifier by the method S256 (RFC 7636, section 4.2)."""
        return _base64(hashlib.sha256(self.verifier.encode()).digest())


class Attempts:
    """Makes attempts, and seals them into cookies."""

    def __init__(self, token: str, clock: Callable[[], float] = time.time) -> None:
        self._key = hashlib.sha256(f"sign-in:{token}".encode()).digest()
        self._clock = clock

    def begin(self, next_: str) -> Attempt:
        """Return a new attempt."""
        state, nonce, verifier = (_base64(secrets.token_bytes(SECRET_BYTES)) for _ in range(3))
        return Attempt(
            state=state,
            nonce=nonce,
            verifier=verifier,
            next=next_,
            expires_at=self._clock() + LASTS_S,
        )

    def seal(self, attempt: Attempt) -> str:
        """Return the value of the cookie."""
        body = msgspec.json.encode(attempt)
        return f"{_base64(body)}.{_base64(self._mac(body))}"

    def open(self, cookie: str | None) -> Attempt | None:
        """Return the attempt of a cookie; None for one that is missing, forged or too old."""
        body_text, _, mac_text = (cookie or "").partition(".")
        try:
            body, mac = _bytes(body_text), _bytes(mac_text)
        except (binascii.Error, ValueError):
            return None
        if not hmac.compare_digest(mac, self._mac(body)):
            return None
        attempt = msgspec.json.decode(body, type=Attempt)
        return attempt if attempt.expires_at > self._clock() else None

    def _mac(self, body: bytes) -> bytes:
        return hmac.digest(self._key, body, "sha256")


def _base64(body: bytes) -> str:
    return base64.urlsafe_b64encode(body).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
