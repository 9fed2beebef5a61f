"""Read lists that other programs wrote, for the commands that import them."""

import codecs
import re
from pathlib import Path

import click

from monitor.records.charsets import character_set, decode
from monitor.records.errors import InvalidInput, UnreadableList

DEFAULT_NAME = "imported"
"""Name of the target file where neither an option nor the source gives one."""

STANDARD_INPUT = "-"

SOURCE = click.argument(
    "source", metavar="FILE", type=click.Path(exists=True, dir_okay=False, allow_dash=True)
)

BEGINNING = 16
"""Bytes that show UTF-16 without a mark: eight ASCII characters, as a header or JSON has them."""

WORKBOOK_MARKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""First bytes of .xlsx and .ods, and of .xls."""

_VALID_NAME = re.compile(r"[\w][\w. -]*")
"""A name that stays inside its folder and is not hidden."""


def target_file(folder: Path, name: str | None, source: str) -> Path:
    """Return the file that holds what is imported from a source. Raises `InvalidInput`.

    Args:
        folder: where imported files are.
        name: the name that the user chose, without a suffix; else the name of the source.
        source: the path of the source, ``-`` for standard input.
    """
    if name is None:
        name = DEFAULT_NAME if source == STANDARD_INPUT else Path(source).name.split(".")[0]
    if not _VALID_NAME.fullmatch(name):
        raise InvalidInput(f"--name: {name!r} cannot name a file; use letters, digits, - and _")
    return folder / f"{name}.jsonl"


def read_bytes(source: str) -> bytes:
    """Return the content of a file or of standard input. Raises OSError."""
    if source == STANDARD_INPUT:
        return click.get_binary_stream("stdin").read()
    return Path(source).read_bytes()


def read_text(source: str) -> str:
    """Return the text of a list in UTF-8, or as spreadsheets write it: UTF-16, a code page.

    Which code page is detected, and reported on standard error. Raises `UnreadableList` for
    workbooks, and for JSON in another encoding than UTF-8.
    """
    body = read_bytes(source)
    if body.startswith(WORKBOOK_MARKS):
        raise UnreadableList(f"{source}: a workbook; save the sheet as CSV UTF-8 first")
    encoding = _encoding_of(body)
    is_utf_16 = encoding != "utf-8-sig"
    try:
        return body.decode(encoding)
    except UnicodeDecodeError as error:
        is_json = body.lstrip()[:1] in (b"{", b"[")
        if not is_json and not is_utf_16:
            text, page = decode(body, ()), character_set(body, ()).replace("utf-8", "cp1252")
            click.echo(f"{source} is not UTF-8; it was read as {page}, by its letters", err=True)
            return text
        raise UnreadableList(
            f"{source}: not UTF-8 at byte {error.start}; convert it first: iconv -t utf-8"
        ) from error


def _encoding_of(body: bytes) -> str:
    """Return UTF-16 for a text with its mark, or whose every second byte is zero; else UTF-8."""
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    first, second = body[0:BEGINNING:2], body[1:BEGINNING:2]
    if second and not any(second) and all(first):
        return "utf-16-le"
    if first and not any(first) and all(second):
        return "utf-16-be"
    return "utf-8-sig"
