"""YAML with the line of every value, for messages that say where a mistake is.

A text is refused, with a line, when it is not YAML, when it has tags of sets or pairs, when a
number is in base 60 (``1:30`` is 90 to YAML), when it is nested more than `MAX_DEPTH` levels
deep, when an alias contains itself, and when its aliases refer to more than `MAX_ALIASED` values:
nine lines of aliases can refer to a hundred million values and would hold a processor for
minutes. Ordinary texts are read by `monitor.config.yaml_events`, in a fifth of the time.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import yaml

from monitor.config.yaml_events import MAX_ALIASED, MAX_DEPTH, Path_, read_ordinary
from monitor.records.errors import MonitorError
from monitor.records.fields import quoted

_MAY_BE_DEEP = 200
"""Unclosed brackets, or columns of indentation, from which the depth is counted before the tree is
built.
"""
_BRACKET = re.compile(r"[\[\]{}]")
_INDENTATION = re.compile(r"^[ ?-]+", re.MULTILINE)
_SCALARS = ("int", "float", "bool", "timestamp", "binary")
_UNUSED_COLLECTIONS = ("set", "omap", "pairs")
"""Tags of YAML 1.1 for values that no setting has."""


class Lines(Protocol):
    """The lines of the values of a document."""

    def line_of(self, path: Path_) -> int:
        """Return the line, from 1, of the value at a path, or of the nearest value around it."""
        ...


class _LinesByPath(dict[Path_, int]):
    """The line of every path."""

    def line_of(self, path: Path_) -> int:
        """Return the line of the value at a path, or of the nearest value around it."""
        while path not in self and path:
            path = path[:-1]
        return self.get(path, 1)


@dataclass(slots=True)
class Document:
    """A parsed file, with the line of every value."""

    value: Any
    lines: Lines = field(default_factory=_LinesByPath)
    repeated: list[tuple[Path_, int]] = field(default_factory=list)
    """Keys that occur twice in one mapping, with the line of the second."""

    def line_of(self, path: Path_) -> int:
        """Return the line of the value at a path, or of the nearest value around it."""
        return self.lines.line_of(path)


class YamlSyntaxError(MonitorError):
    """The text is not YAML that a configuration may use; ``line`` counts from 1."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc]  # the C loader where PyYAML has it
    """The safe loader, with a line in every error about a value."""


def parse_yaml(text: str) -> Document:
    """Parse a YAML text with line numbers. Raises `YamlSyntaxError`."""
    ordinary = parse_ordinary(text)
    return parse_any(text) if ordinary is None else ordinary


def parse_ordinary(text: str) -> Document | None:
    """Parse an ordinary YAML text by its events; return None for all other texts."""
    try:
        loader = _Loader(text)
    except (yaml.YAMLError, UnicodeError):
        return None
    try:
        ordinary = read_ordinary(loader)
    finally:
        loader.dispose()
    return None if ordinary is None else Document(ordinary.value, ordinary, ordinary.repeated)


def parse_any(text: str) -> Document:
    """Parse a YAML text by the tree of its nodes. Raises `YamlSyntaxError`."""
    lines = _LinesByPath()
    document = Document(None, lines)
    try:
        if _may_be_deep(text):
            _refuse_deep(text)
        _read_into(document, lines, text)
    except yaml.MarkedYAMLError as error:
        line = _line_of(error.problem_mark)
        raise YamlSyntaxError(f"not valid YAML: {error.problem or error}", line) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise YamlSyntaxError("not valid YAML: a control character; remove it", line) from error
    except yaml.YAMLError as error:
        raise YamlSyntaxError(f"not valid YAML: {error}", 1) from error
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        raise YamlSyntaxError(
            "not valid YAML: half of a surrogate pair; remove it", line
        ) from error
    return document


def _read_into(document: Document, lines: _LinesByPath, text: str) -> None:
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return
        sizes: dict[int, int] = {}
        aliased = _expanded_size(node, sizes) - len(sizes)
        if aliased > MAX_ALIASED:
            raise YamlSyntaxError(
                f"the aliases refer to {aliased:,} values and at most {MAX_ALIASED:,} are read; "
                "write lists out instead of nesting aliases",
                1,
            )
        _Notes(lines, document).note(node, (), _line_of(node.start_mark))
        document.value = loader.construct_document(node)
    finally:
        loader.dispose()


