"""A running system refuses every wrong configuration and takes the next good one."""

from pathlib import Path

import pytest

from monitor.config import load_settings
from monitor.records.errors import ConfigurationError
from monitor.services.configuration import LiveConfiguration
from tests.config.example_files import FILES, HOSTILE, PLACES, changed_files, write

RELOADED = PLACES[::3]
"""Every third place: a reload compiles the watchlist."""


@pytest.mark.parametrize("value", HOSTILE[::4], ids=lambda value: repr(value)[:20])
def test_no_value_stops_the_reload(tmp_path: Path, value: object) -> None:
    write(tmp_path, FILES)
    (tmp_path / "data").mkdir()
    live = LiveConfiguration(load_settings(tmp_path, {"MONITOR_DATA": str(tmp_path / "data")}))
    sound = live.current.hash
    for path in RELOADED:
        write(tmp_path, changed_files(path, value))
        live.reload()
        try:
            live.check(())
        except ConfigurationError as error:
            assert live.error == str(error), path  # noqa: PT017  both outcomes are allowed
    write(tmp_path, FILES)
    live.reload()
    assert (live.error, live.current.hash) == (None, sound)
