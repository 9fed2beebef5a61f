"""Bodies of the subscription routes, and how a request becomes a `Subscription`."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal
from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit

from pydantic import Field, field_validator

from monitor.channels.chat_addresses import ALLOWED, is_chat_address
from monitor.config.models import (
    EmailChannel,
    KafkaChannel,
    Model,
    TimingModel,
)
from monitor.config.subscriptions import is_secret, make_secret, timing_of
from monitor.deliveries import AlertFilter, Subscription
from monitor.records import Act, Severity
from monitor.records.fields import HttpUrl, Identifier
from monitor.store import Listed
from monitor.web.views import View

ADDRESS_FIELDS = {"webhook": "url", "email": "to", "kafka": "topic"}
"""Name of the address in a channel; ``address`` for every other one."""
ADDRESS_LENGTH = 2000
"""Characters of an address: what servers accept in a request line."""
HIDDEN = "…"


class WebhookRequest(Model):
    """A webhook; without a secret one is created and returned once."""

    type: Literal["webhook"]
    url: HttpUrl
    secret: Annotated[str, Field(max_length=200)] | None = None

    @field_validator("secret")
    @classmethod
    def _check_secret(cls, value: str | None) -> str | None:
        if value is not None and not is_secret(value):
            raise ValueError("must be whsec_ and base64 of 24 to 64 bytes")
        return value


class ChatRequest(Model):
    """A chat service by its Apprise address, a secret that no answer contains."""

    type: Literal["chat"]
    address: Annotated[str, Field(max_length=ADDRESS_LENGTH)]

    @field_validator("address")
    @classmethod
    def _check_address(cls, value: str) -> str:
        if not is_chat_address(value):
            schemes = ", ".join(f"{scheme}://" for scheme in sorted(ALLOWED))
            raise ValueError(f"must be the address of a chat service: {schemes}")
        return value


class SubscriptionRequest(TimingModel):
    """A subscription to create, or to replace another one with."""

    id: Identifier | None = None
    filter: AlertFilter = AlertFilter()
    channel: Annotated[
        WebhookRequest | EmailChannel | ChatRequest | KafkaChannel, Field(discriminator="type")
    ]


class FilterView(View):
    """Which alerts are sent; an empty list holds for all."""

    rules: tuple[str, ...]
    actors: tuple[str, ...]
    themes: tuple[str, ...]
    acts: tuple[Act, ...]
    min_severity: Severity
    words: str


class WebhookView(View):
    """A webhook; credentials and values of parameters in its address are hidden."""

    type: Literal["webhook"]
    url: str


class EmailView(View):
    """A mail address."""

    type: Literal["email"]
    to: str


class KafkaView(View):
    """A topic of the subscriber's."""

    type: Literal["kafka"]
    topic: str


class AddressView(View):
    """A chat service, whose address is hidden, or another channel."""

    type: str
    address: str


class GroupView(View):
    """How alerts are grouped into messages; times are seconds."""

    by: tuple[str, ...]
    wait_s: float
    interval_s: float
    repeat_s: float | None


class SubscriptionView(View):
    """A subscription and its state, without secrets."""

    id: str
    filter: FilterView
    channel: WebhookView | EmailView | KafkaView | AddressView
    group: GroupView | None
    quiet_hours: str | None
    owner: str | None
    contact: str | None
    source: str
    paused: str | None
    failures: int
    waiting: int
    delivered: int


class SubscriptionList(View):
    """Every subscription, by id."""

    items: list[SubscriptionView]


class SubscriptionWithSecret(SubscriptionView):
    """A subscription and its new signing secret, null if none was created."""

    secret: str | None


class AttemptView(View):
    """One attempt of a delivery; ``at`` in seconds since the epoch."""

    at: float
    outcome: str
    detail: str


class DeliveryView(View):
    """One alert to this subscription, with every attempt; times in seconds since the epoch."""

    seq: int
    subscription: str
    event: int
    alert: str
    attempt: int
    outcome: str
    detail: str
    at: float
    next_at: float | None
    gathered: str
    """The group in which it is sent, empty for one that is sent by itself."""
    reminders: int
    tries: list[AttemptView]


