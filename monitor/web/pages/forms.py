"""Forms over the models of the API: a page's form is checked by the very model of its request.

A mistake is shown at its field: the last names of its place in the model, joined by dots.
"""

import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from fastapi import HTTPException
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import TypeAdapter, ValidationError

from monitor.web.pages.shell import Form
from monitor.web.problems import mistakes_in

T = TypeVar("T")

WHOLE = ""
"""Field of mistakes that belong to no single field."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a form gave: its answer, or the mistakes by field."""

    answer: Any = None
    mistakes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


async def submit(action: Callable[[], Awaitable[Any]], fields: Iterable[str]) -> Checked:
    """Return the answer of a request's function, or its mistakes at the fields of the form."""
    names = frozenset(fields)
    try:
        return Checked(await action())
    except (ValidationError, RequestValidationError) as error:
        return Checked(mistakes=_by_field(mistakes_in(error.errors()), names))
    except HTTPException as error:
        if error.status_code not in (409, 422):
            raise
        return Checked(mistakes={WHOLE: (str(error.detail),)})


def parse(model: type[T], value: Any) -> T:
    """Return a value of a model. Raises ValidationError."""
    return TypeAdapter(model).validate_python(value)


def mistakes_at(
    places: Iterable[tuple[str, str]], fields: Iterable[str]
) -> dict[str, tuple[str, ...]]:
    """Return messages by the field that their place names."""
    names = frozenset(fields)
    by_field: dict[str, tuple[str, ...]] = {}
    for where, message in places:
        name = _field_of(where, names)
        by_field[name] = (*by_field.get(name, ()), message)
    return by_field


def refused_fields(answer: Response, fields: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the mistakes of a refusal of the API, at the fields of a form."""
    problem = json.loads(bytes(answer.body))
    places = [(each["where"], each["message"]) for each in problem.get("mistakes") or ()]
    return mistakes_at(places, fields) or {WHOLE: (problem["title"],)}


def one(form: Form, name: str) -> str:
    """Return the last value of a field without blanks around it; ``""`` for none."""
    values = form.get(name, ())
    return values[-1].strip() if values else ""


def lines(form: Form, name: str) -> list[str]:
    """Return the lines of a field, or its values, without empty ones."""
    split = (line.strip() for value in form.get(name, ()) for line in value.splitlines())
    return [line for line in split if line]


def _by_field(mistakes: Iterable[Any], names: frozenset[str]) -> dict[str, tuple[str, ...]]:
    return mistakes_at(((each.where, each.message) for each in mistakes), names)


def _field_of(where: str, names: frozenset[str]) -> str:
    """Return the field that a place such as ``body.channel.webhook.url`` names.

    It is the one whose path ends last in the place; of several the longest. A place that is the
    beginning of fields' paths belongs to the first of them.
    """
    steps = where.replace("[", ".").replace("]", "").replace(" ", ".").split(".")
    ranked = [
        (end, name.count("."), name) for name in names for end in _ends(steps, name.split("."))
    ]
    if ranked:
        return max(ranked)[2]
    return next((name for name in sorted(names) if name.split(".")[0] == steps[-1]), WHOLE)


def _ends(steps: list[str], path: list[str]) -> list[int]:
    """Return the places at which a path ends in steps; steps between its parts may be skipped.

    Pydantic names the member of a union between ``channel`` and ``url``.
    """
    at = -1
    for part in path[:-1]:
        if part not in steps[at + 1 :]:
            return []
        at = steps.index(part, at + 1)
    return [place + 1 for place, step in enumerate(steps) if place > at and step == path[-1]]
