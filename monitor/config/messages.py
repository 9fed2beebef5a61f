"""Sentences for what pydantic refuses: the wrong value, what is wrong with it, what to write."""

import dataclasses
import difflib
import functools
import typing
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Literal

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from monitor.records import fields
from monitor.records.fields import TextFormat, quoted

ADVICE = {
    form.pattern: form.advice
    for alias in vars(fields).values()
    for form in getattr(alias, "__metadata__", ())
    if isinstance(form, TextFormat)
}
"""Advice by pattern, of the formats that several fields share."""

_TYPES = {
    "bool_parsing": "use true or false",
    "bool_type": "use true or false",
    "string_type": "use a text; numbers, dates, yes and no need quotes",
    "string_unicode": "use a text without unpaired surrogates",
    "tuple_type": "use a list, such as [one, two]",
    "list_type": "use a list, such as [one, two]",
    "dict_type": "use a mapping, such as {en: value}",
    "int_type": "use a whole number",
    "int_parsing": "use a whole number",
    "int_from_float": "use a whole number",
    "int_parsing_size": "use a smaller number",
    "float_type": "use a number",
    "float_parsing": "use a number",
    "finite_number": "use a finite number",
    "path_type": "use the path of a file",
    "datetime_type": "use a time such as 2026-01-31T12:00:00Z",
    "datetime_parsing": "use a time such as 2026-01-31T12:00:00Z",
    "datetime_from_date_parsing": "use a time such as 2026-01-31T12:00:00Z",
}
_BOUNDS = {
    "greater_than_equal": "use {ge:g} or more",
    "greater_than": "use more than {gt:g}",
    "less_than_equal": "use {le:g} or less",
    "less_than": "use less than {lt:g}",
    "string_too_long": "use at most {max_length} characters",
    "string_too_short": "use at least {min_length} characters",
}

Location = tuple[str | int, ...]


def adapter_of(model: Any) -> TypeAdapter[Any]:
    """Return the validator of a type."""
    return _adapter_of(model)


@functools.cache  # building a validator takes milliseconds
def _adapter_of(model: Any) -> TypeAdapter[Any]:
    return TypeAdapter(model)


def problems_of(error: ValidationError, model: Any) -> Iterator[tuple[Location, str]]:
    """Yield the location and the message of every problem that pydantic found in a ``model``."""
    for problem in error.errors(include_url=False, include_context=True):
        if problem["type"] == "default_factory_not_called":
            continue  # follows from another problem
        yield problem["loc"], _message(problem, model)


def nearest(name: str, names: Iterable[str], *, cutoff: float = 0.6) -> str:
    """Return ``; did you mean 'NAME'?`` for the nearest of some names, or nothing."""
    matches = difflib.get_close_matches(name[:100], list(names), n=1, cutoff=cutoff)
    return f"; did you mean {matches[0]!r}?" if matches else ""


def _message(problem: ErrorDetails, model: Any) -> str:
    kind, context = problem["type"], problem.get("ctx", {})
    if kind in _SENTENCES:
        return _SENTENCES[kind](problem, model)
    advice = _TYPES.get(kind, problem["msg"])
    if kind in _BOUNDS:
        return f"{quoted(problem['input'])} is out of range; {_BOUNDS[kind].format(**context)}"
    return f"{quoted(problem['input'])} is not valid here; {advice}"


def _not_json(problem: ErrorDetails, _: Any) -> str:
    return f"not valid JSON ({problem['ctx']['error']}); write one JSON object on one line"


def _missing(problem: ErrorDetails, _: Any) -> str:
    return f"{problem['loc'][-1]!r} is missing"


def _own_words(problem: ErrorDetails, _: Any) -> str:
    return str(problem["ctx"]["error"])


def _wrong_key(problem: ErrorDetails, _: Any) -> str:
    return f"the key {quoted(problem['input'])} is not a text; put it in quotes"


def _not_a_mapping(problem: ErrorDetails, model: Any) -> str:
    keys = ", ".join(f"{key}:" for key in keys_at(model, problem["loc"]))
    return f"{quoted(problem['input'])} is not a mapping; use the keys {keys}"


def _unknown_type(problem: ErrorDetails, _: Any) -> str:
    context = problem["ctx"]
    return f"{quoted(context['tag'])} is not a type; use one of {context['expected_tags']}"


def _no_type(problem: ErrorDetails, _: Any) -> str:
    return f"{str(problem['ctx']['discriminator']).strip(chr(39))!r} is missing"


