"""Bodies of the subscription routes, and how a request becomes a `Subscription`."""

from datetime import datetime
from typing import Any, Literal

from monitor.channels import REGISTRY, Endpoint, shown_address
from monitor.config.models import SubscriptionInRequest
from monitor.config.subscriptions import timing_fields
from monitor.deliveries import Subscription
from monitor.records import Act, Severity
from monitor.store import SubscriptionState
from monitor.web.views import View


class FilterView(View):
    """Which alerts are sent; an empty list holds for all."""

    rules: tuple[str, ...]
    actors: tuple[str, ...]
    themes: tuple[str, ...]
    acts: tuple[Act, ...]
    min_severity: Severity
    max_severity: Severity
    speakers: tuple[str, ...]
    publishers: tuple[str, ...]
    languages: tuple[str, ...]
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
    """One attempt of a delivery."""

    at: datetime
    outcome: str
    detail: str


class DeliveryView(View):
    """One alert to this subscription, with every attempt."""

    seq: int
    subscription: str
    event: int
    alert: str
    attempt: int
    outcome: str
    detail: str
    at: datetime
    next_at: datetime | None
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


def to_endpoint(wanted: SubscriptionInRequest, before: Subscription | None) -> Endpoint:
    """Return the endpoint of a request that creates a subscription or replaces ``before``."""
    if before is None or before.channel != wanted.channel.type:
        return wanted.channel.request_endpoint(None)
    present = Endpoint(address=before.address, secrets=before.secrets)
    return wanted.channel.request_endpoint(present)


def to_subscription(
    id_: str, wanted: SubscriptionInRequest, endpoint: Endpoint, *, owner: str
) -> Subscription:
    """Return the subscription of a request."""
    return Subscription(
        id=id_,
        filter=wanted.filter,
        channel=wanted.channel.type,
        address=endpoint.address,
        secrets=endpoint.secrets,
        owner=owner,
        **timing_fields(wanted, wanted.channel),
    )


def subscription_fields(stored: SubscriptionState) -> dict[str, Any]:
    """Return the fields of a `SubscriptionView`."""
    subscription = stored.subscription
    channel = subscription.channel
    address_field = REGISTRY[channel].address_key
    return {
        "id": subscription.id,
        "filter": {
            "rules": subscription.filter.rules,
            "actors": subscription.filter.actors,
            "themes": subscription.filter.themes,
            "acts": subscription.filter.acts,
            "speakers": subscription.filter.speakers,
            "publishers": subscription.filter.publishers,
            "languages": subscription.filter.languages,
            "words": subscription.filter.words,
            "min_severity": subscription.filter.min_severity,
            "max_severity": subscription.filter.max_severity,
        },
        "channel": {"type": channel, address_field: shown_address(channel, subscription.address)},
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
