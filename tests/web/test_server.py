"""The server over real connections: heads that never end, revoked tokens of open streams."""

import asyncio
import contextlib
import json
import select
import signal
import socket
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import httpx
import msgspec
import pytest
from fastapi import FastAPI
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from monitor.store import Archive
from monitor.store.schema import tokens as token_rows
from monitor.store.tokens import Tokens
from monitor.web import Limits, create_server
from tests.builders import an_alert
from tests.waiting import WITHIN_MS, WITHIN_S, until, wait_until
from tests.web.asking import TOKEN, create_app
from tests.web.conftest import Serve

ADMIN = {"Authorization": f"Bearer {TOKEN}"}
PROMISED_S = 5.0
"""Seconds within which the streams of a revoked token end."""
QUICK = Limits(recheck_s=0.1, remember_s=0.1)
"""Limits under which the token of a stream is checked often."""


def http_client(headers: Mapping[str, str] = ADMIN) -> httpx.Client:
    """Return a client that waits as long as a busy machine needs."""
    return httpx.Client(headers=headers, timeout=WITHIN_S)


@contextlib.contextmanager
def _connection(address: str, receive_buffer: int | None = None) -> Iterator[socket.socket]:
    host, _, port = address.removeprefix("http://").partition(":")
    with socket.socket() as connection:
        connection.settimeout(WITHIN_S)
        if receive_buffer is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        connection.connect((host, int(port)))
        yield connection


def _read_until_closed(connection: socket.socket) -> None:
    """Return when the server has closed a connection. Raises TimeoutError."""
    with contextlib.suppress(ConnectionResetError):
        while connection.recv(65_536):
            pass


HALF_HEADS = [
    b"",
    b"GET",
    b"GET / HTTP/1.1\r\nHost: x\r\n",
    b"POST /api/v1/silences HTTP/1.1\r\nHost: x\r\nContent-Le",
    b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHo",
]


@pytest.mark.parametrize("head", HALF_HEADS, ids=range(len(HALF_HEADS)))
def test_a_head_that_never_ends_is_closed(engine: AsyncEngine, serve: Serve, head: bytes) -> None:
    limits = Limits(head_within_s=0.2)
    address = serve(create_app(engine, limits), limits)
    with _connection(address) as connection:
        connection.sendall(head)
        _read_until_closed(connection)


def test_a_head_that_arrives_in_pieces_is_answered(engine: AsyncEngine, serve: Serve) -> None:
    limits = Limits(head_within_s=WITHIN_S)
    address = serve(create_app(engine, limits), limits)
    with _connection(address) as connection:
        for piece in (b"GET /healthz ", b"HTTP/1.1\r\nHost: x\r\n", b"Connection: close\r\n\r\n"):
            connection.sendall(piece)
        assert connection.recv(65_536).startswith(b"HTTP/1.1 200")


def test_an_open_stream_is_not_closed_by_the_bound_of_heads(
    engine: AsyncEngine, serve: Serve
) -> None:
    limits = Limits(head_within_s=0.1, heartbeat_s=0.05)
    address = serve(create_app(engine, limits), limits)
    with http_client() as http, http.stream("GET", f"{address}/api/v1/alerts/stream") as stream:
        lines = stream.iter_lines()
        heartbeats = [
            line for line, _ in zip(lines, range(40), strict=False) if "heartbeat" in line
        ]
    assert len(heartbeats) > 10


def _create_token(address: str, lasts: str = "90d") -> dict[str, str]:
    body = {"name": f"holder {time.monotonic_ns()}", "lasts": lasts}
    with http_client() as http:
        token: dict[str, str] = http.post(f"{address}/api/v1/tokens", json=body).json()
    return token


def _revoke(address: str, token: dict[str, str]) -> None:
    with http_client() as http:
        http.delete(f"{address}/api/v1/tokens/{token['id']}").raise_for_status()


@pytest.fixture
def quick(engine: AsyncEngine, serve: Serve) -> str:
    """The address of a server that checks tokens often."""
    return serve(create_app(engine, QUICK), QUICK)


