"""Types of the fields that users write, in YAML files and in requests to the API.

A value of the configuration is a frozen dataclass that derives from `UserInput`. The annotation of
a field says what the field accepts; `monitor.config` checks it with pydantic, which reads the
annotations through the two hooks that each class here defines. Nothing here imports pydantic, so
the values load quickly wherever nothing is checked.

Every refusal is one sentence: the wrong value, what is wrong with it, what to write instead.
"""

import ast
import inspect
import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, ClassVar
from urllib.parse import urlsplit

MAX_SHOWN_LENGTH = 60
"""Characters of a wrong value that a message repeats.

Enough to recognise it, too few to fill a terminal.
"""
MAX_DURATION = timedelta(days=3650)
"""Ten years: longer than anything is kept, and far below the length that overflows a date."""
MAX_TEXT_LENGTH = 500
"""Characters of a name or a description.

The longest official name of an organisation has about 300.
"""
MAX_QUERY_LENGTH = 10_000
"""Characters of a theme's query; a query of 500 alternatives fits."""
MAX_URL_LENGTH = 2_000
"""Characters of an address; longer ones are refused by common servers and proxies."""
MAX_PORT = 65_535
"""Ports are 16 bits wide."""
MAX_LABEL_LENGTH = 63
"""Bytes of one label of a host name (RFC 1035, 2.3.4)."""
MAX_LOCAL_PART = 64
"""Characters before the @ of a mail address (RFC 5321, 4.5.3.1.1)."""
MAX_HOST_LENGTH = 254
"""Bytes of a host name with the full stop behind each label."""

