"""Read one file by its model: every mistake with file, line and path; an unknown key names the nearest known one."""

import copy
import difflib
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from monitor.config.models import Model
from monitor.config.yaml_lines import Document, Path_, YamlSyntaxError, parse_yaml
from monitor.records.errors import ConfigurationError, Mistake

M = TypeVar("M", bound=Model)


@dataclass(slots=True)
class Written:
    """What stands in one file, to tell where a mistake in it is."""

    file: str
    document: Document

    def mistake(self, path: Path_, message: str) -> Mistake:
        """Return a mistake in the value at a path."""
        path = self._as_written(path)
        return Mistake(self.file, self.document.line_of(path), shown_path(path), message)

    def _as_written(self, path: Path_) -> Path_:
        """Return a path without the ``any`` that a bare list of themes stands for."""
        here: Any = self.document.value
        written: list[str | int] = []
        for step in path:
            if step == "any" and isinstance(here, list):
                continue
            written.append(step)
            is_inside = (isinstance(here, dict) and step in here) or (
                isinstance(here, list) and isinstance(step, int) and step < len(here)
            )
            here = here[step] if is_inside else None
        return tuple(written)


def load_model(path: Path, model: type[M]) -> M:
    """Load one file by its model; a missing file is an empty one. Raises `ConfigurationError`."""
    mistakes: list[Mistake] = []
    loaded, _ = load_file(path, model, mistakes)
    if mistakes or loaded is None:
        raise ConfigurationError(mistakes)
    return loaded


def load_file(path: Path, model: type[M], mistakes: list[Mistake]) -> tuple[M | None, Written]:
    """Return the file by its model; a missing file is an empty one.

    Where it has mistakes they are added, and what is left without them is returned, None where that is nothing.
    """
    read = Written(str(path), Document({}))
    try:
        read.document = (
            parse_yaml(path.read_text(encoding="utf-8")) if path.exists() else Document({})
        )
    except YamlSyntaxError as error:
        mistakes.append(Mistake(read.file, error.line, "", str(error)))
        return None, read
    except (OSError, UnicodeDecodeError) as error:
        mistakes.append(Mistake(read.file, 1, "", f"cannot be read: {error}"))
        return None, read
    mistakes.extend(
        Mistake(read.file, line, shown_path(path_), f"key {path_[-1]!r} stands here a second time")
        for path_, line in read.document.repeated
    )
    value = read.document.value if read.document.value is not None else {}
    try:
        return model.model_validate(value), read
    except ValidationError as error:
        mistakes.extend(mistakes_of(error, model, read))
        return _salvaged(value, model, error), read


def _salvaged(value: Any, model: type[M], error: ValidationError) -> M | None:
    """Return the file without what is wrong in it, so that what refers to the rest can be checked in the same go."""
    value = copy.deepcopy(value)
    counted = itertools.count()
    for _ in range(_TRIES):
        for problem in error.errors(include_url=False):
            path = problem["loc"]
            if problem["type"] == "missing" or path[-1:] == ("query",):
                _at(value, path[:-1])[path[-1]] = _PLACEHOLDERS.get(str(path[-1]), "").format(
                    next(counted)
                )
            else:
                while path and not (
                    isinstance(path[-1], str) and isinstance(_at(value, path[:-1]), dict)
                ):
                    path = path[:-1]
                if not path:
                    return None
                _at(value, path[:-1]).pop(path[-1], None)
        try:
            return model.model_validate(value)
        except ValidationError as again:
            error = again
    return None


_TRIES = 4
_LONGEST_SHOWN = 60
"""Characters of a wrong value that are shown with what is wrong with it."""
_PLACEHOLDERS = {
    "id": "missing-{}",
    "name": "missing",
    "kind": "person",
    "query": "missing",
    "url": "https://missing.invalid/{}",
}


def _at(value: Any, path: Path_) -> Any:
    for step in path:
        inside = (isinstance(value, dict) and step in value) or (
            isinstance(value, list) and isinstance(step, int) and step < len(value)
        )
        value = value[step] if inside else None
    return value


def mistakes_of(error: ValidationError, model: type[BaseModel], read: Written) -> Iterator[Mistake]:
    """Yield what a model found wrong, in words for people."""
    for problem in error.errors(include_url=False):
        path = tuple(problem["loc"])
        message = str(problem["msg"]).removeprefix("Value error, ")
        if problem["type"] == "extra_forbidden":
            known = _known_keys(model, path[:-1])
            nearest = difflib.get_close_matches(str(path[-1]), known, n=1, cutoff=0.5)
            hint = f"did you mean {nearest[0]!r}?" if nearest else f"known here: {', '.join(known)}"
            message = f"unknown key {path[-1]!r}; {hint}"
        elif problem["type"] == "missing":
            message = f"{path[-1]!r} is missing"
        elif (
            problem["type"] != "value_error"
            and len(shown := repr(problem["input"])) < _LONGEST_SHOWN
        ):
            message = f"{message}, not {shown}"
        yield read.mistake(path, message)


def _known_keys(model: type[BaseModel], path: Path_) -> list[str]:
    """Return the keys that a mapping at ``path`` may have."""
    current: Any = model
    for step in path:
        if isinstance(step, str) and isinstance(current, type) and issubclass(current, BaseModel):
            field = current.model_fields.get(step)
            current = _model_in(field.annotation) if field else None
    is_model = isinstance(current, type) and issubclass(current, BaseModel)
    return sorted(current.model_fields) if is_model else []


def _model_in(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(
        (found for part in getattr(annotation, "__args__", ()) if (found := _model_in(part))), None
    )


def shown_path(path: Path_) -> str:
    """Return a path as ``rules[3].themes[0]``."""
    shown = ""
    for step in path:
        shown += f"[{step}]" if isinstance(step, int) else f".{step}" if shown else step
    return shown