def test_tokens_are_checked_so_often_that_streams_of_a_revoked_one_end_in_time() -> None:
    usual = Limits()
    assert usual.recheck_s + usual.remember_s < PROMISED_S


def test_the_event_stream_of_a_revoked_token_ends(quick: str) -> None:
    token = _create_token(quick)
    headers = {"Authorization": f"Bearer {token['token']}"}
    with (
        http_client(headers=headers) as http,
        http.stream("GET", f"{quick}/api/v1/alerts/stream") as stream,
    ):
        lines = stream.iter_lines()
        assert next(lines) == ": open"
        _revoke(quick, token)
        assert [line for line in lines if line and not line.startswith(":")] == []


def test_the_websocket_of_a_revoked_token_ends(quick: str) -> None:
    token = _create_token(quick)
    headers = {"Authorization": f"Bearer {token['token']}"}
    address = quick.replace("http", "ws") + "/api/v1/alerts/ws?last_event_id=nonsense"
    with connect(address, additional_headers=headers, open_timeout=WITHIN_S) as listener:
        assert json.loads(listener.recv(timeout=WITHIN_S))["event"] == "gap"
        _revoke(quick, token)
        with pytest.raises(ConnectionClosed):
            listener.recv(timeout=WITHIN_S)


def test_the_cookie_of_a_revoked_token_ends_its_stream(quick: str) -> None:
    token = _create_token(quick)
    with http_client(headers={}) as browser:
        browser.get(f"{quick}/login", params={"token": token["token"]})
        with browser.stream("GET", f"{quick}/api/v1/alerts/stream") as stream:
            lines = stream.iter_lines()
            assert next(lines) == ": open"
            _revoke(quick, token)
            assert [line for line in lines if line and not line.startswith(":")] == []


def test_a_listener_that_disconnects_is_forgotten(engine: AsyncEngine, serve: Serve) -> None:
    limits = Limits(streams_per_token=1)
    address = serve(create_app(engine, limits), limits)
    path = f"{address}/api/v1/alerts/stream"
    with http_client() as http:

        def can_listen() -> bool:
            with http.stream("GET", path) as stream:
                return stream.status_code == 200

        for _ in range(3):
            wait_until(can_listen, pause_s=0.05)


async def test_the_stream_of_an_expired_token_ends(quick: str, engine: AsyncEngine) -> None:
    secret, token = await Tokens(engine).create("brief", "reader", timedelta(hours=1))
    headers = {"Authorization": f"Bearer {secret}"}
    async with (
        httpx.AsyncClient(timeout=WITHIN_S) as http,
        http.stream("GET", f"{quick}/api/v1/alerts/stream", headers=headers) as stream,
    ):
        assert stream.status_code == 200
        async with engine.begin() as connection:
            expired = update(token_rows).where(token_rows.c.id == token.id)
            await connection.execute(expired.values(expires_at=0.0))
        assert [line async for line in stream.aiter_lines() if line.startswith("id:")] == []


@pytest.mark.parametrize(
    "since", ["2026-01-01T13:00:00", "2026-01-01", "0001-01-01", "2026-01-01T13:00:00Z"]
)
async def test_a_stream_since_any_time_gets_its_events_and_so_do_the_others(
    served: str, engine: AsyncEngine, since: str
) -> None:
    path = f"{served}/api/v1/alerts/stream"
    async with (
        httpx.AsyncClient(timeout=WITHIN_S, headers=ADMIN) as http,
        http.stream("GET", path, params={"since": since}) as narrowed,
        http.stream("GET", path) as whole,
    ):
        streams = [narrowed.aiter_lines(), whole.aiter_lines()]
        for lines in streams:
            assert await anext(lines) == ": open"
        await Archive(engine).store([an_alert()])
        for lines in streams:
            while not (line := await anext(lines)).startswith("id:"):
                pass
            assert line == "id: 1"


