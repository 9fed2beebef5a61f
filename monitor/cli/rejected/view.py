"""A dead letter as builtin values."""

import base64

import msgspec

from monitor.cli.output import Row
from monitor.records import Rejection


def rejection_view(rejection: Rejection) -> Row:
    """Return a rejection as builtin values; bytes as text in UTF-8, otherwise as ``base64:…``."""
    row: Row = msgspec.to_builtins(rejection)
    row.pop("schema", None)
    return {**row, "key": _readable(rejection.key), "body": _readable(rejection.body)}


def _readable(body: bytes | None) -> str | None:
    if body is None:
        return None
    try:
        return body.decode()
    except UnicodeDecodeError:
        return "base64:" + base64.b64encode(body).decode()
