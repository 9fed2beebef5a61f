"""The parts of a channel: what a subscriber writes, where the alerts go, and how they are sent.

    settings --endpoint--> address, secrets --> stored subscription --open(services)--> channel -->
    outcome

A destination has two models of settings. The one for ``subscriptions.yaml`` names files of
secrets; the one for the API contains the secrets themselves, because a client must not name files
of the server.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from monitor.deliveries import Outcome, Subscription
from monitor.deliveries.grouping import Grouping

if TYPE_CHECKING:
    import httpx

Channel = Callable[[Sequence[dict[str, Any]], Subscription], Awaitable[Outcome]]
"""Delivers alert events (CloudEvents), several where the subscription groups.

Returns the outcome.
"""

SendToTopic = Callable[[str, bytes, bytes, list[tuple[str, bytes]]], Awaitable[None]]
"""Topic, key, body, headers; returns once the broker has the message."""

ReadSecrets = Callable[[Path], tuple[str, ...]]
"""Returns the lines of a file of secrets, at least one. Raises ConfigurationError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Where alerts are sent: ``address`` may be shown to readers, ``secrets`` never."""

    address: str
    secrets: tuple[str, ...] = ()
    created_secret: str = ""
    """A secret that the subscriber has to be given, once; ``""`` for none."""


class FileSettings(Protocol):
    """The settings of a destination in ``subscriptions.yaml``."""

    @property
    def type(self) -> str:
        """The name of the channel."""
        ...

    @property
    def grouping(self) -> Grouping | None:
        """How alerts are grouped where the subscription does not say; None: at once, one by one."""
        ...

    def file_endpoint(self, read: ReadSecrets) -> Endpoint:
        """Return the endpoint. Called when the deliverer starts and when the file changes.

        Raises ValueError where a secret is not valid, and what ``read`` raises.
        """
        ...


def secret_files(settings: FileSettings) -> dict[str, Path]:
    """Return the files of secrets that settings name, by key: every field ``…_file``."""
    names = [field.name for field in fields(settings)]  # type: ignore[arg-type]  # a dataclass each
    values = {name: getattr(settings, name) for name in names}
    return {name: path for name, path in values.items() if name.endswith("_file") and path}


class RequestSettings(Protocol):
    """The settings of a destination in a request to the API."""

    @property
    def type(self) -> str:
        """The name of the channel."""
        ...

    @property
    def grouping(self) -> Grouping | None:
        """How alerts are grouped where the subscription does not say; None: at once, one by one."""
        ...

    def request_endpoint(self, before: Endpoint | None) -> Endpoint:
        """Return the endpoint. Called for each request that creates or changes a subscription.

        ``before`` is the present endpoint of the same subscription and channel, if there is one.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """The operator's mail server."""

    host: str
    port: int
    sender: str
    user: str | None = None
    password_file: Path | None = None
    tls: str = "starttls"
    """``none``, ``starttls`` or ``tls``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What channels share in one process."""

    client: "httpx.AsyncClient"
    """An HTTP client that refuses private addresses and follows no redirect."""
    mail: MailServer | None = None
    """None: no mail server is set."""
    send_to_topic: SendToTopic | None = None
    """None: the process has no Kafka."""
    site: str | None = None
    """Public address of this monitor, to which buttons lead; None: it has none."""
    extra_chat_schemes: frozenset[str] = frozenset()
    """Schemes of chat services that a test adds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """One kind of destination, as the registry lists it."""

    file_settings: type
    """Model of the settings in ``subscriptions.yaml``; it is a `FileSettings`."""
    request_settings: type
    """Model of the settings in requests; it is a `RequestSettings`."""
    address_key: str
    """Name of the address in the settings and in answers of the API."""
    open: Callable[[Services], Channel]
    """Returns the channel for the services of a process."""
    redact: Callable[[str], str] = str
    """Returns an address without the secrets that a subscriber may have put into it."""
