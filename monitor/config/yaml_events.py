"""Read ordinary YAML from the events of the parser, without a tree of nodes.

    text --C parser--> events --gather--> value, and the line of every node in two arrays

A list of 100,000 actors takes a fifth of the time and of the memory of its tree. A text is
ordinary if it is one valid document, a list or a mapping whose keys are texts, without tags of
collections and tags of its own, at most `MAX_DEPTH` levels deep, and if its aliases refer to at
most `MAX_ALIASED` values that have no aliases themselves. A text with aliases has no key twice in a
mapping. `monitor.config.yaml_lines` reads all other texts and finds their mistakes; for an ordinary
text both give the same.

A mapping with merge keys has the items of the mappings that they name, the first one's before the
second one's, below its own items. Of a key that occurs twice the last value counts.
"""

from array import array
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
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
_WRITTEN_TAGS = _PLAIN_TAGS | {_TEXT_TAG, "tag:yaml.org,2002:binary"}
"""Tags that a value may be written with."""
_MERGE_TAG = "tag:yaml.org,2002:merge"
_MERGE = object()
"""Stands for a merge key until its mapping is complete."""
_MERGE_NAME = "<<"


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
    repeated: list[tuple[Path_, int]] = field(default_factory=list)
    """Keys that occur twice in one mapping, with the line of the second."""
    written: dict[int, list[str]] = field(default_factory=dict)
    """The keys of each mapping with merge keys or with a key twice, as they are written."""
    _children: dict[int, "array[int]"] = field(default_factory=dict)

    def key_of(self, mapping: int, place: int) -> int:
        """Return the node of a key by its place in its mapping."""
        return self._nodes_in(mapping)[2 * place]

    def line_of(self, path: Path_) -> int:
        """Return the line, from 1, of the value at a path, or of the nearest value around it.

        The line of a value in a mapping is that of its key.
        """
        node, value = 0, self.value
        line = self.lines[node]
        for step in path:
            if isinstance(value, dict) and isinstance(step, str) and step in value:
                place = self._place_of(step, node, value)
                if place < 0:
                    break  # merged
                key, node = map(self._target, self._nodes_in(node)[place : place + 2])
                line = self.lines[key]
            elif isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value):
                node = self._target(self._nodes_in(node)[step])
                line = self.lines[node]
            else:
                break
            value = value[step]
        return line + 1

    def _place_of(self, key: str, mapping: int, value: dict[str, Any]) -> int:
        """Return the place of a key among the nodes of its mapping; -1 for one that is merged."""
        written = self.written.get(mapping)
        if written is None:
            return 2 * list(value).index(key)
        return max((2 * place for place, name in enumerate(written) if name == key), default=-1)

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


class _Repeated(NamedTuple):
    """A key that occurs a second time in its mapping: the mapping, its place there, its path."""

    mapping: int
    place: int
    path: Path_


