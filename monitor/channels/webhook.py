"""Webhooks: CloudEvents 1.0 as JSON, signed by Standard Webhooks.

1. ``webhook-id`` is the id of the event, the same for every attempt, so that a receiver can drop
   repeats.
2. Each secret gives one signature, so that a receiver can change secrets without losing an event.
3. 2xx is success. A redirect is a failure. 410 switches the subscription off. Every other answer is
   retried; Retry-After is honoured.
4. A new address gets a new secret, so that events signed with the secret of one receiver never
   go to another.
5. User names, passwords and queries of addresses are hidden in answers.
"""

import base64
import binascii
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit

from monitor.channels import posting
from monitor.channels.channel import Channel, Destination, Endpoint, ReadSecrets, Services
from monitor.deliveries import Deferred, Delivered, Outcome, Refused, Subscription
from monitor.deliveries.grouping import Grouping
from monitor.records.errors import BlockedAddress
from monitor.records.fields import Checked, FilePath, HttpUrl, UserInput
from monitor.records.retry_after import parse_retry_after

if TYPE_CHECKING:
    import httpx

SECRET_PREFIX = "whsec_"  # noqa: S105  the mark of a secret, not one
"""Mark of a symmetric secret in Standard Webhooks; base64 of 24 to 64 bytes follows."""
SECRET_ADVICE = (
    f"use {SECRET_PREFIX} and base64 of 24 to 64 bytes: {SECRET_PREFIX}$(openssl rand -base64 24)"
)
MAX_SECRETS = 5
"""Secrets of one subscription; two are needed while one replaces the other."""
HIDDEN = "…"


def make_secret() -> str:
    """Return a new secret."""
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(24)).decode()


def is_secret(text: str) -> bool:
    """Return whether messages can be signed with a text."""
    try:
        key = base64.b64decode(text.removeprefix(SECRET_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        return False
    return text.startswith(SECRET_PREFIX) and 24 <= len(key) <= 64


def check_secret(secret: str) -> str:
    """Return a secret as it is. Raises ValueError, whose text does not contain it."""
    if not is_secret(secret):
        raise ValueError(f"the secret is not valid; {SECRET_ADVICE}")
    return secret


def redacted_url(url: str) -> str:
    """Return a URL without user name and password, and without the values of its parameters."""
    parts = urlsplit(url)
    credentials, at, host = parts.netloc.rpartition("@")
    netloc = f"{HIDDEN}@{host}" if at and credentials else host
    parameters = parse_qsl(parts.query, keep_blank_values=True)
    query = "&".join(f"{quote(name)}={HIDDEN}" for name, _ in parameters)
    return urlunsplit((parts.scheme, netloc, parts.path, query, ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSettings(UserInput):
    """A receiver of signed events."""

    type: Literal["webhook"]
    """Name of the channel."""
    url: HttpUrl
    """Address that events are posted to."""

    @property
    def grouping(self) -> Grouping | None:
        """How alerts are grouped by default: not at all."""
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookInFile(WebhookSettings):
    """Alerts posted to a URL, signed with the secrets of a file."""

    secret_file: FilePath
    """File with secrets, one a line, ``whsec_…``; several while one replaces another."""

    def file_endpoint(self, read: ReadSecrets) -> Endpoint:
        """Return the URL and the secrets of the file."""
        lines = read(self.secret_file)
        if len(lines) > MAX_SECRETS or not all(map(is_secret, lines)):
            raise ValueError(f"the file needs one to {MAX_SECRETS} secrets; {SECRET_ADVICE}")
        return Endpoint(address=self.url, secrets=lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookInRequest(WebhookSettings):
    """Alerts posted to a URL, signed with a secret."""

    secret: Annotated[str, Checked(check_secret)] | None = None
    """Secret to sign with; by default one is created and returned once, in the answer."""

    def request_endpoint(self, before: Endpoint | None) -> Endpoint:
        """Return the URL and its secrets; the previous secret stays valid beside a new one."""
        if before is not None and self.url in (before.address, redacted_url(before.address)):
            # A client that sends back the address it has read means the stored one.
            return self._with_secrets(before.address, before.secrets)
        secret = self.secret or make_secret()
        return Endpoint(address=self.url, secrets=(secret,), created_secret=secret)

    def _with_secrets(self, url: str, present: tuple[str, ...]) -> Endpoint:
        if self.secret is None or self.secret in present:
            return Endpoint(address=url, secrets=present)
        return Endpoint(address=url, secrets=(self.secret, *present[:1]))


def open_channel(services: Services) -> Channel:
    """Return the channel over a client that refuses private addresses and follows no redirect."""
    import httpx

    async def send(events: Sequence[dict[str, Any]], subscription: Subscription) -> Outcome:
        for event in events:
            outcome = await post(event, subscription)
            if not isinstance(outcome, Delivered):
                return outcome
        return Delivered()

    async def post(event: dict[str, Any], subscription: Subscription) -> Outcome:
        body = json.dumps(event, ensure_ascii=False)
        headers = signed_headers(event["id"], body, subscription.secrets, datetime.now(UTC))
        try:
            response = await posting.post(
                services.client, subscription.address, content=body.encode(), headers=headers
            )
        except BlockedAddress as error:
            return Deferred(f"blocked_address: {error}")
        except httpx.HTTPError as error:
            return Deferred(f"{type(error).__name__}: {error}")
        return outcome_of(response, datetime.now(UTC))

    return send


def signed_headers(id_: str, body: str, secrets: tuple[str, ...], now: datetime) -> dict[str, str]:
    """Return the headers of Standard Webhooks for a body."""
    from standardwebhooks import Webhook

    signatures = " ".join(Webhook(secret).sign(id_, now, body) for secret in secrets)
    return {
        "Content-Type": "application/cloudevents+json; charset=utf-8",
        "webhook-id": id_,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": signatures,
    }


def outcome_of(response: "httpx.Response", now: datetime) -> Outcome:
    """Return the outcome that a receiver's answer means."""
    status = response.status_code
    if 200 <= status < 300:
        return Delivered()
    if status == 410:
        return Refused("410: the receiver is gone for good")
    retry_after = parse_retry_after(response.headers.get("retry-after"), now)
    return Deferred(f"{status} {response.reason_phrase}".strip(), retry_after)


DESTINATION = Destination(
    file_settings=WebhookInFile,
    request_settings=WebhookInRequest,
    address_key="url",
    open=open_channel,
    redact=redacted_url,
)