@dataclass
class Reader:
    """One listener and the ids it received; it leaves after ``wanted``."""

    wanted: int
    ids: list[str] = field(default_factory=list)
    is_open: asyncio.Event = field(default_factory=asyncio.Event)

    async def read(self, http: httpx.AsyncClient, address: str, token: str) -> None:
        """Read until the server ends the stream, or every wanted event has arrived."""
        headers = {"Authorization": f"Bearer {token}"}
        async with http.stream("GET", f"{address}/api/v1/alerts/stream", headers=headers) as stream:
            async for line in stream.aiter_lines():
                self.is_open.set()
                if line.startswith("id:"):
                    self.ids.append(line.removeprefix("id: "))
                if len(self.ids) == self.wanted:
                    break


async def test_streams_of_a_token_revoked_under_load_end_and_the_others_get_every_event(
    quick: str, engine: AsyncEngine
) -> None:
    events, listeners = 30, 15
    tokens, archive = Tokens(engine), Archive(engine)
    revoked, revoked_token = await tokens.create("revoked", "reader", None)
    kept, _ = await tokens.create("kept", "reader", None)
    leaving = [Reader(events + 1) for _ in range(listeners)]  # the server alone ends these
    staying = [Reader(events) for _ in range(listeners)]
    limits = httpx.Limits(max_connections=2 * listeners)
    async with httpx.AsyncClient(timeout=WITHIN_S, limits=limits) as http:
        tasks = [asyncio.create_task(reader.read(http, quick, revoked)) for reader in leaving]
        others = [asyncio.create_task(reader.read(http, quick, kept)) for reader in staying]
        await asyncio.gather(*(reader.is_open.wait() for reader in (*leaving, *staying)))
        for number in range(events):
            await archive.store([an_alert(f"a{number}", f"p{number}")])
            if number == events // 3:
                await tokens.revoke(revoked_token.id)
        await asyncio.wait_for(asyncio.gather(*tasks, *others), WITHIN_S)
    expected = [str(number) for number in range(1, events + 1)]
    assert all(reader.ids == expected for reader in staying)


@pytest.mark.parametrize("path", ["/api/v1/alerts/stream", "/api/v1/alerts/ws"])
async def test_a_client_that_reads_nothing_is_cut_off(
    engine: AsyncEngine, serve: Serve, path: str
) -> None:
    limits = Limits(stalled_within_s=0.5, stream_queue=10_000)
    address = serve(create_app(engine, limits), limits)
    upgrade = (
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
    )
    head = f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {TOKEN}\r\n"
    with _connection(address, receive_buffer=4_096) as connection:
        connection.sendall(f"{head}{upgrade if path.endswith('ws') else ''}\r\n".encode())
        assert connection.recv(12).startswith(b"HTTP/1.1 ")
        # More than the buffers of both ends hold.
        async with asyncio.timeout(WITHIN_S):
            await _store_much(engine)
        await asyncio.to_thread(_wait_for_reset, connection)


async def _store_much(engine: AsyncEngine) -> None:
    alert = an_alert()
    statement = msgspec.structs.replace(alert.statement, text="x" * 2_000_000)
    alerts = [
        msgspec.structs.replace(alert, id=f"{number:040x}", rule=f"r{number}", statement=statement)
        for number in range(8)
    ]
    await Archive(engine).store(alerts)


def _wait_for_reset(connection: socket.socket) -> None:
    """Return when the server has cut a connection, without reading from it."""
    poller = select.poll()
    poller.register(connection, select.POLLERR | select.POLLHUP)
    assert poller.poll(WITHIN_MS), "the connection is still open"


async def test_after_a_signal_the_process_goes_on_to_close_what_it_has_opened(
    app: FastAPI,
) -> None:
    """Were the signal raised again, this process would end here."""
    server = create_server(app, "127.0.0.1", 0, Limits())
    serving = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    signal.raise_signal(signal.SIGTERM)
    await asyncio.wait_for(serving, WITHIN_S)
    assert server.should_exit
