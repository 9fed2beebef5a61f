"""What Slack and Teams have in common: a room with a secret address that takes JSON messages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from monitor.channels.channel import Endpoint, ReadSecrets
from monitor.deliveries import Deferred, Delivered, Outcome, Refused
from monitor.deliveries.grouping import Grouping
from monitor.records.errors import BlockedAddress
from monitor.records.fields import UserInput
from monitor.records.retry_after import parse_retry_after

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

WITHIN_S = 20.0
"""Seconds for a service to answer, as for the receiver of a webhook."""
GONE = (403, 404, 410)
"""Statuses of an address that was revoked, of a room that was archived or of an app removed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomSettings(UserInput):
    """A room of a chat service."""

    @property
    def grouping(self) -> Grouping | None:
        """How alerts are grouped by default: at most one message in five minutes."""
        return Grouping()


def endpoint_of(address: str, secret: str | None) -> Endpoint:
    """Return the endpoint of a room; its address is a secret beyond the host."""
    display = f"https://{urlsplit(address).hostname}/…"
    return Endpoint(address=display, secrets=(address, secret) if secret else (address,))


def only_line(read: ReadSecrets, file: "Path") -> str:
    """Return the one line of a file of secrets. Raises ValueError."""
    lines = read(file)
    if len(lines) != 1:
        raise ValueError("the file needs exactly one line")
    return lines[0]


async def post_message(
    client: "httpx.AsyncClient", address: str, body: Mapping[str, Any]
) -> Outcome:
    """Post a message and return the outcome; its reasons do not contain the address."""
    import httpx

    try:
        response = await client.post(address, json=body, timeout=WITHIN_S)
    except BlockedAddress as error:
        return Deferred(f"blocked_address: {error}")
    except httpx.HTTPError as error:
        return Deferred(f"{type(error).__name__}: the chat service cannot be reached")
    if response.is_success:
        return Delivered()
    reason = f"{response.status_code} {response.reason_phrase}".strip()
    if response.status_code in GONE:
        return Refused(f"{reason}: the address is not valid any more; create a new one")
    retry_after = parse_retry_after(response.headers.get("retry-after"), datetime.now(UTC))
    return Deferred(reason, retry_after)
