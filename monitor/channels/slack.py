"""Slack: messages with buttons to an incoming webhook; clicks come back signed.

    message --POST https://hooks.slack.com/services/…--> room
    click   --POST /chat/slack/SUBSCRIPTION--> web service, which updates the message

1. The address is that of an incoming webhook of a Slack app. The buttons need the app's signing
   secret as well; without it a message has a link alone.
2. A click is genuine if Slack's signature (version ``v0``) over time and body is right and the
   time is within `SIGNED_WITHIN_S` (https://docs.slack.dev, "verifying requests from Slack").
"""

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from monitor.channels.channel import Channel, Destination, Endpoint, ReadSecrets, Services
from monitor.channels.room import RoomSecrets, RoomSettings, endpoint_in_request, open_room
from monitor.deliveries import Subscription
from monitor.deliveries.render.slack import render_slack
from monitor.records.fields import Checked, FilePath

SIGNED_WITHIN_S = 300.0
"""Seconds between Slack's clock and ours, as Slack advises."""
_HOST = r"https://hooks\.slack(-gov)?\.com"
_ADDRESS = re.compile(_HOST + r"/services/T\w{1,20}/B\w{1,20}/\w{10,60}", re.ASCII)
_ANSWER = re.compile(_HOST + r"/actions/[\w/-]{1,200}", re.ASCII)
_SECRET = re.compile(r"[0-9a-zA-Z]{16,128}")
ADDRESS_ADVICE = (
    "copy it from the app's page “Incoming Webhooks”: https://hooks.slack.com/services/…"
)
SECRET_ADVICE = "copy it from the app's page “Basic Information”"  # noqa: S105  no secret


def check_address(address: str) -> str:
    """Return an address as it is. Raises ValueError, whose text does not contain it."""
    if not _ADDRESS.fullmatch(address):
        raise ValueError(f"the address is not one of an incoming webhook; {ADDRESS_ADVICE}")
    return address


def check_signing_secret(secret: str) -> str:
    """Return a secret as it is. Raises ValueError, whose text does not contain it."""
    if not _SECRET.fullmatch(secret):
        raise ValueError(f"the signing secret is not valid; {SECRET_ADVICE}")
    return secret


SECRETS = RoomSecrets(check_address, check_signing_secret)


def is_answer_address(address: str) -> bool:
    """Return whether an address is one at which Slack takes the update of a message."""
    return _ANSWER.fullmatch(address) is not None


def is_signed(headers: Mapping[str, str], body: bytes, secret: str, now: float) -> bool:
    """Return whether a request is a genuine one of Slack; ``now`` is epoch seconds."""
    signed_at = headers.get("x-slack-request-timestamp", "")
    if not re.fullmatch(r"[0-9]{1,15}", signed_at) or abs(now - int(signed_at)) > SIGNED_WITHIN_S:
        return False
    signed = b"v0:" + signed_at.encode() + b":" + body
    expected = "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    given = headers.get("x-slack-signature", "")
    return hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace"))


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackSettings(RoomSettings):
    """A room at Slack."""

    type: Literal["slack"]
    """Name of the channel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackInFile(SlackSettings):
    """Alerts with buttons to a room at Slack."""

    address_file: FilePath
    """File with the address of the incoming webhook, which is a secret."""
    signing_secret_file: FilePath | None = None
    """File with the signing secret of the app; without it a message has a link alone."""

    def file_endpoint(self, read: ReadSecrets) -> Endpoint:
        """Return the address and the secret of the files."""
        return SECRETS.from_files(read, self.address_file, self.signing_secret_file)


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackInRequest(SlackSettings):
    """Alerts with buttons to a room at Slack."""

    address: Annotated[str, Checked(check_address)]
    """Address of the incoming webhook, which is a secret and not returned again."""
    signing_secret: Annotated[str, Checked(check_signing_secret)] | None = None
    """Signing secret of the app; by default the present one of the same address is kept."""

    def request_endpoint(self, before: Endpoint | None) -> Endpoint:
        """Return the address and the secret."""
        return endpoint_in_request(self.address, self.signing_secret, before)


def open_channel(services: Services) -> Channel:
    """Return the channel over the client that all channels share."""

    def render(events: Sequence[dict[str, Any]], room: Subscription) -> dict[str, Any]:
        return render_slack(events, site=services.site, has_buttons=len(room.secrets) > 1)

    return open_room(services.client, check_address, render)


DESTINATION = Destination(
    file_settings=SlackInFile,
    request_settings=SlackInRequest,
    address_key="address",
    open=open_channel,
)
