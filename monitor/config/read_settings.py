"""Read the settings: variables over the file over defaults.

1. An empty variable counts as missing.
2. ``MONITOR_DATABASE_FILE`` names a file that holds the value of ``MONITOR_DATABASE``, and so for
   every variable: a secret then is in no list of variables. Line ends around the value are removed.
3. A name that no setting has is refused with the nearest setting, in the file as in the
   environment.
4. Every mistake is reported at once, with the line of the file or the name of the variable.
"""

import os
from collections import ChainMap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from monitor.channels.secret_text import read_secret
from monitor.config.files import Written, read_document
from monitor.config.messages import nearest, problems_of
from monitor.config.settings import COMPOSE_VARIABLES, PREFIX, VARIABLES, Settings
from monitor.records.errors import ENVIRONMENT, Mistake, SettingsError, UnreadableSecret
from monitor.records.fields import quoted

FILE_SUFFIX = "_FILE"
SECRET_FILES = frozenset(
    f"{name}{FILE_SUFFIX}" for name in VARIABLES if name != f"{PREFIX}CONFIG"
) - set(VARIABLES)
"""Variables that name a file with the value of another variable."""


def load_settings(config: Path, environ: Mapping[str, str]) -> Settings:
    """Load the settings of a configuration folder and an environment. Raises `SettingsError`."""
    mistakes: list[Mistake] = []
    read = read_document(config / "monitor.yaml", mistakes)
    variables = _variables(environ, mistakes)
    written = _file_values(read, mistakes)
    machine = _machine_values(environ)
    settings: Settings | None = None
    try:
        settings = _from_sources(config, (variables, written, machine))
    except ValidationError as error:
        mistakes.extend(_placed_mistakes(error, variables, read))
    mistakes.extend(_covered_mistakes(config, variables, written, read))
    if mistakes or settings is None:
        raise SettingsError(mistakes)
    return settings


def _from_sources(config: Path, sources: Sequence[Mapping[str, Any]]) -> Settings:
    """Return the settings of some sources, of which earlier ones win. Raises ValidationError."""
    return Settings.model_validate({**ChainMap(*map(dict, sources)), "config": config})


def _placed_mistakes(
    error: ValidationError, variables: Mapping[str, Any], read: Written
) -> Iterator[Mistake]:
    """Yield what pydantic found, at the variable or at the line of the file that has the value."""
    for path, message in problems_of(error, Settings):
        if path and path[0] in variables:
            variable = f"{PREFIX}{str(path[0]).upper()}"
            yield Mistake(ENVIRONMENT, 1, variable, message)
        else:
            yield read.mistake(path, message)


def _covered_mistakes(
    config: Path, variables: Mapping[str, Any], written: Mapping[str, Any], read: Written
) -> list[Mistake]:
    """Return the mistakes of the file in values that variables cover."""
    covered = {key: value for key, value in written.items() if key in variables}
    if not covered:
        return []
    try:
        _from_sources(config, (covered,))
    except ValidationError as error:
        return list(_placed_mistakes(error, {}, read))
    return []


def _variables(environ: Mapping[str, str], mistakes: list[Mistake]) -> dict[str, str]:
    """Return the values of the variables by key; add a mistake for every unknown name."""
    values: dict[str, str] = {}
    for variable, value in sorted(environ.items()):
        if not variable.upper().startswith(PREFIX) or variable in COMPOSE_VARIABLES:
            continue
        if variable in SECRET_FILES:
            values |= _value_in_file(variable, environ, mistakes)
        elif variable not in VARIABLES:
            message = f"unknown variable{nearest(variable.upper(), VARIABLES)}"
            mistakes.append(Mistake(ENVIRONMENT, 1, variable, message))
        elif value.strip():
            values[variable.removeprefix(PREFIX).lower()] = value
    values.pop("config", None)  # the caller has read it
    return values


def _value_in_file(
    variable: str, environ: Mapping[str, str], mistakes: list[Mistake]
) -> dict[str, str]:
    """Return the value, by key, that the file of a ``_FILE`` variable holds, without line end."""
    path, plain = environ[variable].strip(), variable.removesuffix(FILE_SUFFIX)
    if not path:
        return {}
    if environ.get(plain, "").strip():
        message = f"{plain} is set as well; remove one of them"
        mistakes.append(Mistake(ENVIRONMENT, 1, variable, message))
        return {}
    try:
        value = read_secret(Path(path).expanduser())
    except UnreadableSecret as error:
        mistakes.append(Mistake(ENVIRONMENT, 1, variable, str(error)))
        return {}
    return {plain.removeprefix(PREFIX).lower(): value}


def _file_values(read: Written, mistakes: list[Mistake]) -> dict[str, Any]:
    """Return the values of ``monitor.yaml`` by key; its own folder is not a setting there."""
    written = read.document.value
    if not isinstance(written, dict):
        mistakes.append(read.mistake((), "expected a mapping with keys such as http: and data:"))
        return {}
    values = {key: value for key, value in written.items() if isinstance(key, str)}
    for key in written:
        if key == "config" or not isinstance(key, str):
            values.pop(key, None)
            mistakes.append(read.mistake((str(key),), f"unknown key {quoted(key)}; remove it"))
    return values


def _machine_values(environ: Mapping[str, str]) -> dict[str, Any]:
    """Return the defaults that depend on the machine."""
    caches = environ.get("XDG_CACHE_HOME")
    if not caches:
        home = environ.get("HOME") or os.path.expanduser("~")
        caches = str(Path(home) / ".cache")
    return {"cache": Path(caches) / "news-monitor"}
