"""Content encodings: what servers send, in any pieces, within the limit."""

import gzip
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.http.compression import BodyDecoder, WrongEncoding, undeclared_gzip
from monitor.records.errors import FetchError

LIMIT = 1_000_000


def raw_deflate(body: bytes) -> bytes:
    compressor = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return compressor.compress(body) + compressor.flush()


ENCODINGS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", gzip.compress),
    "x-gzip": ("X-GZIP", gzip.compress),
    "two members": ("gzip", lambda body: gzip.compress(body[:3]) + gzip.compress(body[3:])),
    "empty members": (
        "gzip",
        lambda body: gzip.compress(b"") + gzip.compress(body) + gzip.compress(b""),
    ),
    "padded": ("gzip", lambda body: gzip.compress(body) + b"\0" * 20),
    "zlib": ("deflate", zlib.compress),
    "raw deflate": ("deflate", raw_deflate),
    "brotli": ("br", brotli.compress),
    "zstd": ("zstd", zstandard.compress),
    "twice": ("gzip, gzip", lambda body: gzip.compress(gzip.compress(body))),
    "mixed": ("deflate,br", lambda body: brotli.compress(zlib.compress(body))),
    "identity": ("identity", bytes),
    "none": ("", bytes),
}


def decoded(encoding: str, body: bytes, size: int, limit: int = LIMIT) -> bytes:
    decoder = BodyDecoder(encoding, limit)
    parts = [decoder.decode(body[at : at + size]) for at in range(0, len(body), size)]
    return b"".join(parts) + decoder.finish()


@pytest.mark.parametrize("name", ENCODINGS)
@given(body=st.binary(max_size=300), size=st.integers(1, 400))
@settings(max_examples=25)
def test_a_body_is_decoded_in_pieces_of_any_size(name: str, body: bytes, size: int) -> None:
    encoding, encode = ENCODINGS[name]
    assert decoded(encoding, encode(body), size) == body


@pytest.mark.parametrize("name", [name for name in ENCODINGS if name not in ("identity", "none")])
@pytest.mark.parametrize("size", [100, 100_000])
def test_a_bomb_is_given_up_at_the_limit(name: str, size: int) -> None:
    encoding, encode = ENCODINGS[name]
    bomb = encode(b" " * 20_000_000)
    with pytest.raises(FetchError) as caught:
        decoded(encoding, bomb, size)
    assert caught.value.kind == "too_large"


@pytest.mark.parametrize("name", ["gzip", "two members", "zlib", "raw deflate", "brotli", "twice"])
def test_a_body_that_ends_early_is_incomplete(name: str) -> None:
    encoding, encode = ENCODINGS[name]
    body = encode(bytes(range(256)) * 20)
    with pytest.raises(FetchError) as caught:
        decoded(encoding, body[: len(body) - 12], 64)
    assert caught.value.kind == "incomplete"


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_a_plain_body_under_a_label_is_a_wrong_encoding(encoding: str) -> None:
    with pytest.raises(WrongEncoding):
        decoded(encoding, b"<rss version='2.0'></rss>" * 9, 64)


def test_an_unknown_encoding_is_named() -> None:
    with pytest.raises(FetchError, match="lzma") as caught:
        BodyDecoder("lzma", LIMIT)
    assert caught.value.kind == "bad_encoding"


def test_gzip_without_a_label_is_decoded() -> None:
    assert undeclared_gzip(gzip.compress(b"<rss>"), LIMIT) == b"<rss>"
    assert undeclared_gzip(b"\x1f\x8bnot gzip", LIMIT) == b"\x1f\x8bnot gzip"
    assert undeclared_gzip(b"<rss>", LIMIT) == b"<rss>"
