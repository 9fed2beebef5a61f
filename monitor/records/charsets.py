"""Bytes to text: which character set a document is in, whatever it declares.

In order:

1. A byte order mark, or the pattern of zero bytes of UTF-16.
2. Valid UTF-8 is UTF-8, whatever is declared.
3. UTF-8 with stray bytes stays UTF-8: each stray byte is read as windows-1252, the set of the
   editors that leave them. At most one stray byte for three valid sequences counts as stray; where
   nothing but UTF-8 is declared, so do bytes of which at most `STRAY_RUN` are side by side: only
   Latin scripts have so few of them. Halves of a pair of UTF-16 are one character (CESU-8).
4. The declared sets (HTTP first, then the document), under every label that browsers know:
   iso-8859-1 means windows-1252, gb2312 means gb18030 (WHATWG Encoding, 4.2).
5. Detection among a few sets; the more there are to choose from, the more often it errs.
"""

import codecs
import re

import webencodings  # type: ignore[import-untyped]  # no types

STRAYS_PER_SEQUENCE = 1 / 3
"""Share of stray bytes among valid sequences up to which a text is UTF-8."""

STRAY_RUN = 2
"""Stray bytes side by side in words of Latin scripts; words of other scripts have more."""

DETECTED_BYTES = 200_000
"""Bytes that detection reads; more do not change its answer."""

_PYTHON_NAMES = {"gbk": "gb18030", "shift_jis": "cp932", "euc-kr": "cp949", "big5": "big5hkscs"}
"""Codecs that read all that browsers read under a name of WHATWG Encoding."""

_NOT_CHARSETS = frozenset(
    ("idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "utf-7", "mbcs")
)
"""Codecs of Python that no document is in, and utf-7, which browsers refuse as an attack."""

_UNDECLARED = [
    "cp1252", "cp1251", "cp1256", "koi8_r", "gb18030", "big5", "euc_kr", "shift_jis", "cp1253",
    "cp1255",
]  # fmt: skip
"""Sets that real documents without a declaration are in."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
"""First bytes that leave no choice."""

_HTTP_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_PAIR = re.compile(rb"\xed([\xa0-\xaf])([\x80-\xbf])\xed([\xb0-\xbf])([\x80-\xbf])")
"""A pair of surrogates, each written as UTF-8 (Unicode Technical Report 26)."""
_STRAY_HANDLER = "monitor.stray"


def _read_stray(error: UnicodeError) -> tuple[str, int]:
    """Read an invalid byte of UTF-8 as windows-1252."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    byte = error.object[error.start : error.start + 1]
    return byte.decode("cp1252", "replace"), error.start + 1


codecs.register_error(_STRAY_HANDLER, _read_stray)


def _character_of_pair(pair: re.Match[bytes]) -> bytes:
    """Return the character of a pair of surrogates as UTF-8."""
    return (
        pair[0]
        .decode("utf-8", "surrogatepass")
        .encode("utf-16", "surrogatepass")
        .decode("utf-16")
        .encode()
    )


def charset_of_content_type(content_type: str) -> str | None:
    """Return the character set that a Content-Type header names."""
    match = _HTTP_CHARSET.search(content_type)
    return match[1] if match else None


def decode(body: bytes, declared: tuple[str | None, ...]) -> str:
    """Return the text of a document; never raises."""
    return decode_as(body, character_set(body, declared))


def decode_as(body: bytes, charset: str) -> str:
    """Return bytes as text in a character set, stray bytes included."""
    is_utf8 = charset in ("utf-8", "utf-8-sig")
    if is_utf8:
        body = _PAIR.sub(_character_of_pair, body)
    text = body.decode(charset, _STRAY_HANDLER if is_utf8 else "replace")
    return text.removeprefix("\ufeff")


def character_set(body: bytes, declared: tuple[str | None, ...]) -> str:
    """Return the Python name of the character set of a document.

    ``declared`` are the names that HTTP and the document give, the strongest first.
    """
    for mark, marked in _MARKS:
        if body.startswith(mark):
            return marked
    names = [name for name in map(_python_name, filter(None, declared)) if name is not None]
    if _is_utf8(body, may_be_stray=all(name == "utf-8" for name in names)):
        return "utf-8"
    for name in names:
        if _decodes(body, name):
            return name
    return _detected(body)


def _python_name(label: str) -> str | None:
    """Return the codec for a label, None if it is unknown or not a character set."""
    name = label.strip().lower()
    encoding = webencodings.lookup(name)
    if encoding is not None:
        name = _PYTHON_NAMES.get(encoding.name, encoding.codec_info.name)
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    is_text = getattr(info, "_is_text_encoding", True) and info.name not in _NOT_CHARSETS
    is_wide = info.name.startswith(("utf-16", "utf-32"))  # without a mark the label is wrong
    return info.name if is_text and not is_wide else None


def _is_utf8(body: bytes, *, may_be_stray: bool) -> bool:
    """Return whether a body is UTF-8, a few stray bytes aside."""
    strays, sequences, is_isolated = _count_strays(body)
    if strays == 0:
        return True
    if strays <= sequences * STRAYS_PER_SEQUENCE:
        return True
    return may_be_stray and is_isolated


def _count_strays(body: bytes) -> tuple[int, int, bool]:
    """Return the invalid bytes, the valid sequences, and whether few are side by side."""
    strays = sequences = 0
    is_isolated = True
    for run in _HIGH_RUN.finditer(_PAIR.sub(_character_of_pair, body)):
        text = run[0].decode("utf-8", "surrogateescape")
        invalid = sum("\udc80" <= character <= "\udcff" for character in text)
        strays += invalid
        sequences += len(text) - invalid
        is_isolated = is_isolated and (not invalid or len(run[0]) <= STRAY_RUN)
    return strays, sequences, is_isolated


def _decodes(body: bytes, charset: str) -> bool:
    if charset == "utf-8":
        return False  # it was refused as such before
    if charset.startswith("cp125"):
        return True  # browsers read every byte; five of windows-1252 are undefined in Python
    try:
        body.decode(charset)
    except (ValueError, LookupError):
        return False
    return True


def _detected(body: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(body[:DETECTED_BYTES], cp_isolation=_UNDECLARED).best()
    return best.encoding if best else "utf-8"
