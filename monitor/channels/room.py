"""What Slack and Teams have in common: a room with a secret address that takes JSON messages."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from monitor.channels.channel import Channel, Endpoint, ReadSecrets
from monitor.channels.posting import post
from monitor.channels.webhook import outcome_of
from monitor.deliveries import Deferred, Outcome, Refused, Subscription
from monitor.deliveries.grouping import Grouping
from monitor.records.errors import BlockedAddress
from monitor.records.fields import UserInput

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

Check = Callable[[str], str]
"""Returns a secret as it is. Raises ValueError, whose text does not contain it."""
Render = Callable[[Sequence[dict[str, Any]], Subscription], Mapping[str, Any]]
"""Returns the message of alert events for a subscription."""

GONE = (403, 404, 410)
"""Statuses of an address that was revoked, of a room that was archived or of an app removed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomSettings(UserInput):
    """A room of a chat service."""

    @property
    def grouping(self) -> Grouping | None:
        """How alerts are grouped by default: at most one message in five minutes."""
        return Grouping()


@dataclass(frozen=True, slots=True)
class RoomSecrets:
    """The checks of a service's secrets: the address, and the one that signs its requests."""

    check_address: Check
    check_signing: Check

    def from_files(self, read: ReadSecrets, address: "Path", signing: "Path | None") -> Endpoint:
        """Return the endpoint of two files. Raises ValueError, and what ``read`` raises."""
        checked = self.check_address(_only_line(read, address))
        if signing is None:
            return _endpoint(checked)
        return _endpoint(checked, self.check_signing(_only_line(read, signing)))


def endpoint_in_request(address: str, signing: str | None, before: Endpoint | None) -> Endpoint:
    """Return the endpoint of a request, by default with the present secret of the same address."""
    if signing is not None:
        return _endpoint(address, signing)
    if before is not None and before.secrets[:1] == (address,):
        return _endpoint(*before.secrets[:2])
    return _endpoint(address)


def _endpoint(address: str, *signing: str) -> Endpoint:
    """Return the endpoint of a room; its address is a secret beyond the host."""
    display = f"https://{urlsplit(address).hostname}/…"
    return Endpoint(address=display, secrets=(address, *signing))


def _only_line(read: ReadSecrets, file: "Path") -> str:
    """Return the one line of a file of secrets. Raises ValueError."""
    lines = read(file)
    if len(lines) != 1:
        raise ValueError("the file needs exactly one line")
    return lines[0]


def open_room(client: "httpx.AsyncClient", check_address: Check, render: Render) -> Channel:
    """Return the channel of a service over the client that all channels share."""

    async def send(events: Sequence[dict[str, Any]], subscription: Subscription) -> Outcome:
        [address, *_] = subscription.secrets or ("",)
        try:
            check_address(address)
        except ValueError as error:
            return Refused(str(error))
        return await post_message(client, address, render(events, subscription))

    return send


async def post_message(
    client: "httpx.AsyncClient", address: str, body: Mapping[str, Any]
) -> Outcome:
    """Post a message and return the outcome; its reasons do not contain the address."""
    import httpx

    try:
        response = await post(client, address, json=body)
    except BlockedAddress as error:
        return Deferred(f"blocked_address: {error}")
    except httpx.HTTPError as error:
        return Deferred(f"{type(error).__name__}: the chat service cannot be reached")
    if response.status_code in GONE:
        reason = f"{response.status_code} {response.reason_phrase}".strip()
        return Refused(f"{reason}: the address is not valid any more; create a new one")
    return outcome_of(response, datetime.now(UTC))
