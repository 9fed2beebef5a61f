"""Heads of responses that break RFC 9112, made readable for the strict client library.

Some servers send lines that no header has: ``X Header: 1``, ``Content-Type : text/xml``, a line of
PHP without a colon. Browsers read past them. `LenientBackend` wraps another network backend; the
head of the first response after each request is repaired:

1. White space around a name is removed. A line without a colon, and one whose name is not a token
   (RFC 9110, 5.6.2), is dropped with its continuation lines.
2. Control characters in a value are removed. A Content-Length that is not a number is dropped.
3. A head longer than `LONGEST_HEAD` is passed on as it is.

A connection of such a client serves one request: on a second one it could not be known where a
body ends and the next head begins.
"""

import re
from typing import Any

import httpcore

LONGEST_HEAD = 100_000
"""Bytes; the client library refuses longer ones."""

_END = re.compile(rb"\r?\n\r?\n")
_TOKEN = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_INTERIM = re.compile(rb"HTTP/\d\.\d\s+1\d\d\b")


def repair_head(head: bytes) -> bytes:
    """Return the status line and the headers of a response without unreadable lines."""
    status, *lines = re.split(rb"\r?\n", head)
    kept, is_dropped = [status], False
    for line in lines:
        if line[:1] in (b" ", b"\t"):  # continues the header before
            if not is_dropped and len(kept) > 1:
                kept.append(_CONTROLS.sub(b"", line))
            continue
        name, colon, value = line.partition(b":")
        repaired = _repair_header(name.strip(), value.strip()) if colon else None
        is_dropped = repaired is None
        if repaired is not None:
            kept.append(repaired)
    return b"\r\n".join(kept)


def _repair_header(name: bytes, value: bytes) -> bytes | None:
    if not _TOKEN.fullmatch(name):
        return None
    if name.lower() == b"content-length" and not value.isdigit():
        return None
    return name + b": " + _CONTROLS.sub(b"", value)


class LenientBackend(httpcore.AsyncNetworkBackend):
    """A network backend whose connections repair the heads of responses."""

    def __init__(self, backend: httpcore.AsyncNetworkBackend) -> None:
        self._backend = backend

    async def connect_tcp(self, *args: Any, **kwargs: Any) -> httpcore.AsyncNetworkStream:
        """Connect as the wrapped backend does."""
        return _LenientStream(await self._backend.connect_tcp(*args, **kwargs))

    async def connect_unix_socket(self, *args: Any, **kwargs: Any) -> httpcore.AsyncNetworkStream:
        """Connect as the wrapped backend does."""
        return _LenientStream(await self._backend.connect_unix_socket(*args, **kwargs))

    async def sleep(self, seconds: float) -> None:
        """Wait as the wrapped backend does."""
        await self._backend.sleep(seconds)


class _LenientStream(httpcore.AsyncNetworkStream):
    """A connection that repairs the head of the response to each request."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream
        self._awaits_head = False
        self._received = b""

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return the next bytes; of a head, all of it at once."""
        while self._awaits_head:
            chunk = await self._stream.read(max_bytes, timeout)
            self._received += chunk
            end = _END.search(self._received)
            if end is not None:
                return self._take_head(end)
            if not chunk or len(self._received) > LONGEST_HEAD:
                self._awaits_head = False
                received, self._received = self._received, b""
                return received
        return await self._stream.read(max_bytes, timeout)

    def _take_head(self, end: re.Match[bytes]) -> bytes:
        """Return the repaired head with what follows it; after an interim one, the next follows."""
        head, rest = self._received[: end.start()], self._received[end.end() :]
        self._received = b""
        repaired = repair_head(head) + b"\r\n\r\n"
        if not _INTERIM.match(head):
            self._awaits_head = False
            return repaired + rest
        self._received = rest
        following = _END.search(rest)
        return repaired + (self._take_head(following) if following is not None else b"")

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send bytes of a request, whose response begins with a head."""
        self._awaits_head, self._received = True, b""
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        """Close the connection."""
        await self._stream.aclose()

    async def start_tls(self, *args: Any, **kwargs: Any) -> httpcore.AsyncNetworkStream:
        """Return the connection under TLS."""
        return _LenientStream(await self._stream.start_tls(*args, **kwargs))

    def get_extra_info(self, info: str) -> Any:
        """Return what the wrapped connection knows."""
        return self._stream.get_extra_info(info)