def _may_be_deep(text: str) -> bool:
    """Return whether a text may be nested deeply; a quick bound from above."""
    depth = most = 0
    for bracket in _BRACKET.finditer(text):
        depth += 1 if bracket.group() in "[{" else -1
        most = max(most, depth)
    indentation = max(map(len, _INDENTATION.findall(text)), default=0)
    return most + indentation > _MAY_BE_DEEP


def _refuse_deep(text: str) -> None:
    """Count the levels by parsing events, which takes no stack.

    Building a deep tree would crash the process.
    """
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise _too_deep(_line_of(event.start_mark))
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _line_of(mark: Any) -> int:
    return mark.line + 1 if mark else 1


def _too_deep(line: int) -> YamlSyntaxError:
    return YamlSyntaxError(
        f"nested more than {MAX_DEPTH} levels deep; use a flatter structure", line
    )


def _children(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [part for pair in node.value for part in pair]
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def _expanded_size(node: yaml.Node, sizes: dict[int, int]) -> int:
    """Return how many values a node has with its aliases written out.

    ``sizes`` remembers each node.
    """
    size = sizes.get(id(node))
    if size == 0:
        raise YamlSyntaxError(
            "an alias refers to a value that contains it", _line_of(node.start_mark)
        )
    if size is None:
        sizes[id(node)] = 0
        size = 1 + sum(_expanded_size(child, sizes) for child in _children(node))
        sizes[id(node)] = size
    return size


@dataclass(slots=True)
class _Notes:
    """Notes the line of every path, and the keys that occur twice."""

    lines: _LinesByPath
    document: Document

    def note(self, node: yaml.Node, path: Path_, line: int | None) -> None:
        """Note the lines of a node and of all inside it; None for a value that does not count."""
        if len(path) > MAX_DEPTH:
            raise _too_deep(_line_of(node.start_mark))
        if line is not None:
            self.lines[path] = line
        if isinstance(node, yaml.SequenceNode):
            for number, value in enumerate(node.value):
                own = None if line is None else _line_of(value.start_mark)
                self.note(value, (*path, number), own)
        elif isinstance(node, yaml.MappingNode):
            self._note_mapping(node, path, counts=line is not None)

    def _note_mapping(self, node: yaml.MappingNode, path: Path_, *, counts: bool) -> None:
        """Note the keys of a mapping; of a key that occurs twice the last value counts."""
        names = [getattr(key, "value", None) for key, _ in node.value]
        last = {name: place for place, name in enumerate(names) if isinstance(name, str)}
        seen = set()
        for place, (name, (key, value)) in enumerate(zip(names, node.value, strict=True)):
            if not isinstance(name, str):
                continue
            line = _line_of(key.start_mark)
            if name in seen:
                self.document.repeated.append(((*path, name), line))
            seen.add(name)
            is_last = last[name] == place
            self.note(value, (*path, name), line if counts and is_last else None)


def _with_line(kind: str, construct: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """Return a constructor of scalars whose refusals have a line."""

    def construct_scalar(loader: Any, node: yaml.Node) -> Any:
        if kind in ("int", "float") and ":" in node.value:
            message = f"{quoted(node.value)} is a number in base 60; put texts and times in quotes"
            raise yaml.constructor.ConstructorError(None, None, message, node.start_mark)
        try:
            return construct(loader, node)
        except (ValueError, LookupError, AttributeError, TypeError, OverflowError) as error:
            message = f"{quoted(node.value)} is not a valid {kind}; put texts in quotes"
            raise yaml.constructor.ConstructorError(None, None, message, node.start_mark) from error

    return construct_scalar


def _refuse_collection(_: Any, node: yaml.Node) -> Any:
    name = node.tag.rpartition(":")[2]
    message = f"!!{name} is not a value of a setting; write a list or a mapping"
    raise yaml.constructor.ConstructorError(None, None, message, node.start_mark)


for _kind in _UNUSED_COLLECTIONS:
    _Loader.add_constructor(f"tag:yaml.org,2002:{_kind}", _refuse_collection)

for _kind in _SCALARS:
    _tag = f"tag:yaml.org,2002:{_kind}"
    _Loader.add_constructor(_tag, _with_line(_kind, _Base.yaml_constructors[_tag]))
