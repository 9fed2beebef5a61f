"""Microsoft Teams: cards with buttons to a webhook of Workflows; answers come back signed.

    card   --POST https://….logic.azure.com/…--> room
    button --opens /act/…, signed--> web service: sign-in, confirmation
    “@Monitor acknowledge ID” --POST /chat/teams/SUBSCRIPTION--> web service, which answers

1. The address is that of the workflow "Post to a channel when a webhook request is received".
2. The buttons need the public address of the monitor (`public_url`).
3. With the security token of an outgoing webhook, people may also write to the monitor in the
   room. Teams signs the whole body, which contains person and time, by HMAC-SHA256.
"""

import base64
import binascii
import hashlib
import hmac
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from monitor.channels.action_links import VALID_FOR, ActionLink
from monitor.channels.channel import Channel, Destination, Endpoint, ReadSecrets, Services
from monitor.channels.room import RoomSecrets, RoomSettings, endpoint_in_request, open_room
from monitor.deliveries import Subscription
from monitor.deliveries.buttons import Button
from monitor.deliveries.render.teams import LinkOf, render_teams
from monitor.records.fields import Checked, FilePath

_ADDRESS = re.compile(
    r"https://[a-z0-9.-]{1,200}\.(logic\.azure\.(com|us)|api\.powerplatform\.(com|us)"
    r"|webhook\.office\.com)(:443)?/[!-~]{10,1000}",
    re.ASCII,
)
ADDRESS_ADVICE = (
    "copy it from the workflow “Post to a channel when a webhook request is received”:"
    " https://….logic.azure.com/… or https://….api.powerplatform.com/…"
)
TOKEN_ADVICE = "copy the security token that Teams shows once for an outgoing webhook"  # noqa: S105  no secret
LEAST_KEY = 16
"""Bytes of a security token; those of Teams have 32."""


def check_address(address: str) -> str:
    """Return an address as it is. Raises ValueError, whose text does not contain it."""
    if not _ADDRESS.fullmatch(address):
        raise ValueError(f"the address is not one of a workflow of Teams; {ADDRESS_ADVICE}")
    return address


def check_token(token: str) -> str:
    """Return a security token as it is. Raises ValueError, whose text does not contain it."""
    if len(_key_of(token)) < LEAST_KEY:
        raise ValueError(f"the security token is not valid; {TOKEN_ADVICE}")
    return token


SECRETS = RoomSecrets(check_address, check_token)


def signature_of(body: bytes, token: str) -> str:
    """Return the signature by a security token: the one spelling of it, however it was sent."""
    return base64.b64encode(hmac.digest(_key_of(token), body, hashlib.sha256)).decode()


def is_signed(authorization: str, body: bytes, token: str) -> bool:
    """Return whether a request was signed by the outgoing webhook with a security token."""
    scheme, _, given = authorization.partition(" ")
    expected = signature_of(body, token).encode()
    is_equal = hmac.compare_digest(expected, given.strip().encode("utf-8", "replace"))
    return scheme.upper() == "HMAC" and is_equal


def _key_of(token: str) -> bytes:
    """Return the bytes of a security token, none for a text that is not base64."""
    try:
        return base64.b64decode(token, validate=True)
    except (binascii.Error, ValueError):
        return b""


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamsSettings(RoomSettings):
    """A room at Microsoft Teams."""

    type: Literal["teams"]
    """Name of the channel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamsInFile(TeamsSettings):
    """Alerts with buttons to a room at Microsoft Teams."""

    address_file: FilePath
    """File with the address of the workflow, which is a secret."""
    token_file: FilePath | None = None
    """File with the security token of an outgoing webhook, for people who write to the monitor."""

    def file_endpoint(self, read: ReadSecrets) -> Endpoint:
        """Return the address and the token of the files."""
        return SECRETS.from_files(read, self.address_file, self.token_file)


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamsInRequest(TeamsSettings):
    """Alerts with buttons to a room at Microsoft Teams."""

    address: Annotated[str, Checked(check_address)]
    """Address of the workflow, which is a secret and not returned again."""
    token: Annotated[str, Checked(check_token)] | None = None
    """Security token of an outgoing webhook; by default the present one of the same address."""

    def request_endpoint(self, before: Endpoint | None) -> Endpoint:
        """Return the address and the token."""
        return endpoint_in_request(self.address, self.token, before)


def open_channel(services: Services) -> Channel:
    """Return the channel over the client that all channels share."""

    def render(events: Sequence[dict[str, Any]], room: Subscription) -> dict[str, Any]:
        link = _links(services.site, room.id, room.secrets[0], time.time())
        shows_ids = len(room.secrets) > 1
        return render_teams(events, site=services.site, link=link, shows_ids=shows_ids)

    return open_room(services.client, check_address, render)


def _links(site: str | None, subscription: str, secret: str, now: float) -> LinkOf | None:
    """Return what makes the link of a button; None without a public address."""
    if site is None:
        return None
    expires = int(now + VALID_FOR.total_seconds())

    def link(button: Button, alert: str) -> str:
        wanted = ActionLink(subscription=subscription, button=button, alert=alert, expires=expires)
        return site + wanted.path(secret)

    return link


DESTINATION = Destination(
    file_settings=TeamsInFile,
    request_settings=TeamsInRequest,
    address_key="address",
    open=open_channel,
)
