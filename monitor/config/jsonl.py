"""JSON Lines files of the configuration folder: read line by line, replaced whole.

A file is written beside the old one and renamed, so that a running system never reads half of it.
"""

import codecs
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from monitor.config.files import shown_path
from monitor.config.messages import adapter_of, problems_of

T = TypeVar("T")


def numbered_lines(file: Path) -> Iterator[tuple[int, bytes]]:
    """Yield the number and the bytes of every line that is not empty. Raises OSError.

    Only a line feed ends a line, as JSON Lines has it; U+2028 inside a text does not.
    """
    with file.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            stripped = line.removeprefix(codecs.BOM_UTF8).strip()
            if stripped:
                yield number, stripped


def check_line(line: bytes, model: type[T]) -> T | str:
    """Return the value of a line, or all that is wrong with it in one sentence."""
    try:
        line.decode()
    except UnicodeDecodeError as error:
        return f"not UTF-8: byte 0x{line[error.start]:02x}; save the file as UTF-8"
    try:
        checked: T = adapter_of(model).validate_json(line)
    except ValidationError as error:
        return one_line(error, model)
    return checked


def one_line(error: ValidationError, model: Any) -> str:
    """Return all that is wrong with one value in one line."""
    return "; ".join(
        f"{shown_path(path)}: {message}" if path else message
        for path, message in problems_of(error, model)
    )


def write_lines(file: Path, items: Iterable[Any]) -> None:
    """Replace a file by one JSON object a line. Raises OSError, and the old file then stays."""
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_suffix(".jsonl.new")
    with new.open("w", encoding="utf-8") as lines:
        for item in items:
            lines.write(json.dumps(item, ensure_ascii=False) + "\n")
        lines.flush()
        os.fsync(lines.fileno())
    new.replace(file)
