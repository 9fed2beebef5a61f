"""The machine's own token: the file that holds it, and the link that logs a browser in.

1. A missing file is created with a random token, readable by its owner only; the log names the
   file, never the token.
2. A token is at least `MIN_LENGTH` printable ASCII characters without spaces. An empty or short one
   is refused: it would make everyone who guesses it an administrator.
"""

import os
import secrets
from pathlib import Path

import structlog

from monitor.channels.secret_text import read_secret
from monitor.config.private_files import create_private_folder
from monitor.config.settings import Settings
from monitor.records.errors import Mistake, SettingsError, UnreadableSecret

MIN_LENGTH = 16
"""Characters; 16 random ones of base64 are 96 bits, which cannot be guessed over HTTP."""
ADVICE = "write a token with: openssl rand -hex 24"
TOKEN_BYTES = 24
"""Random bytes of a new token: 32 characters of base64."""

log = structlog.get_logger("access")


def read_or_create_token(path: Path) -> str:
    """Return the token in a file; create the file if it is missing.

    Raises `SettingsError` if the file cannot be read or created, or its token is too weak.
    """
    try:
        if not path.exists():
            return _create_token(path)
        token = read_secret(path)
    except UnreadableSecret as error:
        raise _error(path, f"{error}; {ADVICE}") from error
    except OSError as error:
        raise _error(path, f"the token file cannot be used: {error}") from error
    problem = weakness_of(token)
    if problem is not None:
        raise _error(path, f"{problem}; {ADVICE}")
    return token


def weakness_of(token: str) -> str | None:
    """Return why a token must not be used, or None."""
    if len(token) < MIN_LENGTH:
        return f"the token has {len(token)} characters, but needs at least {MIN_LENGTH}"
    if not (token.isascii() and token.isprintable()) or " " in token:
        return "the token must be printable ASCII without spaces"
    return None


def login_link(settings: Settings, token: str) -> str:
    """Return the address that logs a browser in."""
    return f"http://{settings.http_host}:{settings.http_port}/login?token={token}"


def login_advice(settings: Settings, file: Path, *, is_terminal: bool) -> str:
    """Return the line that says how to log in; only a terminal gets the link with the token.

    A line that is redirected ends up in a log, which must not contain a token. Raises
    `SettingsError` as `read_or_create_token` does.
    """
    token = read_or_create_token(file)
    if is_terminal:
        return f"Open {login_link(settings, token)}"
    address = f"http://{settings.http_host}:{settings.http_port}/"
    return f"Open {address} and log in with the token in {file}"


def _create_token(path: Path) -> str:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    create_private_folder(path.parent)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(token + "\n")
    log.info("token.created", file=str(path))
    return token


def _error(path: Path, message: str) -> SettingsError:
    return SettingsError([Mistake(str(path), 1, "MONITOR_TOKEN_FILE", message)])
