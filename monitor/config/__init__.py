"""The configuration: YAML files, ``MONITOR_*`` variables and changes made through the API.

    settings.py      every setting of the machine
    read_settings.py monitor.yaml, MONITOR_*     --> Settings
    load.py          the other files, changes    --> Configuration, or every mistake at once
    feed_files.py    feeds/*.jsonl               added feeds
    actor_files.py   actors/*.jsonl              imported actors

Importing this package loads nothing else; pydantic is loaded when a name of it is first used.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from monitor.config.load import Configuration, load_configuration, load_watchlist
    from monitor.config.read_settings import load_settings
    from monitor.config.settings import Settings
    from monitor.records.change import Change

__all__ = [
    "Change",
    "Configuration",
    "Settings",
    "load_configuration",
    "load_settings",
    "load_watchlist",
]

_MODULES = {
    "Change": "monitor.config.changes",
    "Configuration": "monitor.config.load",
    "Settings": "monitor.config.settings",
    "load_configuration": "monitor.config.load",
    "load_settings": "monitor.config.read_settings",
    "load_watchlist": "monitor.config.load",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_MODULES[name]), name)
