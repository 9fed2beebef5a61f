"""Read one file by its model: every mistake with file, line and path.

    bytes --decode--> text --parse--> document with lines --check by the model--> value | mistakes

A file with mistakes is repaired for the checks across files: wrong keys are removed and missing
ones filled in, so that a reference to a wrong actor is not a second mistake. A repaired value is
never put in force.
"""

import codecs
import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from monitor.config.messages import Location, adapter_of, keys_at, problems_of
from monitor.config.yaml_events import Path_
from monitor.config.yaml_lines import Document, YamlSyntaxError, parse_yaml
from monitor.records.errors import Mistake

T = TypeVar("T")

MOST_MISTAKES = 1_000
"""Mistakes of one file that are reported; with more the file is not a configuration."""

PLACEHOLDERS: Mapping[str, Any] = {
    "id": "missing-{}",
    "name": "missing",
    "kind": "person",
    "query": "missing",
    "url": "https://missing.invalid/{}",
    "channel": {"type": "kafka", "topic": "missing"},
}
"""Values for missing keys in a repaired item, by key; ``{}`` becomes a number of its own."""


@dataclass(slots=True)
class Written:
    """The contents of one file as written, to say where a mistake in it is."""

    file: str
    document: Document

    def mistake(self, path: Path_, message: str) -> Mistake:
        """Return a mistake in the value at a path."""
        path = self.written_path(path)
        return Mistake(self.file, self.document.line_of(path), shown_path(path), message)

    def written_path(self, path: Location) -> Path_:
        """Return a path without the steps that the file does not have.

        Those are the ``any`` of a bare list of themes, and the type by which pydantic chooses a
        member of a union.
        """
        here: Any = self.document.value
        written: list[str | int] = []
        for place, step in enumerate(path):
            inside = _inside(here, step)
            is_last = place == len(path) - 1
            if inside is None and not (is_last and isinstance(here, dict)):
                continue
            written.append(step)
            here = inside[0] if inside else None
        return tuple(written)


def _inside(value: Any, step: str | int) -> tuple[Any] | None:
    """Return the value at one step inside a value, in a tuple; None where there is none."""
    if isinstance(value, dict) and step in value:
        return (value[step],)
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return (value[step],)
    return None


def read_text(file: Path) -> str:
    """Return the text of a file, UTF-8 or UTF-16 with a byte order mark.

    Raises `YamlSyntaxError`, OSError.
    """
    data = file.read_bytes()
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    else:
        encoding = "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise YamlSyntaxError(
            f"not UTF-8: byte 0x{data[error.start]:02x}; save the file as UTF-8", line
        ) from error


def read_document(file: Path, mistakes: list[Mistake]) -> Written:
    """Return the contents of a YAML file.

    A missing file is an empty one, an unreadable one adds a mistake.
    """
    read = Written(str(file), Document({}))
    try:
        if file.exists():
            read.document = parse_yaml(read_text(file))
    except YamlSyntaxError as error:
        mistakes.append(Mistake(read.file, error.line, "", str(error)))
        read.document = Document(None)
    except OSError as error:
        reason = error.strerror or str(error)
        mistakes.append(Mistake(read.file, 1, "", f"the file cannot be read: {reason}"))
        read.document = Document(None)
    mistakes.extend(
        Mistake(
            read.file, line, shown_path(path), f"the key {path[-1]!r} occurs a second time here"
        )
        for path, line in read.document.repeated
    )
    if read.document.value is None:
        read.document.value = {}
    return read


def load_file(file: Path, model: type[T], mistakes: list[Mistake]) -> tuple[T, Written]:
    """Return the value of a file by its model, and the file as written.

    Mistakes are added; the value is then a repaired one, at worst the empty one.
    """
    read = read_document(file, mistakes)
    return check_document(read, model, mistakes), read


def check_document(read: Written, model: type[T], mistakes: list[Mistake]) -> T:
    """Return the value of a document by its model.

    Add its mistakes and repair it where it has some.
    """
    value = read.document.value
    if not isinstance(value, dict):
        keys = ", ".join(f"{key}:" for key in keys_at(model, ()))
        mistakes.append(read.mistake((), f"expected a mapping with the keys {keys}"))
        return model()
    try:
        checked: T = adapter_of(model).validate_python(value)
    except ValidationError as error:
        problems = list(itertools.islice(problems_of(error, model), MOST_MISTAKES))
        mistakes.extend(read.mistake(path, message) for path, message in problems)
        if error.error_count() > len(problems):
            mistakes.append(read.mistake((), f"{error.error_count():,} mistakes; correct these"))
            return model()
        return _repaired_file(value, model, [path for path, _ in problems])
    return checked


def _repaired_file(value: dict[str, Any], model: type[T], wrong: list[Location]) -> T:
    """Return a file without its wrong parts; items of its lists keep their places."""
    wrong_items: dict[tuple[str, int], list[Location]] = defaultdict(list)
    repaired = {key: value[key] for key in value if isinstance(key, str)}
    for path in wrong:
        if len(path) > 1 and isinstance(path[1], int):
            wrong_items[str(path[0]), path[1]].append(path[2:])
        else:
            repaired.pop(str(path[0]) if path else "", None)
    for (key, place), paths in wrong_items.items():
        if key not in repaired:
            continue
        if repaired[key] is value[key]:
            repaired[key] = list(value[key])
        keys_of_item = keys_at(model, (key, place))
        repaired[key][place] = repaired_item(value[key][place], keys_of_item, paths)
    try:
        checked: T = adapter_of(model).validate_python(repaired)
    except ValidationError:
        return model()
    return checked


_numbers = itertools.count()


def repaired_item(item: Any, keys: Iterable[str], wrong: Iterable[Location]) -> dict[str, Any]:
    """Return an item without its wrong keys, and with a placeholder for every missing key that
    needs one.
    """
    wrong_keys = {path[0] for path in wrong if path}
    written = item if isinstance(item, dict) else {}
    repaired = {key: written[key] for key in keys if key in written and key not in wrong_keys}
    optional = () if wrong_keys & {"query", "queries", "examples"} else ("query",)
    for key, placeholder in PLACEHOLDERS.items():
        if key in keys and key not in repaired and key not in optional:
            is_text = isinstance(placeholder, str)
            repaired[key] = placeholder.format(next(_numbers)) if is_text else placeholder
    return repaired


def shown_path(path: Path_) -> str:
    """Return a path as ``rules[3].themes[0]``."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            text += f".{step}" if text else step
    return text
