"""The form of a subscription: one for each channel, every field that the API has."""

from collections.abc import Mapping
from typing import Any, get_args

from starlette.datastructures import QueryParams

from monitor.deliveries.grouping import GroupKey
from monitor.records import SEVERITIES, Act
from monitor.web.locales import mark as _
from monitor.web.pages import form_fields
from monitor.web.pages.form_fields import Field
from monitor.web.pages.shell import Form
from monitor.web.routes.subscription_models import GroupView, SubscriptionView


def _room(hint: str) -> Field:
    """Return the field of the secret address of a chat room."""
    return Field("channel.address", _("Address of the room"), "secret", hint=hint, is_required=True)


CHANNELS: Mapping[str, tuple[Field, ...]] = {
    "email": (
        Field("channel.to", _("Mail address"), is_required=True),
        Field(
            "channel.digest",
            _("Digest"),
            "duration",
            hint=_("1h or 1d: one mail for all alerts of that time; empty: of five minutes"),
        ),
    ),
    "webhook": (
        Field("channel.url", _("Address"), hint="https://example.org/hook", is_required=True),
        Field(
            "channel.secret",
            _("Signing secret"),
            "secret",
            hint=_("whsec_…; empty: one is created and shown once, or the present one is kept"),
        ),
    ),
    "chat": (_room(_("slack://…, tgram://…, discord://…; it is a secret and never shown again")),),
    "slack": (
        _room("https://hooks.slack.com/services/…"),
        Field(
            "channel.signing_secret",
            _("Signing secret"),
            "secret",
            hint=_("of the app, for buttons; empty: none, or the present one is kept"),
        ),
    ),
    "teams": (
        _room("https://….logic.azure.com/…"),
        Field(
            "channel.token",
            _("Security token"),
            "secret",
            hint=_("of the outgoing webhook, for buttons; empty: none, or the present one is kept"),
        ),
    ),
    "kafka": (
        Field(
            "channel.topic",
            _("Kafka topic"),
            hint=_("a topic of your own, which must exist"),
            is_required=True,
        ),
    ),
}
"""Channels with the fields of each."""
MORE_FILTERS, SENDING_TIMES = _("Narrow it further"), _("When it is sent")
FILTER = (
    Field("filter.rules", _("Rules"), "lines", hint=_("names or ids, one a line; empty: all")),
    Field("filter.min_severity", _("Severity at least"), "choice", SEVERITIES, default="low"),
    Field(
        "filter.max_severity",
        _("Severity at most"),
        "choice",
        SEVERITIES,
        default="critical",
        section=MORE_FILTERS,
    ),
    Field("filter.actors", _("Actors"), "lines", hint=_("names or ids"), section=MORE_FILTERS),
    Field("filter.themes", _("Themes"), "lines", hint=_("names or ids"), section=MORE_FILTERS),
    Field("filter.speakers", _("Speakers"), "lines", hint=_("names or ids"), section=MORE_FILTERS),
    Field("filter.acts", _("Acts"), "choices", get_args(Act), section=MORE_FILTERS),
    Field("filter.publishers", _("Publishers"), "lines", section=MORE_FILTERS),
    Field(
        "filter.languages",
        _("Languages"),
        "lines",
        hint=_("codes such as ar"),
        section=MORE_FILTERS,
    ),
    Field("filter.words", _("Words"), hint=_("a search, as on the desk"), section=MORE_FILTERS),
)
TIMING = (
    Field("quiet_hours", _("Quiet hours"), hint="22:00-06:00 Europe/Berlin", section=SENDING_TIMES),
    Field(
        "group.by", _("One message for each"), "choices", get_args(GroupKey), section=SENDING_TIMES
    ),
    Field(
        "group.wait",
        _("Wait for others"),
        "duration",
        hint=_("30s: how long the first alert of a message waits"),
        section=SENDING_TIMES,
    ),
    Field(
        "group.interval",
        _("Least time between messages"),
        "duration",
        hint=_("5m: at most one message of a group in this time"),
        section=SENDING_TIMES,
    ),
    Field(
        "group.repeat",
        _("Remind after"),
        "duration",
        hint=_("4h: sent again until it is acknowledged"),
        section=SENDING_TIMES,
    ),
    Field(
        "contact",
        _("Contact"),
        hint=_("mail address that hears of it when the subscription is switched off"),
        section=SENDING_TIMES,
    ),
)
OF_ADDRESS = {
    "rule": "filter.rules",
    "actor": "filter.actors",
    "theme": "filter.themes",
    "act": "filter.acts",
    "speaker": "filter.speakers",
    "publisher": "filter.publishers",
    "language": "filter.languages",
    "q": "filter.words",
    "min_severity": "filter.min_severity",
    "max_severity": "filter.max_severity",
}
"""Parameters of the desk's address, and the field that each fills."""


def fields_of(channel: str) -> tuple[Field, ...]:
    """Return the fields of the form of a channel."""
    return (*CHANNELS[channel], *FILTER, *TIMING)


def form_of_address(given: QueryParams) -> dict[str, tuple[str, ...]]:
    """Return the form of a new subscription to the alerts that an address of the desk lists."""
    return {field: tuple(given.getlist(name)) for name, field in OF_ADDRESS.items()}


def form_of(view: SubscriptionView) -> dict[str, tuple[str, ...]]:
    """Return the form that shows a subscription; its secrets are not in it."""
    channel = view.channel.model_dump()
    body: dict[str, Any] = {
        "channel": channel,
        "filter": view.filter.model_dump(),
        "quiet_hours": view.quiet_hours,
        "contact": view.contact,
    }
    if view.group is not None:
        body |= _timing_of(view.group, is_mail=channel["type"] == "email")
        channel |= body.pop("digest", {})
    return form_fields.form_of(fields_of(channel["type"]), body)


def _timing_of(group: GroupView, *, is_mail: bool) -> dict[str, Any]:
    """Return how messages are gathered, as the form writes it: a digest where it is one."""
    is_digest = is_mail and group.wait_s == group.interval_s
    if is_digest and not group.by and group.repeat_s is None:
        return {"digest": {"digest": group.wait_s}}
    written = {
        "by": group.by,
        "wait": group.wait_s,
        "interval": group.interval_s,
        "repeat": group.repeat_s,
    }
    return {"group": written}


def body_of(channel: str, form: Form) -> dict[str, Any]:
    """Return a form as the body of the API's request."""
    body = form_fields.changed_body(fields_of(channel), {}, form)
    body["channel"] = {"type": channel, **body.get("channel", {})}
    return body
