"""What a description of an API breaks for the clients of an earlier one."""

import re
from collections.abc import Iterator
from typing import Any

Description = dict[str, Any]


def breaks_of(released: Description, present: Description) -> list[str]:
    """Return one sentence for each promise of ``released`` that ``present`` does not keep.

    A promise is a path, a method, a parameter that is optional, a status of success, and a field
    of an answer with its type. Whatever is added breaks nothing.
    """
    return sorted(_breaks(released, present))


def _breaks(released: Description, present: Description) -> Iterator[str]:
    paths = {_shape(path): operations for path, operations in present["paths"].items()}
    for path, operations in released["paths"].items():
        for method, operation in operations.items():
            place = f"{method.upper()} {path}"
            other = paths.get(_shape(path), {}).get(method)
            if other is None:
                yield f"{place} is gone"
                continue
            yield from _parameter_breaks(place, operation, other)
            yield from _answer_breaks(place, (operation, released), (other, present))


def _shape(path: str) -> str:
    """Return a path without the names of its parts, which no client sends."""
    return re.sub(r"\{[^}]*\}", "{}", path)


def _parameter_breaks(place: str, before: Description, after: Description) -> Iterator[str]:
    old, new = _parameters_of(before), _parameters_of(after)
    for key in old.keys() - new.keys():
        yield f"{place}: parameter {key[1]} is gone"
    for key, parameter in new.items():
        was_required = old.get(key, {}).get("required", False)
        if parameter.get("required", False) and not was_required:
            yield f"{place}: parameter {key[1]} is required"


def _parameters_of(operation: Description) -> dict[tuple[str, str], Description]:
    parameters = operation.get("parameters", [])
    return {(each["in"], each["name"]): each for each in parameters if each["in"] != "path"}


def _answer_breaks(
    place: str, before: tuple[Description, Description], after: tuple[Description, Description]
) -> Iterator[str]:
    for status, answer in before[0]["responses"].items():
        if not status.startswith("2"):
            continue
        other = after[0]["responses"].get(status)
        if other is None:
            yield f"{place}: the status {status} is gone"
            continue
        yield from _schema_breaks(
            f"{place} {status}", (_json(answer), before[1]), (_json(other), after[1])
        )


def _json(answer: Description) -> Description:
    schema: Description = answer.get("content", {}).get("application/json", {}).get("schema", {})
    return schema


def _schema_breaks(
    place: str,
    before: tuple[Description, Description],
    after: tuple[Description, Description],
    depth: int = 0,
) -> Iterator[str]:
    old, new = _resolved(*before), _resolved(*after)
    if depth > 12 or not new:
        return
    if "type" in old and "type" in new and old["type"] != new["type"]:
        yield f"{place}: {old['type']} has become {new['type']}"
        return
    for name, field in old.get("properties", {}).items():
        if name not in new.get("properties", {}):
            yield f"{place}: field {name} is gone"
            continue
        inner = (new["properties"][name], after[1])
        yield from _schema_breaks(f"{place}.{name}", (field, before[1]), inner, depth + 1)
    if "items" in old and "items" in new:
        inner = (new["items"], after[1])
        yield from _schema_breaks(f"{place}[]", (old["items"], before[1]), inner, depth + 1)


def _resolved(schema: Description, description: Description) -> Description:
    reference = schema.get("$ref")
    if reference is None:
        return schema
    target: Any = description
    for step in reference.removeprefix("#/").split("/"):
        target = target[step]
    return dict(target)
