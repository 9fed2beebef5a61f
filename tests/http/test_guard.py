"""Addresses that may be connected to, and the connection to a host with several."""

import asyncio
import ipaddress
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.http.guard import GuardedBackend, first_connection
from monitor.records.errors import BlockedAddress
from monitor.records.public_addresses import is_public

PRIVATE_IPV4 = (
    "0.0.0.0", "10.1.2.3", "100.64.0.1", "100.100.100.200", "127.0.0.1", "168.63.129.16",
    "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.192", "192.0.2.1", "192.88.99.1",
    "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1",
    "255.255.255.255",
)  # fmt: skip
PUBLIC = ("1.1.1.1", "8.8.8.8", "172.32.0.1", "93.184.216.34", "2606:4700::1111", "2a00:1450::1")


@pytest.mark.parametrize("address", PRIVATE_IPV4)
def test_a_special_ipv4_address_is_refused_in_every_form_that_embeds_it(address: str) -> None:
    number = int(ipaddress.IPv4Address(address))
    forms = [
        number,  # IPv4-compatible
        0xFFFF << 32 | number,  # IPv4-mapped
        0xFFFF << 48 | number,  # IPv4-translated
        0x64FF9B << 96 | number,  # NAT64
        0x64FF9B0001 << 80 | number,  # NAT64, local
        0x2002 << 112 | number << 80,  # 6to4
        0x20010000 << 96 | (number ^ 0xFFFFFFFF),  # Teredo
        0x20014860 << 96 | 0x5EFE << 32 | number,  # ISATAP
        0x20014860 << 96 | 0x02005EFE << 32 | number,
    ]
    assert not is_public(address)
    for form in forms:
        assert not is_public(str(ipaddress.IPv6Address(form)))


@pytest.mark.parametrize(
    "address",
    [
        "::", "::1", "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1",
        "5f00::1", "100::1", "2001:db8::1", "2001:2::1", "2001:20::1", "3fff::1", "3ffe::1",
        "4000::1",
    ],
)  # fmt: skip
def test_a_special_ipv6_address_is_refused(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_allowed(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses())
def test_no_address_that_the_language_calls_private_is_allowed(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    if not address.is_global or address.is_multicast:
        assert not is_public(str(address))


class Network:
    """A backend in which some addresses refuse, and some never answer."""

    def __init__(self, *, refusing: tuple[str, ...] = (), silent: tuple[str, ...] = ()) -> None:
        self.refusing, self.silent = refusing, silent
        self.attempts: list[str] = []

    async def connect(self, address: str) -> str:
        """Return the address, refuse, or wait for ever."""
        self.attempts.append(address)
        if address in self.refusing:
            raise ConnectionRefusedError(address)
        if address in self.silent:
            await asyncio.Event().wait()
        return address


@pytest.mark.parametrize("broken", [{"refusing": ("a", "b")}, {"silent": ("a", "b")}])
async def test_every_address_of_a_host_is_tried(broken: dict[str, tuple[str, ...]]) -> None:
    network = Network(**broken)
    assert await first_connection(["a", "b", "c"], network.connect, delay=0.01) == "c"
    assert network.attempts == ["a", "b", "c"]


async def test_the_first_error_is_raised_if_all_addresses_fail() -> None:
    network = Network(refusing=("a", "b"))
    with pytest.raises(ConnectionRefusedError, match="a"):
        await first_connection(["a", "b"], network.connect, delay=0.01)


async def test_the_backend_refuses_a_host_that_resolves_to_a_private_address() -> None:
    for host in ("localhost", "127.0.0.1", "::1", "10.0.0.1"):
        with pytest.raises(BlockedAddress):
            await GuardedBackend(()).connect_tcp(host, 80)


class Connection:
    """A connection that can be closed."""

    def __init__(self) -> None:
        self.is_closed = False

    async def aclose(self) -> None:
        """Close it."""
        self.is_closed = True


async def test_a_connection_is_closed_when_another_one_wins() -> None:
    connections = [Connection(), Connection()]
    opened = asyncio.Event()

    async def connect(address: str) -> Connection:
        if address == "slow":
            await opened.wait()
            return connections[0]
        opened.set()
        await asyncio.sleep(0)
        return connections[1]

    won = await first_connection(["slow", "quick"], connect, delay=0.01)
    assert [connection.is_closed for connection in connections if connection is not won] == [True]
    assert not won.is_closed


async def test_a_connection_of_a_cancelled_caller_is_closed() -> None:
    connection = Connection()

    async def connect(_: str) -> Connection:
        return connection

    caller = asyncio.create_task(first_connection(["a"], connect, delay=10.0))
    await asyncio.sleep(0)  # the caller starts the attempt
    await asyncio.sleep(0)  # the attempt succeeds; the caller has not seen it yet
    caller.cancel()
    await asyncio.gather(caller, return_exceptions=True)
    assert caller.cancelled()
    assert connection.is_closed


class Recorder:
    """A backend that notes where it connects to."""

    def __init__(self) -> None:
        self.addresses: list[str] = []

    async def connect_tcp(self, host: str, *_: object) -> str:
        """Return the address."""
        self.addresses.append(host)
        return host


@pytest.mark.parametrize("second", ["127.0.0.1", "169.254.169.254", "::1"])
async def test_a_name_that_changes_its_answer_is_reached_where_it_was_checked(
    second: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["93.184.216.34", second, second])

    def resolve(_: str, port: int, *_more: object, **_options: object) -> object:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    recorder = Recorder()
    backend = GuardedBackend((), recorder)
    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    assert await backend.connect_tcp("rebinding.example", 80) == "93.184.216.34"
    with pytest.raises(BlockedAddress):
        await backend.connect_tcp("rebinding.example", 80)
    assert recorder.addresses == ["93.184.216.34"]
