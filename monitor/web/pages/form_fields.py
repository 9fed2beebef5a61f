"""Forms of nested values: their fields, and the way from a value to a form and back.

1. The name of a field is its path in the value (``pattern.days``). A value is the mapping that YAML
   would have; keys without a field are kept as they are.
2. A field that is empty, or has its default, is omitted, and so is a mapping without fields.
3. A form that has only some of the fields changes only those: a flag sends ``0`` where it is off.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from monitor.records.fields import duration_text
from monitor.web.pages.forms import lines, one
from monitor.web.pages.shell import Form

Widget = Literal[
    "text",
    "number",
    "duration",
    "lines",
    "choice",
    "choices",
    "flag",
    "area",
    "pairs",
    "secret",
]

KEY, VALUE = ".key", ".value"
"""Ends of the names of the two columns of a field of pairs."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form."""

    name: str
    label: str
    widget: Widget = "text"
    choices: tuple[str, ...] = ()
    hint: str = ""
    default: Any = ""
    """The value that counts without the field; a choice without one may be left empty."""
    section: str = ""
    """Heading under which the field is; sections are closed until one of their fields is used."""
    is_required: bool = False

    @property
    def hint_id(self) -> str:
        """The id of the element with the hint."""
        return f"hint-{self.name.replace('.', '-')}"


@dataclass(frozen=True, slots=True)
class Section:
    """Fields under one heading."""

    title: str
    fields: tuple[Field, ...]
    is_open: bool


def sections_of(
    fields: Sequence[Field], form: Form, mistakes: Mapping[str, Sequence[str]]
) -> list[Section]:
    """Return fields by section; one is open if a field differs from its default or is wrong."""
    titles = dict.fromkeys(field.section for field in fields)
    sections = []
    for title in titles:
        own = tuple(field for field in fields if field.section == title)
        is_used = any(_is_used(field, form) or _is_wrong(field, mistakes) for field in own)
        sections.append(Section(title, own, is_used or not title))
    return sections


def _is_used(field: Field, form: Form) -> bool:
    value = _value_of(field, form)
    return field.name in form and value not in ("", [], {}, None, field.default)


def _is_wrong(field: Field, mistakes: Mapping[str, Sequence[str]]) -> bool:
    return any(name == field.name or name.startswith(f"{field.name}.") for name in mistakes)


def shown_values(form: Form) -> dict[str, tuple[str, ...]]:
    """Return a form that was sent as its page shows it; rows of pairs keep their place."""
    return {
        name: tuple(values) if name.endswith((KEY, VALUE)) else tuple(lines(form, name))
        for name, values in form.items()
    }


def names_of(fields: Iterable[Field], form: Form) -> list[str]:
    """Return the names at which mistakes are shown: those of fields, and of each pair's key."""
    names = []
    for field in fields:
        names.append(field.name)
        if field.widget == "pairs":
            names += [f"{field.name}.{key}" for key in form.get(field.name + KEY, ()) if key]
    return names


def form_of(fields: Iterable[Field], body: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return the values of a form that shows a body."""
    form: dict[str, tuple[str, ...]] = {}
    for field in fields:
        value = _at(body, field.name.split("."))
        if field.widget == "pairs":
            form[field.name + KEY] = tuple(value or ())
            form[field.name + VALUE] = tuple((value or {}).values())
        elif isinstance(value, list | tuple):
            form[field.name] = tuple(map(str, value))
        elif isinstance(value, bool):
            form[field.name] = ("1" if value else "0",)
        elif field.widget == "duration" and isinstance(value, int | float):
            form[field.name] = (duration_text(value),)
        elif value is not None:
            form[field.name] = (str(value),)
    return form


def changed_body(fields: Iterable[Field], before: Mapping[str, Any], form: Form) -> dict[str, Any]:
    """Return a body with the values of a form; what is empty or has its default is omitted."""
    body = _copy(before)
    for field in fields:
        path = field.name.split(".")
        if field.widget == "flag" and field.name not in form:
            continue
        value = _value_of(field, form)
        _set(body, path, None if value in ("", [], {}, field.default) else value)
    return body


def _value_of(field: Field, form: Form) -> Any:
    match field.widget:
        case "lines" | "choices":
            return lines(form, field.name)
        case "flag":
            return one(form, field.name) == "1"
        case "number":
            return _number_or_text(one(form, field.name))
        case "pairs":
            keys = [key.strip() for key in form.get(field.name + KEY, ())]
            values = [value.strip() for value in form.get(field.name + VALUE, ())]
            rows = zip(keys, values, strict=False)
            return {key: value for key, value in rows if key or value}
        case _:
            return one(form, field.name)


def _number_or_text(text: str) -> Any:
    """Return a number, or the text that is none: the model says what is wrong with it."""
    for parse in (int, float):
        try:
            return parse(text)
        except ValueError:
            continue
    return text


def _at(body: Any, path: Sequence[str]) -> Any:
    for step in path:
        body = body.get(step) if isinstance(body, Mapping) else None
    return body


def _set(body: dict[str, Any], path: Sequence[str], value: Any) -> None:
    """Set the value at a path, None to remove it; mappings that become empty are removed."""
    step, *rest = path
    if rest:
        inner = body.get(step)
        inner = dict(inner) if isinstance(inner, Mapping) else {}
        _set(inner, rest, value)
        value = inner or None
    if value is None:
        body.pop(step, None)
    else:
        body[step] = value


def _copy(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return a body whose mappings may be changed."""
    copied = dict(body)
    for key, value in body.items():
        if isinstance(value, Mapping):
            copied[key] = _copy(value)
    return copied
