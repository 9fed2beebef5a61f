"""Which IP addresses are public, and which hosts name another one by how they are written.

1. Public are the addresses that the tables below do not list. The tables are our own: the answer
   does not depend on the version of Python. Of IPv6 only global unicast (2000::/3) is public,
   which excludes every embedded IPv4 address but 6to4, Teredo and ISATAP; those are listed.
2. A host is an address in every form that resolvers read: ``127.1``, ``0x7f.0.0.1``,
   ``2130706433``, octal numbers, wide digits and full stops, IPv6 with a zone (WHATWG URL, 3.5).
3. Some names are never public: ``localhost`` (RFC 6761), ``.local`` (RFC 6762), ``.home.arpa``
   (RFC 8375), and ``.internal``, which ICANN has reserved and clouds use for their metadata.
"""

import ipaddress
import re
import unicodedata

_SPECIAL_IPV4 = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network, RFC 791
        "10.0.0.0/8",  # private, RFC 1918
        "100.64.0.0/10",  # shared by carriers, RFC 6598; metadata of Alibaba Cloud
        "127.0.0.0/8",  # loopback, RFC 1122
        "168.63.129.16/32",  # metadata and DNS of Azure
        "169.254.0.0/16",  # link-local, RFC 3927; metadata of AWS, Google, Azure and others
        "172.16.0.0/12",  # private, RFC 1918
        "192.0.0.0/24",  # protocol assignments, RFC 6890; metadata of Oracle Cloud
        "192.0.2.0/24",  # documentation, RFC 5737
        "192.31.196.0/24",  # AS112, RFC 7535
        "192.52.193.0/24",  # AMT, RFC 7450
        "192.88.99.0/24",  # relays of 6to4, RFC 7526
        "192.168.0.0/16",  # private, RFC 1918
        "192.175.48.0/24",  # AS112, RFC 7534
        "198.18.0.0/15",  # benchmarks, RFC 2544
        "198.51.100.0/24",  # documentation, RFC 5737
        "203.0.113.0/24",  # documentation, RFC 5737
        "224.0.0.0/4",  # multicast, RFC 5771
        "240.0.0.0/4",  # reserved and broadcast, RFC 1112
    )
)
"""IANA IPv4 Special-Purpose Address Registry, multicast, and metadata services of clouds."""

_GLOBAL_IPV6 = ipaddress.IPv6Network("2000::/3")
_SPECIAL_IPV6 = tuple(
    ipaddress.IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments, RFC 2928: Teredo, ORCHID, benchmarks
        "2001:db8::/32",  # documentation, RFC 3849
        "2002::/16",  # 6to4, RFC 3056
        "2620:4f:8000::/48",  # AS112, RFC 7534
        "3ffe::/16",  # 6bone, returned by RFC 3701
        "3fff::/20",  # documentation, RFC 9637
    )
)
"""IANA IPv6 Special-Purpose Address Registry, as far as it is inside global unicast."""

_ISATAP = (0x00005EFE, 0x02005EFE)
"""First half of an interface id that embeds an IPv4 address (RFC 5214, 6.1)."""


LONGEST_NUMBER = 40
"""Characters of one number: leading zeros are allowed, a longer one is noise."""

_PRIVATE_NAMES = frozenset(("localhost", "localhost.localdomain", "ip6-localhost", "ip6-loopback"))
_PRIVATE_SUFFIXES = (".localhost", ".local", ".internal", ".home.arpa")
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+", re.ASCII)


def is_public(address: str) -> bool:
    """Return whether an IP address is on the public internet."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv4Address):
        return not any(ip in network for network in _SPECIAL_IPV4)
    if ip not in _GLOBAL_IPV6 or any(ip in network for network in _SPECIAL_IPV6):
        return False
    is_isatap = (int(ip) >> 32) & 0xFFFFFFFF in _ISATAP
    return not is_isatap


def address_of(host: str) -> str | None:
    """Return the IP address that a host is written as, None for a name."""
    text = _normal_host(host)
    try:
        return str(ipaddress.IPv6Address(text))
    except ValueError:
        pass
    numbers = [_number(part) for part in text.split(".")]
    if len(numbers) > 4 or None in numbers:
        return None
    *first, last = [number for number in numbers if number is not None]
    if any(number > 255 for number in first) or last >= 256 ** (4 - len(first)):
        return None
    places = range(3, 3 - len(first), -1)
    address = last + sum(number << 8 * place for number, place in zip(first, places, strict=True))
    return str(ipaddress.IPv4Address(address))


def why_not_public(host: str) -> str | None:
    """Return why a host is certainly not public, None where only its name server knows."""
    address = address_of(host)
    if address is not None:
        return None if is_public(address) else f"{address} is not a public address"
    name = _normal_host(host)
    if name.endswith(_PRIVATE_SUFFIXES) or name in _PRIVATE_NAMES:
        return f"{name} is a name of this machine or of a private network"
    return None


def _normal_host(host: str) -> str:
    """Return a host as a resolver reads it: without brackets, zone, and other forms of a stop."""
    text = unicodedata.normalize("NFKC", host).replace("\u3002", ".").lower()
    return text.strip("[]").partition("%")[0].removesuffix(".")


def _number(part: str) -> int | None:
    """Return a decimal, hexadecimal or octal number, None for anything else."""
    if _NUMBER.fullmatch(part) is None or len(part) > LONGEST_NUMBER:
        return None
    if part.startswith("0x"):
        return int(part[2:] or "0", 16)
    try:
        return int(part, 8 if part.startswith("0") else 10)
    except ValueError:  # 08 and 09 are not octal
        return None
