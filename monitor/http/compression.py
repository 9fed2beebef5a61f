"""Content encodings (RFC 9110, 8.4): decoded piece by piece, with a cap on the decoded bytes.

1. ``gzip`` may have several members, empty ones too (RFC 1952, 2.2); bytes behind the last that
   begin no member are ignored.
2. ``deflate`` is zlib (RFC 1950), or raw as some servers send it.
3. ``br`` and ``zstd`` are decoded though not asked for. Encodings listed one after another are
   undone from the last to the first. An unknown one is an error that names it; names that are of
   something else (`NO_ENCODINGS`) are ignored, as browsers ignore them.
4. A body that begins as gzip though no header says so is decoded too; no feed begins like that.
"""

import io
import zlib
from typing import Any, Protocol

from monitor.records.errors import FetchError, MonitorError

GZIP_MARK = b"\x1f\x8b"

_AUTOMATIC = zlib.MAX_WBITS | 32
_RAW = -zlib.MAX_WBITS


class WrongEncoding(MonitorError):
    """The body is not encoded in the way that its header says."""


class Decoder(Protocol):
    """Decodes one encoding."""

    def decode(self, chunk: bytes, limit: int) -> bytes:
        """Return what a chunk decodes to; may return up to ``limit`` bytes and drop the rest.

        Raises `WrongEncoding`.
        """
        ...

    def finish(self, limit: int) -> bytes:
        """Return the rest after the last chunk. Raises `FetchError` if the body ends early."""
        ...


class BodyDecoder:
    """Decodes a body piece by piece. Raises `FetchError` (``too_large``) beyond the limit."""

    def __init__(self, content_encoding: str, most_bytes: int) -> None:
        """Raises `FetchError` (``bad_encoding``) for an unknown encoding."""
        self._decoders = _decoders(content_encoding)
        self._left = most_bytes
        self._most_bytes = most_bytes

    @property
    def is_encoded(self) -> bool:
        """Whether the header names an encoding."""
        return bool(self._decoders)

    def decode(self, chunk: bytes) -> bytes:
        """Return what a chunk decodes to."""
        for decoder in self._decoders:
            chunk = decoder.decode(chunk, self._left + 1)
        return self._count(chunk)

    def finish(self) -> bytes:
        """Return the rest after the last chunk."""
        rest = b""
        for decoder in self._decoders:
            decoded = decoder.decode(rest, self._left + 1) if rest else b""
            rest = decoded + decoder.finish(self._left + 1 - len(decoded))
        return self._count(rest)

    def _count(self, piece: bytes) -> bytes:
        self._left -= len(piece)
        if self._left < 0:
            raise FetchError("too_large", f"more than {self._most_bytes // 1_000_000} MB")
        return piece


def undeclared_gzip(body: bytes, most_bytes: int) -> bytes:
    """Return a body, decoded if it is gzip though no header says so."""
    if not body.startswith(GZIP_MARK):
        return body
    decoder = BodyDecoder("gzip", most_bytes)
    try:
        return decoder.decode(body) + decoder.finish()
    except WrongEncoding:
        return body


def _decoders(content_encoding: str) -> list[Decoder]:
    names = [name.partition(";")[0].strip().lower() for name in content_encoding.split(",")]
    decoders = [_decoder(name) for name in reversed(names) if name not in NO_ENCODINGS]
    if len(decoders) > MOST_ENCODINGS:
        raise FetchError("bad_encoding", f"more than {MOST_ENCODINGS} encodings")
    return decoders


NO_ENCODINGS = frozenset(
    ("", "identity", "none", "binary", "8bit", "7bit", "utf-8", "utf8", "aws-chunked", "chunked")
)
"""Values of the header that change nothing: no encoding, character sets, encodings of transfer."""
MOST_ENCODINGS = 3
"""Encodings of one body; servers behind a proxy apply two."""


def _decoder(name: str) -> Decoder:
    if name in ("gzip", "x-gzip"):
        return _Gzip()
    if name == "deflate":
        return _Deflate()
    if name == "br":
        return _Brotli()
    if name == "zstd":
        return _Zstandard()
    raise FetchError("bad_encoding", f"the content encoding {name!r} is not known")


