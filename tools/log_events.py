"""Find every log event in the code: its name, its module, the names of its values."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
_EVENT_PARTS = 2  # "feed.failed": what, and what happened to it


@dataclass(frozen=True, slots=True)
class LogEvent:
    """One log event as the code emits it; ``fields`` are the names of its values."""

    name: str
    module: str
    fields: tuple[str, ...]


def log_events() -> list[LogEvent]:
    """Return every log event of the code, by name."""
    events = []
    for file in _sources():
        module = ".".join(file.relative_to(ROOT).with_suffix("").parts)
        events += [LogEvent(name, module, fields) for name, fields in _events_of(file)]
    return sorted(events, key=lambda event: (event.name, event.module))


def _events_of(file: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    source = file.read_text("utf-8")
    if "get_logger" not in source:
        return
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(args=[ast.Constant(value=str(name)), *_], keywords=keywords) if _is_event(
                name
            ):
                yield name, tuple(keyword.arg for keyword in keywords if keyword.arg)


def _is_event(text: str) -> bool:
    parts = text.split(".")
    return len(parts) == _EVENT_PARTS and all(part.replace("_", "").isalpha() for part in parts)


def _sources() -> list[Path]:
    return sorted((ROOT / "monitor").rglob("*.py"))
