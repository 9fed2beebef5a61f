"""Wikidata: entities of the API, entities of a dump, and results of a query.

    {"entities": {"Q1": {…}}}                               the API
    {"id": "Q1", "labels": {…}}                             one entity, or one on each line
    [ {…}, … ]                                              a dump, or a query's simple result
    {"results": {"bindings": [{"item": …, "itemLabel": …}]}}    a query's full result

1. A query gives ``?item`` and ``?itemLabel``, and may give ``?itemAltLabel``, ``?itemDescription``
   and ``?class``. Rows of one item are one entry.
2. The query service joins alternative labels by a comma, and "Berg, Ana" has one inside: a surname
   before given names of the item's label is one name with them.
3. An item's class (P31) decides its kind.

Sources: https://www.wikidata.org/wiki/Wikidata:Data_access, https://doc.wikimedia.org/Wikibase/master/php/docs_topics_json.html
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from monitor.records.errors import UnreadableList
from monitor.watchlist.exchange.entries import Entry, Skipped, make_entry
from monitor.watchlist.values import ActorKind

KIND_BY_CLASS: dict[str, ActorKind] = {
    "Q5": "person",
    "Q6256": "state",
    "Q3624078": "state",
    "Q7275": "state",
}
"""Classes that are not organizations: human, country, sovereign state, state."""

INSTANCE_OF = "P31"

_QID = re.compile(r"Q\d+")

Binding = dict[str, str]
"""One row of a query's result: texts by variable."""


def read_wikidata(text: str) -> Iterator[Entry | Skipped]:
    """Yield the items of a text. Raises `UnreadableList`."""
    document = _parse(text)
    if isinstance(document, dict) and isinstance(document.get("results"), dict):
        document = document["results"].get("bindings")
    elif isinstance(document, dict) and isinstance(document.get("entities"), dict):
        document = list(document["entities"].values())
    elif isinstance(document, dict) and isinstance(document.get("labels"), dict):
        document = [document]
    if not isinstance(document, list) or not all(isinstance(item, dict) for item in document):
        raise UnreadableList("not Wikidata JSON: entities or results of a query are expected")
    rows = [item for item in document if "labels" not in item and "id" not in item]
    yield from map(_read_entity, (item for item in document if "labels" in item or "id" in item))
    yield from read_bindings(map(_binding, rows))


def _parse(text: str) -> Any:
    """Return the document, or the list of the documents on its lines."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        lines = [line.strip().rstrip(",") for line in text.split("\n")]
        objects = [line for line in lines if line not in ("", "[", "]")]
        is_dump = lines[0] == "["  # one entity a line, a comma behind each
        if len(objects) < 2 and not (is_dump and objects):
            raise UnreadableList(f"not Wikidata JSON: {error}") from error
    return [_parse_line(line, number) for number, line in enumerate(objects, 1)]


def _parse_line(line: str, number: int) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UnreadableList(f"not Wikidata JSON: entity {number}: {error}") from error


def _read_entity(entity: dict[str, Any]) -> Entry | Skipped:
    id_ = str(entity.get("id", "?"))
    labels = _values_by_language(entity.get("labels"))
    name = labels.get("en") or labels.get("mul") or next(iter(labels.values()), "")
    if not name:
        return Skipped(id_, "no label")
    description = _values_by_language(entity.get("descriptions")).get("en")
    kinds = [KIND_BY_CLASS[class_] for class_ in _classes_of(entity) if class_ in KIND_BY_CLASS]
    return make_entry(
        id_,
        name,
        kinds[0] if kinds else "organization",
        wikidata=id_ if _QID.fullmatch(id_) else None,
        aliases=[*labels.values(), *_aliases_of(entity)],
        descriptions=[description] if description else [],
    )


def _values_by_language(texts: Any) -> dict[str, str]:
    """Return labels or descriptions: ``{"en": {"value": …}}`` as ``{"en": …}``."""
    if not isinstance(texts, dict):
        return {}
    values = {language: _value(text) for language, text in texts.items()}
    return {language: value for language, value in values.items() if value}


def _aliases_of(entity: dict[str, Any]) -> Iterator[str]:
    groups = entity.get("aliases")
    for group in groups.values() if isinstance(groups, dict) else ():
        yield from filter(None, map(_value, group if isinstance(group, list) else [group]))


def _value(text: Any) -> str:
    value = text.get("value") if isinstance(text, dict) else text
    return value if isinstance(value, str) else ""


def _classes_of(entity: dict[str, Any]) -> Iterator[str]:
    claims = entity.get("claims")
    instances = claims.get(INSTANCE_OF, ()) if isinstance(claims, dict) else ()
    for claim in instances if isinstance(instances, list) else ():
        here: Any = claim
        for step in ("mainsnak", "datavalue", "value", "id"):
            here = here.get(step) if isinstance(here, dict) else None
        if isinstance(here, str):
            yield here


def _binding(row: dict[str, Any]) -> Binding:
    return {name: _value(cell) for name, cell in row.items()}


def read_bindings(bindings: Iterable[Binding]) -> Iterator[Entry | Skipped]:
    """Yield the items of a query's result; rows of one item are one entry."""
    rows_by_item: dict[str, list[Binding]] = {}
    for row in bindings:
        match = _QID.search(row.get("item", ""))
        if match is None:
            yield Skipped(row.get("item") or "?", "no ?item of Wikidata")
        else:
            rows_by_item.setdefault(match.group(), []).append(row)
    for id_, rows in rows_by_item.items():
        yield _read_rows(id_, rows)


def _read_rows(id_: str, rows: list[Binding]) -> Entry | Skipped:
    labels = [label for label in _column(rows, "itemLabel") if label != id_]
    if not labels:
        return Skipped(id_, "no label")
    aliases: list[str] = []
    for joined in _column(rows, "itemAltLabel"):
        aliases.extend(split_aliases(joined, labels[0]))
    return make_entry(
        id_,
        labels[0],
        _kind_of(_column(rows, "class")),
        wikidata=id_,
        aliases=[*labels, *aliases],
        descriptions=_column(rows, "itemDescription")[:1],
    )


def _column(rows: list[Binding], name: str) -> list[str]:
    return [row[name] for row in rows if row.get(name)]


def _kind_of(classes: list[str]) -> ActorKind:
    """Return the kind by the classes of a query; without a class, people are what is queried."""
    ids = [match.group() for match in map(_QID.search, classes) if match]
    if not ids:
        return "person"
    return next((KIND_BY_CLASS[id_] for id_ in ids if id_ in KIND_BY_CLASS), "organization")


def split_aliases(joined: str, label: str) -> list[str]:
    """Return alternative labels that were joined by a comma.

    A word of the label before a part with another word or an initial of the label is one name with
    it: ``Berg, Ana, A. Berg`` of Ana Berg is ``Berg, Ana`` and ``A. Berg``.
    """
    words = label.casefold().split()
    aliases: list[str] = []
    parts = [part.strip() for part in joined.split(",")]
    while parts:
        part = parts.pop(0)
        if parts and _is_surname_before(part, parts[0], words):
            part = f"{part}, {parts.pop(0)}"
        aliases.append(part)
    return [alias for alias in aliases if alias]


def _is_surname_before(part: str, following: str, label_words: list[str]) -> bool:
    surname, given_names = part.casefold(), following.casefold().split()
    if surname not in label_words or not given_names or surname in given_names:
        return False
    others = [word for word in label_words if word != surname]
    first = given_names[0].rstrip(".")
    return any(word == first or (len(first) == 1 and word.startswith(first)) for word in others)