class SubscriptionWithLog(SubscriptionView):
    """A subscription and its newest deliveries."""

    deliveries: list[DeliveryView]


class TestView(View):
    """A test message that is on its way."""

    id: str
    sent: str


class RedeliveryView(View):
    """Number of deliveries that are sent again."""

    id: str
    again: int


@dataclass(frozen=True, slots=True)
class Target:
    """Where alerts go and what signs them; ``new_secret`` is to be returned to the caller."""

    address: str
    secrets: tuple[str, ...] = ()
    new_secret: str | None = None


def to_target(wanted: SubscriptionRequest, before: Subscription | None) -> Target:
    """Return the target of a request that creates a subscription or replaces ``before``."""
    match wanted.channel:
        case WebhookRequest() as webhook:
            return _webhook_target(webhook, before)
        case ChatRequest(address=address):
            scheme = address.partition(":")[0]
            return Target(f"{scheme}://{HIDDEN}", (address,))
        case EmailChannel(to=address) | KafkaChannel(topic=address):
            return Target(address)


def _webhook_target(webhook: WebhookRequest, before: Subscription | None) -> Target:
    """Keep the secret of the same address; make one for every new address."""
    is_webhook = before is not None and before.channel == "webhook"
    if before is None or not is_webhook:
        return _new_target(webhook)
    # A client that sends back what it has read means the address that is stored.
    is_same = webhook.url in (before.address, shown_address(before.address))
    if not is_same:
        return _new_target(webhook)
    given = webhook.secret
    if given is None or given in before.secrets:
        return Target(before.address, before.secrets)
    return Target(before.address, (given, *before.secrets[:1]))


def _new_target(webhook: WebhookRequest) -> Target:
    secret = webhook.secret or make_secret()
    return Target(webhook.url, (secret,), secret)


def to_subscription(
    id_: str, wanted: SubscriptionRequest, target: Target, *, owner: str
) -> Subscription:
    """Return the subscription of a request."""
    return Subscription(
        id=id_,
        filter=wanted.filter,
        channel=wanted.channel.type,
        address=target.address,
        secrets=target.secrets,
        owner=owner,
        **timing_of(wanted, wanted.channel),
    )


def subscription_fields(stored: Listed) -> dict[str, Any]:
    """Return the fields of a `SubscriptionView`."""
    subscription = stored.subscription
    channel = subscription.channel
    address_field = ADDRESS_FIELDS.get(channel, "address")
    return {
        "id": subscription.id,
        "filter": {
            "rules": subscription.filter.rules,
            "actors": subscription.filter.actors,
            "themes": subscription.filter.themes,
            "acts": subscription.filter.acts,
            "words": subscription.filter.words,
            "min_severity": subscription.filter.min_severity,
        },
        "channel": {"type": channel, address_field: shown_address(subscription.address)},
        "group": _group_fields(subscription),
        "quiet_hours": str(subscription.quiet_hours) if subscription.quiet_hours else None,
        "owner": subscription.owner or None,
        "contact": subscription.contact or None,
        "source": subscription.source,
        "paused": stored.paused or None,
        "failures": stored.failures,
        "waiting": stored.waiting,
        "delivered": stored.delivered,
    }


def _group_fields(subscription: Subscription) -> dict[str, Any] | None:
    if not (subscription.group_wait_s or subscription.repeat_s):
        return None
    return {
        "by": subscription.group_by,
        "wait_s": subscription.group_wait_s,
        "interval_s": subscription.group_interval_s,
        "repeat_s": subscription.repeat_s or None,
    }


def shown_address(address: str) -> str:
    """Return an address without credentials and without the values of its parameters."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return HIDDEN
    if parts.scheme not in ("http", "https"):
        return address
    credentials, at, host = parts.netloc.rpartition("@")
    place = f"{HIDDEN}@{host}" if at and credentials else host
    parameters = parse_qsl(parts.query, keep_blank_values=True)
    query = "&".join(f"{quote(name)}={HIDDEN}" for name, _ in parameters)
    return urlunsplit(parts._replace(netloc=place, query=query, fragment=""))
