"""The requests of the client, apart from how they are sent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

import msgspec

from monitor.client.models import Alert, Article, Event, Facets, Hit, Page, System

T = TypeVar("T")

API = "/api/v1"
LONGEST_SILENCE_S = 45.0
"""Seconds: the server writes at least every 15 on a stream, so three are missing."""
Value = str | int | bool | datetime | Iterable[str]
"""A parameter: a list is repeated, a time is written with its zone."""


@dataclass(frozen=True, slots=True)
class Call(Generic[T]):
    """One request and the type of its answer; ``params`` are ready for httpx."""

    method: str
    path: str
    answer: type[T]
    params: dict[str, Any] = field(default_factory=dict)
    body: Any = None


def alerts(filters: Mapping[str, Value]) -> Call[Page[Alert]]:
    """Return the request of a page of alerts."""
    return Call("GET", f"{API}/alerts", Page[Alert], parameters(filters))


def alert(id_: str) -> Call[Alert]:
    """Return the request of one alert."""
    return Call("GET", f"{API}/alerts/{id_}", Alert)


def facets(filters: Mapping[str, Value]) -> Call[Facets]:
    """Return the request of the facets of alerts."""
    return Call("GET", f"{API}/alerts/facets", Facets, parameters(filters))


def statements(filters: Mapping[str, Value]) -> Call[Page[Hit]]:
    """Return the request of a page of statements."""
    return Call("GET", f"{API}/search/statements", Page[Hit], parameters(filters))


def articles(filters: Mapping[str, Value]) -> Call[Page[Article]]:
    """Return the request of a page of articles."""
    return Call("GET", f"{API}/articles", Page[Article], parameters(filters))


def system() -> Call[System]:
    """Return the request of the state of the system."""
    return Call("GET", f"{API}/system", System)


def acknowledge(id_: str, note: str) -> Call[Any]:
    """Return the request that acknowledges an alert."""
    return Call("POST", f"{API}/alerts/{id_}/acknowledge", dict, body={"note": note})


def withdraw(id_: str) -> Call[Any]:
    """Return the request that takes an acknowledgement back."""
    return Call("DELETE", f"{API}/alerts/{id_}/acknowledge", dict)


def mark(id_: str, fault: str, note: str) -> Call[Any]:
    """Return the request that marks an alert as wrong."""
    body = {"fault": fault, "note": note}
    return Call("POST", f"{API}/alerts/{id_}/feedback", dict, body=body)


def request(method: str, path: str, body: Any, filters: Mapping[str, Value]) -> Call[Any]:
    """Return any request of the API; ``path`` is that of the reference, after ``/api/v1``."""
    return Call(method, f"{API}{path}", dict, parameters(filters), body)


def stream(filters: Mapping[str, Value], after: str | None) -> Call[Event]:
    """Return the request of the live stream, after an event."""
    wanted = parameters(filters)
    if after is not None:
        wanted["last_event_id"] = after
    return Call("GET", f"{API}/alerts/stream", Event, wanted)


def decode(call: Call[T], content: bytes) -> T:
    """Return the answer to a request; an empty one is an empty mapping."""
    return msgspec.json.decode(content or b"{}", type=call.answer)


def parameters(filters: Mapping[str, Value]) -> dict[str, Any]:
    """Return the parameters of a request, without those that are None."""
    return {name: _written(value) for name, value in filters.items() if value is not None}


def _written(value: Value) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return value if isinstance(value, str | int | bool) else list(value)


class EventReader:
    """Reads server-sent events (WHATWG HTML, 9.2) line by line."""

    def __init__(self) -> None:
        self._id, self._data = "", list[str]()

    def feed(self, line: str) -> Event | None:
        """Take one line; return the alert that it completes, if any."""
        if line.startswith("id:"):
            self._id = line[3:].strip()
        elif line.startswith("data:"):
            self._data.append(line[5:].removeprefix(" "))
        elif not line and self._data:
            text, self._data = "\n".join(self._data), []
            return _event_of(self._id, text)
        return None


def _event_of(id_: str, text: str) -> Event | None:
    """Return the alert of an event, None for one of another kind, such as a gap."""
    try:
        envelope = msgspec.json.decode(text.encode(), type=_Envelope)
    except msgspec.MsgspecError:
        return None
    return Event(id=id_, alert=envelope.data)


class _Envelope(msgspec.Struct, frozen=True):
    """A CloudEvents 1.0 envelope."""

    data: Alert
