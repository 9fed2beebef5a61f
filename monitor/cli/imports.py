"""Read lists that other programs wrote, for the commands that import them."""

import re
from pathlib import Path
from typing import BinaryIO, cast

import click

from monitor.records.errors import InvalidInput, UnreadableList

DEFAULT_NAME = "imported"
"""Name of the target file where neither an option nor the source gives one."""

_VALID_NAME = re.compile(r"[\w][\w. -]*")
"""A name that stays inside its folder and is not hidden."""


def target_file(folder: Path, name: str | None, source: str) -> Path:
    """Return the file that holds what is imported from a source. Raises `InvalidInput`.

    Args:
        folder: where imported files are.
        name: the name that the user chose, without a suffix; else the name of the source.
        source: the path of the source, or ``<stdin>``.
    """
    if name is None:
        name = Path(source).stem.split(".")[0].strip("<>-")
        if name == "stdin":
            name = DEFAULT_NAME
    name = name or DEFAULT_NAME
    if not _VALID_NAME.fullmatch(name):
        raise InvalidInput(f"--name: {name!r} is not a file name; use letters, digits, - and _")
    return folder / f"{name}.jsonl"


def read_text(file: click.utils.LazyFile) -> str:
    """Return the text of a list in UTF-8, without a byte order mark. Raises `UnreadableList`."""
    body = cast("BinaryIO", file).read()
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableList(
            f"{file.name}: not UTF-8 at byte {error.start}; convert it first: iconv -t utf-8"
        ) from error