class _Gzip:
    """Members of gzip, one after another."""

    def __init__(self) -> None:
        self._member: Any = None
        self._has_member = False
        self._start = b""
        """The first byte of a member whose second has not come yet."""

    def decode(self, chunk: bytes, limit: int) -> bytes:
        """Decode a chunk."""
        parts: list[bytes] = []
        data, self._start = self._start + chunk, b""
        while data and limit > 0:
            if self._member is None and not self._begin(data):
                break
            part, data = self._inflate(data, limit)
            parts.append(part)
            limit -= len(part)
        return b"".join(parts)

    def finish(self, limit: int) -> bytes:  # noqa: ARG002  nothing is left
        """Check that the last member is whole."""
        if self._member is not None:
            raise FetchError("incomplete", "the compressed body ends early")
        return b""

    def _begin(self, data: bytes) -> bool:
        """Begin a member; False for padding, or if its mark is not complete yet."""
        if self._has_member and not data.startswith(GZIP_MARK):
            self._start = data if data == GZIP_MARK[:1] else b""
            return False
        self._member = zlib.decompressobj(_AUTOMATIC)
        self._has_member = True
        return True

    def _inflate(self, data: bytes, limit: int) -> tuple[bytes, bytes]:
        """Return a decoded part, and the data behind it."""
        try:
            part: bytes = self._member.decompress(data, limit)
        except zlib.error as error:
            raise WrongEncoding(str(error)) from error
        if not self._member.eof:
            return part, self._member.unconsumed_tail
        rest = self._member.unused_data
        self._member = None
        return part, rest


class _Deflate:
    """zlib, or raw deflate."""

    def __init__(self) -> None:
        self._inflate: Any = None
        self._start = b""
        """The first byte, until the second shows which of the two forms it is."""

    def decode(self, chunk: bytes, limit: int) -> bytes:
        """Decode a chunk."""
        if self._inflate is None:
            self._start += chunk
            return self._begin(self._start, limit) if len(self._start) > 1 else b""
        try:
            return bytes(self._inflate.decompress(chunk, limit))
        except zlib.error as error:
            raise WrongEncoding(str(error)) from error

    def finish(self, limit: int) -> bytes:  # noqa: ARG002  nothing is left
        """Check that the body is whole."""
        is_whole = self._inflate.eof if self._inflate is not None else not self._start
        if not is_whole:
            raise FetchError("incomplete", "the compressed body ends early")
        return b""

    def _begin(self, chunk: bytes, limit: int) -> bytes:
        for bits in (_AUTOMATIC, _RAW):
            inflate = zlib.decompressobj(bits)
            try:
                part = inflate.decompress(chunk, limit)
            except zlib.error:
                continue
            self._inflate = inflate
            return part
        raise WrongEncoding("neither zlib nor raw deflate")


class _Brotli:
    """Brotli (RFC 7932)."""

    def __init__(self) -> None:
        import brotli

        self._brotli: Any = brotli
        self._decompressor: Any = brotli.Decompressor()
        self._has_data = False

    def decode(self, chunk: bytes, limit: int) -> bytes:
        """Decode a chunk."""
        self._has_data = self._has_data or bool(chunk)
        parts: list[bytes] = []
        try:
            while limit > 0:
                part: bytes = self._decompressor.process(chunk, output_buffer_limit=limit)
                parts.append(part)
                limit -= len(part)
                chunk = b""
                if self._decompressor.can_accept_more_data() or not part:
                    break
        except self._brotli.error as error:
            raise WrongEncoding(f"brotli: {error}") from error
        return b"".join(parts)

    def finish(self, limit: int) -> bytes:  # noqa: ARG002  nothing is left
        """Check that the body is whole."""
        if self._has_data and not self._decompressor.is_finished():
            raise FetchError("incomplete", "the compressed body ends early")
        return b""


class _Zstandard:
    """Zstandard (RFC 8878); decoded at the end, because only its reader has a limit."""

    LARGEST_WINDOW = 2**27
    """Bytes of memory that a frame may ask for; browsers allow 8 MB, ``zstd --long`` this."""

    def __init__(self) -> None:
        self._chunks: list[bytes] = []

    def decode(self, chunk: bytes, limit: int) -> bytes:
        """Keep a chunk."""
        if sum(map(len, self._chunks)) + len(chunk) > limit:
            raise FetchError("too_large", "the compressed body exceeds the limit")
        self._chunks.append(chunk)
        return b""

    def finish(self, limit: int) -> bytes:
        """Decode the whole body."""
        import zstandard

        body = b"".join(self._chunks)
        if not body:
            return b""
        decompressor = zstandard.ZstdDecompressor(max_window_size=self.LARGEST_WINDOW)
        reader = decompressor.stream_reader(io.BytesIO(body), read_across_frames=True)
        try:
            return bytes(reader.read(limit))
        except zstandard.ZstdError as error:
            raise WrongEncoding(f"zstd: {error}") from error
