"""Read ordinary YAML from the events of the parser, without a tree of nodes.

    text --C parser--> events --gather--> value, and the line of every node in two arrays

A list of 100,000 actors takes a fifth of the time and of the memory of its tree. A text is
ordinary if it is one valid document, a list or a mapping whose keys are texts that occur once,
without tags and merge keys, at most `MAX_DEPTH` levels deep, and if its aliases refer to at most
`MAX_ALIASED` values that have no aliases themselves. `monitor.config.yaml_lines` reads all other
texts and finds their mistakes; for an ordinary text both give the same.
"""

from array import array
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import yaml

Path_ = tuple[str | int, ...]

MAX_DEPTH = 50
"""Levels of nested lists and mappings; the deepest setting has seven."""
MAX_ALIASED = 100_000
"""Values that aliases may refer to; a list of 20 tags shared by 5,000 actors."""

_PLAIN_TAGS = frozenset(
    f"tag:yaml.org,2002:{kind}" for kind in ("null", "bool", "int", "float", "timestamp")
)
"""Tags of values without quotes that are not texts."""
_TEXT_TAG = "tag:yaml.org,2002:str"


@dataclass(slots=True)
class OrdinaryDocument:
    """The value of an ordinary text, and where its nodes are.

    A node is a collection, a key, a value or an alias; nodes are numbered in the order of the text.
    """

    value: Any = None
    lines: "array[int]" = field(default_factory=lambda: array("I"))
    """The line of each node, from 0."""
    ends: "array[int]" = field(default_factory=lambda: array("I"))
    """The number of the node after the last one inside a collection; 0 for other nodes."""
    targets: dict[int, int] = field(default_factory=dict)
    """The node that each alias refers to."""
    _children: dict[int, "array[int]"] = field(default_factory=dict)

    def line_of(self, path: Path_) -> int:
        """Return the line, from 1, of the value at a path, or of the nearest value around it.

        The line of a value in a mapping is that of its key.
        """
        node, value = 0, self.value
        line = self.lines[node]
        for step in path:
            if isinstance(value, dict) and isinstance(step, str) and step in value:
                place = 2 * list(value).index(step)
                key, node = map(self._target, self._nodes_in(node)[place : place + 2])
                line = self.lines[key]
            elif isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value):
                node = self._target(self._nodes_in(node)[step])
                line = self.lines[node]
            else:
                break
            value = value[step]
        return line + 1

    def _target(self, node: int) -> int:
        return self.targets.get(node, node)

    def _nodes_in(self, collection: int) -> "array[int]":
        """Return the nodes directly inside a collection; keys and values alternate."""
        nodes = self._children.get(collection)
        if nodes is None:
            nodes = array("I")
            node = collection + 1
            while node < self.ends[collection]:
                nodes.append(node)
                node = self.ends[node] or node + 1
            self._children[collection] = nodes
        return nodes


class _NotOrdinary(Exception):
    """The text has something that only the tree of nodes shows."""


class _Anchored(NamedTuple):
    """A value with an anchor, and the nodes that it consists of."""

    value: Any
    node: int
    size: int


class _Open(NamedTuple):
    """A collection whose end was not read, beside the items of the collection around it."""

    around: list[Any]
    node: int
    anchor: str | None
    aliases: int
    """Aliases that were read before it."""


def read_ordinary(loader: Any) -> OrdinaryDocument | None:
    """Return the document that a safe loader of PyYAML reads, None where it is not ordinary."""
    try:
        return _Gatherer(loader).read()
    except (_NotOrdinary, yaml.YAMLError):
        return None


