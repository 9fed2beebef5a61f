"""Hosts that are private by how they are written, in every form that a resolver reads."""

import ipaddress
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.records.public_addresses import address_of, why_not_public

PRIVATE = ("127.0.0.1", "10.1.2.3", "169.254.169.254", "192.168.0.1", "168.63.129.16", "0.0.0.0")


def forms_of(address: str) -> list[str]:
    """Return the ways to write an IPv4 address in a URL."""
    number = int(ipaddress.IPv4Address(address))
    parts = address.split(".")
    octal = ".".join(f"0{int(part):o}" for part in parts)
    hexadecimal = ".".join(hex(int(part)) for part in parts)
    low = number & 0xFFFF
    return [
        address,
        f"{address}.",
        str(number),
        hex(number),
        f"0{number:o}",
        f"0x{number:08X}",
        octal,
        hexadecimal,
        f"{parts[0]}.{number & 0xFFFFFF}",
        f"{parts[0]}.{parts[1]}.{low}",
        f"0{int(parts[0]):o}.{hex(int(parts[1]))}.{low}",
        address.replace(".", "\u3002"),
        address.replace(".", "\uff0e"),
        address.translate({ord("0") + n: 0xFF10 + n for n in range(10)}),
        f"[::ffff:{address}]",
        f"[::ffff:{number >> 16:x}:{low:x}]",
        f"[64:ff9b::{number >> 16:x}:{low:x}]",
        f"[2002:{number >> 16:x}:{low:x}::1]",
        f"[::{number >> 16:x}:{low:x}]",
    ]


@pytest.mark.parametrize("address", PRIVATE)
def test_every_form_of_a_private_address_is_known(address: str) -> None:
    for form in forms_of(address):
        assert why_not_public(form), form


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "93.184.216.34"])
def test_a_public_address_passes_unless_ipv6_embeds_it(address: str) -> None:
    for form in forms_of(address):
        assert why_not_public(form) is None or form.startswith("["), form


@given(st.ip_addresses(v=4), st.integers(0, 15))
def test_numbers_are_read_as_the_resolver_of_the_system_does(
    address: ipaddress.IPv4Address, form: int
) -> None:
    written = forms_of(str(address))[:16][form]
    if written.isascii() and "[" not in written:
        resolved = socket.inet_ntoa(socket.inet_aton(written.rstrip(".")))
        assert address_of(written) == resolved


@pytest.mark.parametrize(
    "host",
    ["localhost", "LOCALHOST", "localhost.", "a.localhost", "printer.local",
     "metadata.google.internal", "nas.home.arpa", "ip6-localhost", "::1", "[fe80::1%25eth0]",
     "[fd00:ec2::254]"],
)  # fmt: skip
def test_a_name_that_is_never_public_is_known(host: str) -> None:
    assert why_not_public(host)


@pytest.mark.parametrize(
    "host",
    ["example.org", "internal.example.org", "local.example", "1.2.3.4.5", "256.1.1.1", "08.1.1.1",
     "1e3.example", "0x.example", "", "receiver", "127.0.0.1.nip.io", "9" * 60, "[2606::1]"],
)  # fmt: skip
def test_what_only_a_name_server_knows_is_left_to_the_guard(host: str) -> None:
    assert why_not_public(host) is None


@given(st.text(max_size=60))
def test_any_host_is_read(host: str) -> None:
    assert why_not_public(host) is None or isinstance(why_not_public(host), str)
