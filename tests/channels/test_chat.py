"""Chat services are reached through the guarded client and its proxy, and in no other way."""

import asyncio
import contextlib
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import apprise
import httpx
import pytest

from monitor.channels import Services, open_channels
from monitor.channels.chat import SCHEMES
from monitor.channels.chat_requests import MAX_ANSWER, ChatRequests, ThroughClient, use_for
from monitor.deliveries import (
    AlertFilter,
    Deferred,
    Delivered,
    Outcome,
    Subscription,
    alert_event,
)
from monitor.http.client import guarded_client
from tests.builders import an_alert
from tests.polling.server import Server, always, running

ADDRESSES = {
    "discord": f"discord://{'1' * 18}/{'a' * 60}",
    "gchat": f"gchat://workspace/{'k' * 20}/{'t' * 20}",
    "line": f"line://{'a' * 40}/U{'1' * 20}",
    "pbul": f"pbul://{'a' * 32}",
    "pover": f"pover://{'u' * 30}@{'a' * 30}",
    "slack": f"slack://T{'1' * 8}/B{'1' * 8}/{'a' * 24}/#news",
    "tgram": f"tgram://123456789:{'a' * 35}/12315544",
    "twilio": f"twilio://AC{'a' * 32}:{'b' * 32}@12345678901/12345678902",
    "webex": f"webex://{'a' * 80}",
    "wxteams": f"wxteams://{'a' * 80}",
}
"""An address of each service, of the form that it issues."""
HOSTS = {
    "discord": "discord.com",
    "gchat": "chat.googleapis.com",
    "line": "api.line.me",
    "pbul": "api.pushbullet.com",
    "pover": "api.pushover.net",
    "slack": "hooks.slack.com",
    "tgram": "api.telegram.org",
    "twilio": "api.twilio.com",
    "webex": "api.ciscospark.com",
    "wxteams": "api.ciscospark.com",
}


async def deliver(client: httpx.AsyncClient, scheme: str) -> Outcome:
    """Send an alert to a service."""
    subscription = Subscription(
        id="desk",
        filter=AlertFilter(),
        channel="chat",
        address=f"{scheme}://…",
        secrets=(ADDRESSES[scheme],),
    )
    send = open_channels(Services(client=client))["chat"]
    return await send([alert_event(an_alert())], subscription)


@contextlib.contextmanager
def hosts_at(monkeypatch: pytest.MonkeyPatch, address: str) -> Iterator[None]:
    """Let every host name resolve to one address, as a name server of an attacker does."""

    def resolve(host: str, port: int, *_: object, **__: object) -> object:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    with monkeypatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", resolve)
        yield


def test_every_service_of_the_list_has_an_address_here() -> None:
    assert set(ADDRESSES) == set(HOSTS) == SCHEMES


@pytest.mark.parametrize("scheme", sorted(SCHEMES))
async def test_every_service_sends_through_the_client_to_its_own_host_alone(
    scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    requests: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        if request.url.host == HOSTS["slack"]:
            return httpx.Response(200, text="ok")
        return httpx.Response(200, json={"ok": True, "result": []})

    def no_connection(*_: object) -> None:
        raise AssertionError("a service opened a connection of its own")

    monkeypatch.setattr(socket.socket, "connect", no_connection)
    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
        assert await deliver(client, scheme) == Delivered()
    assert {request.url.host for request in requests} == {HOSTS[scheme]}
    assert {request.url.scheme for request in requests} == {"https"}
    text = b"".join(request.content for request in requests).decode()
    assert "bridge" in text


@pytest.mark.parametrize("scheme", sorted(SCHEMES))
async def test_a_service_whose_name_resolves_to_a_private_address_is_not_reached(
    scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with guarded_client(contact="x") as client:
        for address in ("127.0.0.1", "169.254.169.254", "10.0.0.1", "168.63.129.16"):
            with hosts_at(monkeypatch, address):
                outcome = await deliver(client, scheme)
            assert isinstance(outcome, Deferred)
            assert "blocked_address" in outcome.reason
            assert address in outcome.reason
            assert "aaaaaaaa" not in outcome.reason  # no part of the secret


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("scheme", sorted(SCHEMES))
async def test_a_redirect_of_a_service_is_not_followed(scheme: str, status: int) -> None:
    hosts: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        hosts.append(request.url.host)
        return httpx.Response(status, headers={"Location": "http://169.254.169.254/latest"})

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
        assert isinstance(await deliver(client, scheme), Deferred)
    assert set(hosts) == {HOSTS[scheme]}


@asynccontextmanager
async def tunnels() -> AsyncIterator[tuple[str, list[str]]]:
    """Run a proxy that refuses every tunnel; its address, and the heads of the requests."""
    heads: list[str] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append((await reader.readuntil(b"\r\n\r\n")).decode("latin-1"))
        writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", heads
    server.close()


@pytest.mark.parametrize("scheme", sorted(SCHEMES))
async def test_a_service_is_reached_through_the_proxy_that_the_operator_sets(
    scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with tunnels() as (proxy, heads), guarded_client(contact="x", proxy=proxy) as client:
        assert isinstance(await deliver(client, scheme), Deferred)
    assert heads
    assert {head.split("\r\n")[0] for head in heads} == {f"CONNECT {HOSTS[scheme]}:443 HTTP/1.1"}


async def test_outside_of_a_delivery_a_service_reaches_nothing() -> None:
    service = apprise.Apprise.instantiate(ADDRESSES["slack"])
    use_for(service)
    assert not await asyncio.to_thread(service.notify, body="x")
    module = sys.modules[type(service).__module__]
    with pytest.raises(module.requests.exceptions.ConnectionError):
        module.requests.post("http://127.0.0.1:9/")


@pytest.mark.parametrize("name", ["adapters", "sessions", "api", "packages", "utils"])
def test_no_part_of_the_library_that_connects_is_left_to_services(name: str) -> None:
    with pytest.raises(AttributeError):
        getattr(ChatRequests(), name)
    adapters = ChatRequests().Session().adapters
    assert {type(adapter) for adapter in adapters.values()} == {ThroughClient}


async def test_an_endless_answer_is_cut_off() -> None:
    from monitor.channels.chat_requests import delivery_through

    answers = {"/x": always(200, b"x" * (MAX_ANSWER + 1))}
    async with (
        running(Server(answers=answers)) as server,
        guarded_client(contact="x", allow_hosts=("127.0.0.1",)) as client,
    ):
        with delivery_through(client) as delivery, pytest.raises(OSError, match="ValueError"):
            await asyncio.to_thread(ChatRequests().post, f"{server.origin}/x")
    assert delivery.failures == ["ValueError"]