def _wrong_format(problem: ErrorDetails, model: Any) -> str:
    advice = ADVICE.get(problem["ctx"]["pattern"]) or _advice_at(model, problem["loc"])
    return f"{quoted(problem['input'])} is not valid here; {advice}"


def _unknown_key(problem: ErrorDetails, model: Any) -> str:
    keys = keys_at(model, problem["loc"][:-1])
    key = str(problem["loc"][-1])
    hint = nearest(key, keys, cutoff=0.5) or f"; use {', '.join(keys)}"
    return f"unknown key {quoted(key)}{hint}"


def _not_a_choice(problem: ErrorDetails, _: Any) -> str:
    value, expected = problem["input"], str(problem["ctx"]["expected"])
    choices = [choice.strip(" '") for choice in expected.replace(" or ", ",").split(",")]
    hint = nearest(value.lower(), choices, cutoff=0.5) if isinstance(value, str) else ""
    if isinstance(value, bool):
        hint = "; put the text in quotes, as YAML reads yes, no, on and off as true and false"
    return f"{quoted(value)} is not one of {', '.join(choices)}{hint}"


def _advice_at(model: Any, location: Location) -> str:
    """Return the advice of the format of one field, written in its annotation."""
    names = [step for step in location if isinstance(step, str)]
    for class_ in _classes_at(model, location[: location.index(names[-1])]) if names else ():
        annotation = typing.get_type_hints(class_, include_extras=True).get(names[-1])
        for form in _formats_in(annotation):
            return form.advice
    return "write it as the documentation shows"


def _formats_in(annotation: Any) -> Iterator[TextFormat]:
    for part in (*getattr(annotation, "__metadata__", ()), *typing.get_args(annotation)):
        if isinstance(part, TextFormat):
            yield part
        elif typing.get_args(part):
            yield from _formats_in(part)


def keys_at(model: Any, location: Location) -> list[str]:
    """Return the keys that a mapping at a location may have."""
    return _keys_at(model, tuple(step for step in location if isinstance(step, str)))


@functools.lru_cache(1_000)  # the places of all models; a file may have a mistake in every line
def _keys_at(model: Any, names: tuple[str, ...]) -> list[str]:
    return sorted({key for class_ in _classes_at(model, names) for key in _hints(class_)})


def _classes_at(model: Any, location: Location) -> list[type]:
    """Return the classes that may be at a location, which names the type of a union's member."""
    classes = _classes_in(model)
    for step in location:
        if isinstance(step, int):
            continue
        inside = [hints[step] for class_ in classes if step in (hints := _hints(class_))]
        if inside:
            classes = [class_ for hint in inside for class_ in _classes_in(hint)]
        else:
            classes = [class_ for class_ in classes if _has_type(class_, step)]
    return classes


def _has_type(class_: type, name: str) -> bool:
    return name in typing.get_args(_hints(class_).get("type"))


@functools.cache
def _hints(class_: Any) -> dict[str, Any]:
    if issubclass(class_, BaseModel):
        return {name: field.annotation for name, field in class_.model_fields.items()}
    hints = typing.get_type_hints(class_)
    return {field.name: hints[field.name] for field in dataclasses.fields(class_) if field.init}


def _classes_in(annotation: Any) -> list[type]:
    """Return the classes with named fields in an annotation, such as the two of ``tuple[A | B,
    ...]``.
    """
    if typing.get_origin(annotation) is Literal:
        return []
    if isinstance(annotation, type) and not typing.get_args(annotation):
        is_model = issubclass(annotation, BaseModel) or dataclasses.is_dataclass(annotation)
        return [annotation] if is_model else []
    return [class_ for part in typing.get_args(annotation) for class_ in _classes_in(part)]


_SENTENCES: dict[str, Callable[[ErrorDetails, Any], str]] = {
    "extra_forbidden": _unknown_key,
    "unexpected_keyword_argument": _unknown_key,
    "missing": _missing,
    "json_invalid": _not_json,
    "value_error": _own_words,
    "invalid_key": _wrong_key,
    "dataclass_type": _not_a_mapping,
    "model_type": _not_a_mapping,
    "model_attributes_type": _not_a_mapping,
    "literal_error": _not_a_choice,
    "union_tag_invalid": _unknown_type,
    "union_tag_not_found": _no_type,
    "string_pattern_mismatch": _wrong_format,
}
