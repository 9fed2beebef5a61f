"""Who may read: a bearer token, or the cookie that the login link sets. Tokens are compared in constant time and never logged."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from monitor.config import Settings

COOKIE = "monitor_login"


class Access:
    """Checks tokens against the one in force; only its digest is kept in memory."""

    def __init__(self, token: str) -> None:
        self._digest = _digest(token)
        self.cookie = _digest(f"cookie:{token}").hex()

    def allows(self, authorization: str | None, cookie: str | None) -> bool:
        """Return whether a request with this header and this cookie may go on."""
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() == "bearer" and hmac.compare_digest(_digest(token.strip()), self._digest):
            return True
        return cookie is not None and hmac.compare_digest(cookie.encode(), self.cookie.encode())

    def is_token(self, token: str) -> bool:
        """Return whether this is the token."""
        return hmac.compare_digest(_digest(token), self._digest)


def read_or_make_token(path: Path) -> str:
    """Return the token in a file, which is made, readable by its owner alone, where there is none."""
    try:
        return path.read_text("utf-8").strip()
    except FileNotFoundError:
        token = secrets.token_urlsafe(24)
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(token + "\n")
        return token


def login_link(settings: Settings, token: str) -> str:
    """Return the address that logs a browser in."""
    return f"http://{settings.http_host}:{settings.http_port}/login?token={token}"


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