_DURATION = re.compile(r"([0-9]{1,18})\s*(s|m|h|d)")
_NUMBER = re.compile(r"[+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_CREDENTIALS = re.compile(r"//[^\s]*@")
_UNSAFE = re.compile("[\x00-\x20\x7f-\xa0\u2028\u2029]")
_MAIL = re.compile(
    r"[^@\s<>,;\"\\()\x00-\x1f\x7f]+@[^@\s<>,;\"\\()\x00-\x1f\x7f]+\.[^@\s<>,;.\"\\()\x00-\x1f\x7f]+"
)


class UserInput:
    """Base of the values that users write: unknown keys are refused, white space around texts is
    removed.
    """

    __slots__ = ()
    __pydantic_config__: ClassVar[Any] = {"extra": "forbid", "str_strip_whitespace": True}

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> dict[str, Any]:
        """Return the JSON Schema with the docstrings of the fields as descriptions."""
        written: dict[str, Any] = handler(schema)
        properties = handler.resolve_ref_schema(written).get("properties", {})
        for name, text in field_docstrings(cls).items():
            properties.get(name, {}).setdefault("description", text)
        return written


def field_docstrings(class_: type) -> dict[str, str]:
    """Return the docstrings of the fields of a class and its bases, by name."""
    texts: dict[str, str] = {}
    for base in reversed(class_.__mro__[:-1]):
        [definition] = ast.parse(textwrap.dedent(inspect.getsource(base))).body
        body = definition.body if isinstance(definition, ast.ClassDef) else []
        for field, docstring in pairwise(body):
            match field, docstring:
                case (
                    ast.AnnAssign(target=ast.Name(id=name)),
                    ast.Expr(value=ast.Constant(value=str(text))),
                ):
                    texts[name] = inspect.cleandoc(text)
    return texts


def quoted(value: object) -> str:
    """Return a wrong value as a message shows it: short, without credentials in addresses, and
    without the inside of lists and mappings.
    """
    if value is None:
        return "an empty value"
    if isinstance(value, list | tuple | set):
        return "a list"
    if isinstance(value, bytes):
        return "a text in bytes"
    if isinstance(value, dict):
        return "a mapping"
    if not isinstance(value, str | int | float | None):
        return f"a {type(value).__name__}"
    try:
        text = repr(value)
    except ValueError:  # Python refuses to write out integers of more than 4,300 digits
        return "a huge number"
    text = _CREDENTIALS.sub("//…@", text)
    return text if len(text) <= MAX_SHOWN_LENGTH else text[: MAX_SHOWN_LENGTH - 1] + "…"


@dataclass(frozen=True, slots=True)
class TextFormat:
    """Text of a given form, checked by a regular expression in Rust.

    ``advice`` completes the refusal.
    """

    pattern: str
    advice: str
    max_length: int

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        """Return the schema of the text."""
        from pydantic_core import core_schema

        return core_schema.str_schema(
            pattern=self.pattern,
            max_length=self.max_length,
            strip_whitespace=True,
            metadata={"advice": self.advice},
        )


@dataclass(frozen=True, slots=True)
class NumberRange:
    """A number between two bounds, both allowed; not a boolean, not infinite."""

    least: float
    most: float

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        """Return the schema of the number."""
        from pydantic_core import core_schema

        number = (
            core_schema.int_schema(ge=int(self.least), le=int(self.most))
            if source is int
            else core_schema.float_schema(ge=self.least, le=self.most, allow_inf_nan=False)
        )
        return core_schema.no_info_before_validator_function(_refuse_boolean, number)


@dataclass(frozen=True, slots=True)
class Checked:
    """A value of the annotated type that also passes a function, which returns it or raises
    ValueError.
    """

    check: Callable[[Any], Any]

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        """Return the schema of the type with the check after it."""
        from pydantic_core import core_schema

        return core_schema.no_info_after_validator_function(self.check, handler(source))


@dataclass(frozen=True, slots=True)
class Prepared:
    """A value of the annotated type, made from what is written by a function that raises
    ValueError.
    """

    prepare: Callable[[Any], Any]

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        """Return the schema of the type with the function before it."""
        from pydantic_core import core_schema

        return core_schema.no_info_before_validator_function(self.prepare, handler(source))


@dataclass(frozen=True, slots=True)
class Parsed:
    """A value that a function makes from what is written, or refuses with ValueError.

    ``examples`` document it.
    """

    parse: Callable[[Any], Any]
    write: Callable[[Any], Any]
    examples: tuple[str, ...]

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        """Return the schema of the parsed value."""
        from pydantic_core import core_schema

        return core_schema.no_info_plain_validator_function(
            self.parse,
            serialization=core_schema.plain_serializer_function_ser_schema(
                self.write, when_used="json-unless-none"
            ),
        )

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        """Return the JSON Schema: a text such as the examples."""
        return {"type": "string", "examples": list(self.examples)}


def parse_duration(value: object) -> timedelta:
    """Parse ``90s``, ``5m``, ``2h``, ``1d`` or a number of seconds, up to ten years.

    Raises ValueError.
    """
    if isinstance(value, timedelta):
        duration = value
    elif isinstance(value, int | float) and not isinstance(value, bool):
        duration = _seconds(value)
    elif isinstance(value, str) and (match := _DURATION.fullmatch(value.strip())):
        duration = _seconds(int(match[1]) * _UNITS[match[2]])
    else:
        raise ValueError(f"{quoted(value)} is not a valid duration; use 30s, 5m, 2h or 1d")
    if duration < timedelta(0):
        raise ValueError(f"{quoted(value)} is a negative duration; use 30s, 5m, 2h or 1d")
    return duration


def duration_text(seconds: float) -> str:
    """Return a duration as `parse_duration` reads it: ``30s``, ``5m``, ``2h`` or ``1d``."""
    whole = round(seconds)
    unit = next(unit for unit in reversed(_UNITS) if whole % _UNITS[unit] == 0)
    return f"{whole // _UNITS[unit]}{unit}" if whole else "0s"


def parse_interval(value: object) -> timedelta:
    """Parse the time between two polls: a duration of at least one second. Raises ValueError."""
    interval = parse_duration(value)
    if interval < timedelta(seconds=1):
        raise ValueError(f"{quoted(value)} is under one second; use 1s or more")
    return interval


def check_http_url(url: str) -> str:
    """Return an absolute ``http(s)`` address as it is.

    Raises ValueError, whose text shows no credentials.
    """
    advice = "use an address such as https://news.example/rss"
    if len(url) > MAX_URL_LENGTH:
        raise ValueError(f"the address has more than {MAX_URL_LENGTH} characters; {advice}")
    text = quoted(url)
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ValueError(
            f"{text} is not a valid address; check the host, and use a port from 1 to {MAX_PORT}"
        ) from None
    is_web = parts.scheme in ("http", "https") and bool(host)
    if not is_web or _UNSAFE.search(url) or not _is_host(host or ""):
        raise ValueError(f"{text} is not a valid http or https address; {advice}")
    if port == 0:
        raise ValueError(f"{text} has port 0; use a port from 1 to {MAX_PORT}")
    return url


def _is_host(host: str) -> bool:
    """Return whether a name server can hold a host name (RFC 1035, 2.3.4), or it is an address."""
    if ":" in host:
        return True
    labels = host.removesuffix(".").split(".")
    try:
        encoded = [label.encode("ascii" if label.isascii() else "idna") for label in labels]
    except UnicodeError:  # a label that is too long or has no form of ASCII
        return False
    is_short = sum(map(len, encoded)) + len(encoded) <= MAX_HOST_LENGTH
    return is_short and all(1 <= len(label) <= MAX_LABEL_LENGTH for label in encoded)


def check_mail_address(address: str) -> str:
    """Return a mail address as it is. Raises ValueError."""
    local, _, domain = address.rpartition("@")
    is_short = len(local) <= MAX_LOCAL_PART and len(domain) < MAX_HOST_LENGTH
    if _MAIL.fullmatch(address) is None or not is_short or domain.startswith("["):
        raise ValueError(
            f"{quoted(address)} is not a valid mail address; use one such as desk@example.org"
        )
    return address


def check_file(path: Path) -> Path:
    """Return the path of a file as it is. Raises ValueError for characters that no path has."""
    if "\x00" in str(path) or path == Path():
        raise ValueError("the path of a file is empty or has a null character; use secrets/name")
    return path


def check_name(name: str) -> str:
    """Return a name as it is. Raises ValueError for one that no text can contain as a word."""
    if not any(map(str.isalnum, name)):
        raise ValueError(f"{quoted(name)} has no letter or digit; write a name")
    return name


def refuse_number(value: Any) -> Any:
    """Return what is written for a time as it is. Raises ValueError for a bare number.

    pydantic takes 2026 for seconds after 1970.
    """
    is_number = isinstance(value, int | float)
    if is_number or (isinstance(value, str) and _NUMBER.fullmatch(value.strip())):
        raise ValueError(f"{quoted(value)} is not a time; use 2026-01-31T12:00:00Z")
    return value


def check_aware(at: datetime) -> datetime:
    """Return a time as it is. Raises ValueError where it has no zone."""
    if at.tzinfo is None:
        raise ValueError(f"{at} has no time zone; use 2026-01-31T12:00:00Z")
    return at


def parse_language(value: object) -> str:
    """Parse the code of a language, ISO 639. Raises ValueError."""
    if isinstance(value, bool):
        raise ValueError(
            "the language is read as true or false; YAML takes no, yes, on and off so: "
            "put the code in quotes, as 'no'"
        )
    if isinstance(value, str) and re.fullmatch(r"[a-z]{2,3}", value.strip()):
        return value.strip()
    hint = "two or three lower-case letters, such as en or ckb"
    if isinstance(value, str) and (match := re.match(r"\s*([A-Za-z]{2,3})(?:[-_]|\s*$)", value)):
        hint = f"{match[1].lower()!r}"
    raise ValueError(f"{quoted(value)} is not the code of a language; use {hint}")


def _seconds(value: float) -> timedelta:
    if not abs(value) <= MAX_DURATION.total_seconds():  # also false for NaN
        raise ValueError(
            f"{quoted(value)} seconds is not a valid duration; the longest is {MAX_DURATION.days}d"
        )
    return timedelta(seconds=value)


def _refuse_boolean(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError(f"{quoted(value)} is not a number")
    return value


Identifier = Annotated[
    str,
    TextFormat(
        r"^[a-z0-9][a-z0-9._-]*$",
        "use lower-case letters, digits, '.', '_' and '-', such as anna-berg",
        100,
    ),
]
"""Id of an actor, theme, rule, publisher or subscription.

At most 100 characters, as it is part of Kafka keys.
"""
NameOrTag = Annotated[
    str,
    TextFormat(
        r"^(tag:)?[a-z0-9][a-z0-9._-]*$",
        "use the id of an actor, or tag: and the name of a tag",
        104,
    ),
]
"""An actor, or every actor with a tag (``tag:shia``)."""
Text = Annotated[
    str,
    TextFormat(
        r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]+$",
        "use one line of text that is not empty",
        MAX_TEXT_LENGTH,
    ),
]
"""One line of text; control characters and line separators would break out of a mail header."""
NameText = Annotated[Text, Checked(check_name)]
"""The name of an actor: a text with a letter or a digit."""
Duration = Annotated[
    timedelta, Parsed(parse_duration, timedelta.total_seconds, ("30s", "5m", "2h", "1d"))
]
Interval = Annotated[
    timedelta, Parsed(parse_interval, timedelta.total_seconds, ("30s", "5m", "2h", "1d"))
]
Language = Annotated[str, Parsed(parse_language, str, ("en", "ar", "ckb"))]
HttpUrl = Annotated[str, Checked(check_http_url)]
MailAddress = Annotated[str, Checked(check_mail_address)]
FilePath = Annotated[Path, Checked(check_file)]
AwareTime = Annotated[datetime, Prepared(refuse_number), Checked(check_aware)]
