"""The client for programs without asyncio."""

from collections.abc import Iterator
from types import TracebackType
from typing import Any, TypeVar

import httpx

from monitor.client import calls
from monitor.client.calls import Call, EventReader, Value
from monitor.client.errors import check
from monitor.client.models import Alert, Article, Event, Facets, Hit, Page, System

T = TypeVar("T")

TIMEOUT_S = 30.0
"""Seconds for one request; a search of a large store takes below one."""


class Monitor:
    """A monitor that is served at an address."""

    def __init__(
        self, address: str, token: str, *, transport: httpx.BaseTransport | None = None
    ) -> None:
        """``address`` is that of the web service, ``token`` a reader's, editor's or admin's."""
        self._client = httpx.Client(
            base_url=address,
            headers={"Authorization": f"Bearer {token}"},
            timeout=TIMEOUT_S,
            transport=transport,
        )

    def __enter__(self) -> "Monitor":
        """Return the client; it is closed at the end of the block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the connections."""
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def send(self, call: Call[T]) -> T:
        """Send a request and return its answer. Raises `ApiError`, httpx.HTTPError."""
        response = self._client.request(call.method, call.path, params=call.params, json=call.body)
        return calls.decode(call, check(response).content)

    def alerts(self, **filters: Value) -> Iterator[Alert]:
        """Yield alerts, newest first; ``filters`` are those of ``GET /api/v1/alerts``."""
        return self._pages(calls.alerts(filters))

    def alert(self, id_: str) -> Alert:
        """Return one alert."""
        return self.send(calls.alert(id_))

    def facets(self, **filters: Value) -> Facets:
        """Return the numbers of alerts by the values of each field."""
        return self.send(calls.facets(filters))

    def statements(self, q: str = "", **filters: Value) -> Iterator[Hit]:
        """Yield statements that meet a search, newest first."""
        return self._pages(calls.statements({"q": q, **filters}))

    def articles(self, q: str = "", **filters: Value) -> Iterator[Article]:
        """Yield articles that meet a search, newest first."""
        return self._pages(calls.articles({"q": q, **filters}))

    def system(self) -> System:
        """Return the state of the system."""
        return self.send(calls.system())

    def acknowledge(self, id_: str, note: str = "") -> None:
        """Acknowledge an alert: its updates send no more notifications."""
        self.send(calls.acknowledge(id_, note))

    def withdraw_acknowledgement(self, id_: str) -> None:
        """Take an acknowledgement back."""
        self.send(calls.withdraw(id_))

    def mark_as_wrong(self, id_: str, fault: str, note: str = "") -> list[str]:
        """Mark an alert as wrong; return proposals that would avoid such alerts."""
        answer: dict[str, Any] = self.send(calls.mark(id_, fault, note))
        return list(answer["proposals"])

    def request(
        self, method: str, path: str, *, body: Any = None, **filters: Value
    ) -> dict[str, Any]:
        """Send any request of the API, such as ``POST /silences``; return its answer as it is."""
        answer: dict[str, Any] = self.send(calls.request(method, path, body, filters))
        return answer

    def stream(self, after: str | None = None, **filters: Value) -> Iterator[Event]:
        """Yield alerts as they are raised and updated, until the connection ends.

        ``after`` is the id of the last event received; pass it to resume without gap or repeat.
        Raises httpx.TransportError for a connection that breaks, or is silent for 45 s.
        """
        call, reader = calls.stream(filters, after), EventReader()
        timeout = httpx.Timeout(TIMEOUT_S, read=calls.LONGEST_SILENCE_S)
        with self._client.stream("GET", call.path, params=call.params, timeout=timeout) as answer:
            if not answer.is_success:
                answer.read()
            check(answer)
            for line in answer.iter_lines():
                event = reader.feed(line)
                if event is not None:
                    yield event

    def _pages(self, call: Call[Page[T]]) -> Iterator[T]:
        while True:
            page = self.send(call)
            yield from page.items
            if page.next is None:
                return
            params = {**call.params, "cursor": page.next}
            call = Call(call.method, call.path, call.answer, params)
