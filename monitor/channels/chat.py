"""Chat: Slack, Telegram, Discord and others through Apprise, by an address (``slack://…``) that is
a secret.

1. Only services at hosts of their own are used (`SCHEMES`): a subscriber who names the host, as in
   ``workflows://``, ``signal://`` or ``zulip://``, could connect the monitor to a private network.
2. An address has no parameters: ``?template=`` reads files and URLs, ``?verify=no`` switches
   checks off.
3. An address is one address: Apprise would split a text with commas or spaces into several.
4. Messages go through the guarded client of all channels (`monitor.channels.chat_requests`).
"""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from monitor.channels.channel import Channel, Destination, Endpoint, ReadSecrets, Services
from monitor.deliveries import Deferred, Delivered, Outcome, Refused, Subscription
from monitor.deliveries.grouping import Grouping
from monitor.deliveries.render.chat import render_chat
from monitor.records.fields import Checked, FilePath, UserInput

SCHEMES = frozenset("discord gchat line pbul pover slack tgram twilio webex wxteams".split())
"""Schemes of Apprise addresses whose service has a fixed host."""
MAX_ADDRESS_LENGTH = 2_000
"""Characters of an address; the longest, of Google Chat, has about 300."""

_ADDRESS = re.compile(r"([A-Za-z]+)://([^\s,;?\\\x00-\x1f\x7f]+)")
ADDRESS_ADVICE = (
    "use one address without parameters that begins with "
    f"{', '.join(f'{scheme}://' for scheme in sorted(SCHEMES))}"
)


def is_chat_address(address: str, extra_schemes: frozenset[str] = frozenset()) -> bool:
    """Return whether messages may be sent to an address."""
    match = _ADDRESS.fullmatch(address)
    if match is None or len(address) > MAX_ADDRESS_LENGTH:
        return False
    rest = match[2].lower()
    has_parameter = "%3f" in rest or "://" in rest
    return not has_parameter and match[1].lower() in SCHEMES | extra_schemes


def check_chat_address(address: str) -> str:
    """Return an address as it is. Raises ValueError, whose text does not contain it."""
    if not is_chat_address(address):
        raise ValueError(f"the address is not one of a chat service; {ADDRESS_ADVICE}")
    return address


def check_new_chat_address(address: str) -> str:
    """Return an address that its service knows. Raises ValueError, whose text is without it."""
    check_chat_address(address)
    if service_at(address) is None:
        raise ValueError("the chat service does not know an address of this form; check it")
    return address


def service_at(address: str) -> Any:
    """Return the plugin of Apprise for an address, None for a form that its service lacks."""
    import apprise

    logging.getLogger("apprise").setLevel(logging.CRITICAL)  # its warnings contain addresses
    return apprise.Apprise.instantiate(address, suppress_exceptions=True)


def _endpoint(address: str) -> Endpoint:
    return Endpoint(address=f"{address.partition(':')[0].lower()}://…", secrets=(address,))


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatSettings(UserInput):
    """A room of a chat service."""

    type: Literal["chat"]
    """Name of the channel."""

    @property
    def grouping(self) -> Grouping | None:
        """How alerts are grouped by default: at most one message in five minutes."""
        return Grouping()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatInFile(ChatSettings):
    """Alerts to a chat service, at the address in a file."""

    address_file: FilePath
    """File with the address, which is a secret: ``slack://…``, ``tgram://…``, ``discord://…``."""

    def file_endpoint(self, read: ReadSecrets) -> Endpoint:
        """Return the address of the file."""
        lines = read(self.address_file)
        if len(lines) != 1:
            raise ValueError(f"the file needs exactly one line; {ADDRESS_ADVICE}")
        return _endpoint(check_chat_address(lines[0]))


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatInRequest(ChatSettings):
    """Alerts to a chat service."""

    address: Annotated[str, Checked(check_new_chat_address)]
    """Address of the room, which is a secret and not returned again."""

    def request_endpoint(self, _: Endpoint | None) -> Endpoint:
        """Return the address."""
        return _endpoint(self.address)


def open_channel(services: Services) -> Channel:
    """Return the channel through Apprise."""

    async def send(events: Sequence[dict[str, Any]], subscription: Subscription) -> Outcome:
        import apprise

        from monitor.channels import chat_requests

        address = subscription.secrets[0] if subscription.secrets else ""
        if not is_chat_address(address, services.extra_chat_schemes):
            return Refused(f"the address is not one of a chat service; {ADDRESS_ADVICE}")
        service = service_at(address)
        if service is None:
            return Refused("the chat service does not know an address of this form; check it")
        chat_requests.use_for(service)
        message = render_chat(events)
        with chat_requests.delivery_through(services.client) as delivery:
            is_sent = await service.async_notify(
                title=message.title, body=message.body, body_format=apprise.NotifyFormat.TEXT
            )
        reasons = delivery.failures or ["the chat service did not accept the message"]
        return Delivered() if is_sent else Deferred(reasons[-1])

    return send


DESTINATION = Destination(
    file_settings=ChatInFile,
    request_settings=ChatInRequest,
    address_key="address",
    open=open_channel,
)