class _Gatherer:
    """Gathers the nodes of events; those of a mapping are its keys and values in turn."""

    __slots__ = (
        "_aliased",
        "_anchors",
        "_deepest",
        "_document",
        "_items",
        "_keys",
        "_loader",
        "_names",
        "_not_texts",
        "_open",
    )

    def __init__(self, loader: Any) -> None:
        self._loader = loader
        self._document = OrdinaryDocument()
        self._items: list[Any] = []
        self._open: list[_Open] = []
        self._anchors: dict[str, _Anchored] = {}
        self._names: set[str] = set()
        """Every anchor so far, also of values that are not complete."""
        self._keys: dict[str, str] = {}
        self._aliased = 0
        self._deepest = 0
        self._not_texts = frozenset(loader.yaml_implicit_resolvers)
        """First characters of values without quotes that may not be texts."""

    def read(self) -> OrdinaryDocument:
        """Return the document. Raises `_NotOrdinary`, YAMLError."""
        next_event = self._loader.get_event
        readers = self._readers()
        while type(event := next_event()) is not yaml.StreamEndEvent:
            readers[type(event)](event)
        if len(self._items) != 1 or not isinstance(self._items[0], list | dict):
            raise _NotOrdinary
        self._document.value = self._items[0]
        return self._document

    def _readers(self) -> Mapping[type, Callable[[Any], None]]:
        return {
            yaml.ScalarEvent: self._scalar,
            yaml.SequenceStartEvent: self._start,
            yaml.MappingStartEvent: self._start,
            yaml.SequenceEndEvent: self._end_sequence,
            yaml.MappingEndEvent: self._end_mapping,
            yaml.AliasEvent: self._alias,
            yaml.StreamStartEvent: _ignore,
            yaml.DocumentStartEvent: _ignore,
            yaml.DocumentEndEvent: _ignore,
        }

    def _scalar(self, event: Any) -> None:
        if event.tag is not None:
            raise _NotOrdinary
        document, value = self._document, event.value
        if event.implicit[0] and value[:1] in self._not_texts:
            value = self._plain_value(value)
        if event.anchor is not None:
            self._use_name(event.anchor)
            self._anchors[event.anchor] = _Anchored(value, len(document.lines), 1)
        document.lines.append(event.start_mark.line)
        document.ends.append(0)
        self._items.append(value)

    def _use_name(self, anchor: str) -> None:
        """Refuse the name of an anchor that occurs a second time."""
        if anchor in self._names:
            raise _NotOrdinary
        self._names.add(anchor)

    def _plain_value(self, text: str) -> Any:
        """Return the value that a text without quotes represents."""
        tag = self._loader.resolve(yaml.ScalarNode, text, (True, False))
        if tag == _TEXT_TAG:
            return text
        if tag not in _PLAIN_TAGS:
            raise _NotOrdinary
        return self._loader.yaml_constructors[tag](self._loader, yaml.ScalarNode(tag, text))

    def _start(self, event: Any) -> None:
        if event.tag is not None or len(self._open) == MAX_DEPTH:
            raise _NotOrdinary
        if event.anchor is not None:
            self._use_name(event.anchor)
        document = self._document
        aliases = len(document.targets)
        self._open.append(_Open(self._items, len(document.lines), event.anchor, aliases))
        self._deepest = max(self._deepest, len(self._open))
        self._items = []
        document.lines.append(event.start_mark.line)
        document.ends.append(0)

    def _end_sequence(self, _: Any) -> None:
        self._end(self._items)

    def _end_mapping(self, _: Any) -> None:
        names = self._items[::2]
        if not all(type(name) is str for name in names):
            raise _NotOrdinary
        # Each key is stored once, not once per actor.
        keys = map(self._keys.setdefault, names, names)
        value = dict(zip(keys, self._items[1::2], strict=True))
        if len(value) != len(names):
            raise _NotOrdinary
        self._end(value)

    def _end(self, value: Any) -> None:
        document, begin = self._document, self._open.pop()
        end = len(document.lines)
        document.ends[begin.node] = end
        if begin.anchor is not None and begin.aliases == len(document.targets):
            self._anchors[begin.anchor] = _Anchored(value, begin.node, end - begin.node)
        self._items = begin.around
        self._items.append(value)

    def _alias(self, event: Any) -> None:
        anchored = self._anchors.get(event.anchor)
        if anchored is None or len(self._open) + self._deepest > MAX_DEPTH:
            raise _NotOrdinary
        self._aliased += anchored.size
        if self._aliased > MAX_ALIASED:
            raise _NotOrdinary
        document = self._document
        document.targets[len(document.lines)] = anchored.node
        document.lines.append(event.start_mark.line)
        document.ends.append(0)
        self._items.append(anchored.value)


def _ignore(_: Any) -> None:
    """Ignore an event that has no value."""
