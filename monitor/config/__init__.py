"""The configuration: what people write in ``config/`` and in ``MONITOR_*``, checked whole and turned into frozen values."""

from monitor.config.changes import Change
from monitor.config.load import Configuration, load_configuration, load_watchlist
from monitor.config.settings import Settings, load_settings

__all__ = [
    "Change",
    "Configuration",
    "Settings",
    "load_configuration",
    "load_settings",
    "load_watchlist",
]