class _Open(NamedTuple):
    """A collection whose end was not read, beside the items of the collection around it."""

    around: list[Any]
    node: int
    anchor: str | None
    aliases: int
    """Aliases that were read before it."""
    is_mapping: bool


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
        "_merges",
        "_names",
        "_not_texts",
        "_open",
        "_repeated",
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
        self._repeated: list[_Repeated] = []
        self._merges = 0
        """Merge keys whose mapping is not complete."""
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
        document = self._document
        if self._merges or (self._repeated and document.targets):
            raise _NotOrdinary
        document.value = self._items[0]
        document.repeated = self._repeated_keys()
        return document

    def _repeated_keys(self) -> list[tuple[Path_, int]]:
        """Return the keys that occur twice with their lines, in the order of the text."""
        document = self._document
        keys = ((document.key_of(each.mapping, each.place), each.path) for each in self._repeated)
        return [(path, document.lines[key] + 1) for key, path in sorted(keys)]

    def _readers(self) -> Mapping[type, Callable[[Any], None]]:
        return {
            yaml.ScalarEvent: self._scalar,
            yaml.SequenceStartEvent: self._start_sequence,
            yaml.MappingStartEvent: self._start_mapping,
            yaml.SequenceEndEvent: self._end_sequence,
            yaml.MappingEndEvent: self._end_mapping,
            yaml.AliasEvent: self._alias,
            yaml.StreamStartEvent: _ignore,
            yaml.DocumentStartEvent: _ignore,
            yaml.DocumentEndEvent: _ignore,
        }

    def _scalar(self, event: Any) -> None:
        document, value = self._document, event.value
        if event.tag is not None:
            value = self._tagged_value(event.tag, value)
        elif event.implicit[0] and value[:1] in self._not_texts:
            value = self._plain_value(value)
        if event.anchor is not None:
            if value is _MERGE:
                raise _NotOrdinary
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
        if tag == _MERGE_TAG:
            self._merges += 1
            return _MERGE
        if tag not in _PLAIN_TAGS:
            raise _NotOrdinary
        return self._tagged_value(tag, text)

    def _tagged_value(self, tag: str, text: str) -> Any:
        """Return the value of a tag that a text represents."""
        if tag not in _WRITTEN_TAGS:
            raise _NotOrdinary
        return self._loader.yaml_constructors[tag](self._loader, yaml.ScalarNode(tag, text))

    def _start_sequence(self, event: Any) -> None:
        self._start(event, is_mapping=False)

    def _start_mapping(self, event: Any) -> None:
        self._start(event, is_mapping=True)

    def _start(self, event: Any, *, is_mapping: bool) -> None:
        if event.tag is not None or len(self._open) == MAX_DEPTH:
            raise _NotOrdinary
        if event.anchor is not None:
            self._use_name(event.anchor)
        document = self._document
        aliases = len(document.targets)
        node = len(document.lines)
        self._open.append(_Open(self._items, node, event.anchor, aliases, is_mapping))
        self._deepest = max(self._deepest, len(self._open))
        self._items = []
        document.lines.append(event.start_mark.line)
        document.ends.append(0)

    def _end_sequence(self, _: Any) -> None:
        self._end(self._items)

    def _end_mapping(self, _: Any) -> None:
        names, values = self._items[::2], self._items[1::2]
        if self._merges and any(name is _MERGE for name in names):
            value = self._merge(names, values)
            self._note_written([_text_of(name) for name in names])
        else:
            value = self._mapping(names, values)
            if len(value) != len(names):
                self._note_written(names)
        self._end(value)

    def _mapping(self, names: list[Any], values: list[Any]) -> dict[str, Any]:
        """Return the mapping of keys and values."""
        if not all(type(name) is str for name in names):
            raise _NotOrdinary
        # Each key is stored once, not once per actor.
        keys = map(self._keys.setdefault, names, names)
        return dict(zip(keys, values, strict=True))

    def _merge(self, names: list[Any], values: list[Any]) -> dict[str, Any]:
        """Return the mapping of keys and values, merge keys among them."""
        merged: dict[str, Any] = {}
        own_names, own_values = [], []
        for name, value in zip(names, values, strict=True):
            if name is _MERGE:
                self._merges -= 1
                for source in _merge_sources(value):
                    merged.update(source)
            else:
                own_names.append(name)
                own_values.append(value)
        return merged | self._mapping(own_names, own_values)

    def _note_written(self, names: list[str]) -> None:
        """Note the keys of the mapping that ends, as they are written, and those that repeat."""
        mapping = self._open[-1].node
        self._document.written[mapping] = names
        if len(set(names)) == len(names):
            return
        path, seen = self._path(), set[str]()
        for place, name in enumerate(names):
            if name in seen:
                self._repeated.append(_Repeated(mapping, place, (*path, name)))
            seen.add(name)

    def _path(self) -> Path_:
        """Return the path of the collection that ends."""
        path: list[str | int] = []
        for outer, inner in pairwise(self._open):
            if not outer.is_mapping:
                path.append(len(inner.around))
            elif len(inner.around) % 2:
                path.append(_text_of(inner.around[-1]))
            else:
                raise _NotOrdinary  # it is a key
        return tuple(path)

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


def _text_of(key: Any) -> str:
    """Return a key as it is written."""
    if key is _MERGE:
        return _MERGE_NAME
    if type(key) is not str:
        raise _NotOrdinary
    return key


def _merge_sources(value: Any) -> Iterable[dict[str, Any]]:
    """Return the mappings that the value of a merge key names, the one that counts last."""
    if isinstance(value, dict):
        return (value,)
    if isinstance(value, list) and all(isinstance(each, dict) for each in value):
        return reversed(value)
    raise _NotOrdinary


def _ignore(_: Any) -> None:
    """Ignore an event that has no value."""
