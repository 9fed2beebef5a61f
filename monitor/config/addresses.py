"""Addresses in the settings: of servers, and of the database. Pure.

No message repeats the address of a database, which may contain a password.
"""

import re
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import quote, urlsplit

from monitor.records.fields import MAX_PORT, quoted

_HOST_PORT = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\s:/@\[\]]+):([0-9]{1,5})")
_WITH_PASSWORD = re.compile(r"([^:/@]*):(.*)@([^@]*)", re.DOTALL)
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_UNRESERVED = "%-._~!$&'()*+,;="
"""Characters that stay as they are in a password; the rest is percent-encoded."""

DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}
"""The installed driver of each kind of database."""
_DATABASE_ADVICE = (
    "only sqlite and postgresql are supported: "
    "use sqlite:///FILE or postgresql://user:password@host:5432/name"
)


def split_host_port(address: str) -> tuple[str, int]:
    """Return the host, without brackets, and the port of an address that was checked."""
    host, _, port = address.rpartition(":")
    return host.strip("[]"), int(port)


def server_address(address: str) -> str:
    """Return ``host:port`` as it is. Raises ValueError."""
    match = _HOST_PORT.fullmatch(address)
    if match is None:
        raise ValueError(f"{quoted(address)} is not a valid address; write host:port")
    if not 1 <= int(match[2]) <= MAX_PORT:
        raise ValueError(f"{match[2]} is not a port; use one from 1 to {MAX_PORT}")
    return address


def listen_address(address: str) -> str:
    """Return the ``host:port`` of a service of ours as it is. Raises ValueError."""
    if _HOST_PORT.fullmatch(address) is None:
        example = f"127.0.0.1:{address}" if address.isdecimal() else "127.0.0.1:8080"
        raise ValueError(
            f"{quoted(address)} is not a valid address; write host:port, such as {example}"
        )
    return server_address(address)


def network(address: str) -> str:
    """Return an IP address or a network as it is. Raises ValueError."""
    try:
        ip_network(address)
    except ValueError:
        raise ValueError(
            f"{quoted(address)} is not a valid network; use 10.0.0.7 or 172.16.0.0/12"
        ) from None
    return address


def check_servers(servers: str) -> str:
    """Return Kafka servers, ``host:port`` with commas between, as they are. Raises ValueError."""
    for server in servers.split(","):
        server_address(server.strip())
    return servers


def sqlite_file(url: str) -> Path | None:
    """Return the file of a database of SQLite, None for another one; no driver is loaded."""
    backend, _, file = url.partition(":///")
    file = file.partition("?")[0]
    return Path(file) if backend.startswith("sqlite") and file else None


def database_url(url: str) -> str:
    """Return a database URL with the driver that is installed. Raises ValueError.

    A password may contain any character: it ends at the last ``@``, and what a URL does not allow
    is encoded.
    """
    scheme, separator, rest = url.partition("://")
    driver = DRIVERS.get(scheme.lower())
    if driver is None or not separator:
        kind = quoted(scheme) if separator else "the value"
        raise ValueError(f"{kind} is not a database address; {_DATABASE_ADVICE}")
    if driver.startswith("postgresql"):
        rest = _postgres_rest(rest)
    elif not rest.startswith("/"):
        raise ValueError(f"a SQLite database needs three slashes; {_DATABASE_ADVICE}")
    return f"{driver}://{rest}"


def _postgres_rest(rest: str) -> str:
    """Return what follows ``postgresql://``, with the password encoded. Raises ValueError."""
    match = _WITH_PASSWORD.fullmatch(rest)
    if match is not None:
        password = quote(_STRAY_PERCENT.sub("%25", match[2]), safe=_UNRESERVED)
        rest = f"{match[1]}:{password}@{match[3]}"
    try:
        parts = urlsplit(f"//{rest}")
        has_name = len(parts.path) > 1
        parts.port  # noqa: B018  raises for a port that is not a number up to 65535
    except ValueError:
        raise ValueError(f"the host or the port is not valid; {_DATABASE_ADVICE}") from None
    if not has_name:
        raise ValueError(f"the name of the database is missing; {_DATABASE_ADVICE}")
    return rest
