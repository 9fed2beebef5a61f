"""The client behind a proxy: requests go through it, and the guard still holds."""

import asyncio
import base64
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from monitor.http.fetcher import HttpFetcher
from monitor.records.errors import FetchError
from tests.polling.server import Server, always, rss, running


@dataclass(slots=True)
class Proxy:
    """A proxy that answers every request itself and refuses every tunnel."""

    heads: list[str] = field(default_factory=list)
    url: str = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        self.heads.append(head)
        body = rss("1")
        status = "403 Forbidden" if head.startswith("CONNECT") else "200 OK"
        lines = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        writer.write(lines.encode() + body)
        with contextlib.suppress(ConnectionError):
            await writer.drain()
        writer.close()


@pytest.fixture
async def proxy() -> AsyncIterator[Proxy]:
    """A proxy on loopback that wants a user name and a password."""
    proxy = Proxy()
    listening = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    proxy.url = f"http://ana:pa%40ss@127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    yield proxy
    listening.close()


@pytest.fixture
async def fetcher(proxy: Proxy) -> AsyncIterator[HttpFetcher]:
    """A fetcher behind the proxy."""
    fetcher = HttpFetcher(contact="x", allow_hosts=("localhost",), proxy=proxy.url)
    yield fetcher
    await fetcher.aclose()


async def test_a_request_goes_through_the_proxy_with_its_credentials(
    proxy: Proxy, fetcher: HttpFetcher
) -> None:
    fetched = await fetcher.fetch("http://wire.invalid/feed?a=1", {})
    assert fetched.body == rss("1")
    [head] = proxy.heads
    assert head.startswith("GET http://wire.invalid/feed?a=1 HTTP/1.1\r\n")
    pair = base64.b64encode(b"ana:pa@ss").decode()
    assert f"Proxy-Authorization: Basic {pair}\r\n" in head


async def test_a_secure_address_asks_the_proxy_for_a_tunnel(
    proxy: Proxy, fetcher: HttpFetcher
) -> None:
    with pytest.raises(FetchError, match="403") as raised:
        await fetcher.fetch("https://wire.invalid/feed", {})
    assert raised.value.kind == "connect"
    assert proxy.heads[0].startswith("CONNECT wire.invalid:443 HTTP/1.1\r\n")


@pytest.mark.parametrize(
    "url",
    [
        "http://10.0.0.1/f",
        "http://[::1]/f",
        "http://169.254.169.254/latest/meta-data",
        "http://2130706433/",
        "http://0x7f.1/f",
        "https://192.168.1.1/f",
    ],
)
async def test_a_private_address_is_refused_before_the_proxy_is_asked(
    url: str, proxy: Proxy, fetcher: HttpFetcher
) -> None:
    with pytest.raises(FetchError) as raised:
        await fetcher.fetch(url, {})
    assert raised.value.kind == "blocked_address"
    assert proxy.heads == []


async def test_a_host_that_is_allowed_by_name_is_reached_directly(
    proxy: Proxy, fetcher: HttpFetcher
) -> None:
    async with running(Server(answers={"/f": always(200, rss("2"))})) as server:
        url = server.origin.replace("127.0.0.1", "localhost")
        assert (await fetcher.fetch(f"{url}/f", {})).body == rss("2")
    assert proxy.heads == []


async def test_a_redirect_to_a_private_address_is_refused_behind_the_proxy_too(
    fetcher: HttpFetcher,
) -> None:
    answers = {"/f": always(302, location="http://127.0.0.1:1/secret")}
    async with running(Server(answers=answers)) as server:
        url = server.origin.replace("127.0.0.1", "localhost")
        with pytest.raises(FetchError) as raised:
            await fetcher.fetch(f"{url}/f", {})
    assert raised.value.kind == "blocked_address"


async def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    fetcher = HttpFetcher(contact="x", allow_hosts=("127.0.0.1",))
    async with running(Server(answers={"/f": always(200, rss("3"))})) as server:
        assert (await fetcher.fetch(f"{server.origin}/f", {})).body == rss("3")
    await fetcher.aclose()
