"""YAML with the line of every value, so that a mistake can be shown where it stands."""

from dataclasses import dataclass, field
from typing import Any

import yaml

from monitor.records.errors import MonitorError

Path_ = tuple[str | int, ...]


@dataclass(slots=True)
class Document:
    """A parsed file; ``lines`` gives the line, from 1, of the value at each path."""

    value: Any
    lines: dict[Path_, int] = field(default_factory=dict)
    repeated: list[tuple[Path_, int]] = field(default_factory=list)
    """Keys that stand twice in one mapping, with the line of the second."""

    def line_of(self, path: Path_) -> int:
        """Return the line of the value at a path, or of the nearest value around it."""
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path, 1)


class YamlSyntaxError(MonitorError):
    """The text is no YAML; ``line`` counts from 1."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parse_yaml(text: str) -> Document:
    """Parse a YAML text with line numbers. Raises `YamlSyntaxError`."""
    loader = _Loader(text)
    document = Document(None)
    try:
        node = loader.get_single_node()
        if node is not None:
            _note_lines(node, (), document)
            document.value = loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise YamlSyntaxError(f"no YAML: {error.problem or error}", line) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise YamlSyntaxError(f"no YAML: {error}", 1) from error
    finally:
        loader.dispose()
    return document


def _note_lines(node: yaml.Node, path: Path_, document: Document) -> None:
    document.lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            name = getattr(key, "value", None)
            if not isinstance(name, str):
                continue
            if name in seen:
                document.repeated.append(((*path, name), key.start_mark.line + 1))
            seen.add(name)
            document.lines[(*path, name)] = key.start_mark.line + 1
            _note_lines(value, (*path, name), document)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            _note_lines(value, (*path, number), document)
