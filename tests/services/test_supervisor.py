"""One `monitor up` on a data folder."""

import os
from pathlib import Path

import pytest

from monitor.records.errors import AlreadyRunning
from monitor.services.supervisor import hold


def test_a_second_one_on_the_same_data_is_refused_and_told_who_holds_it(tmp_path: Path) -> None:
    with hold(tmp_path):
        with pytest.raises(AlreadyRunning) as refused, hold(tmp_path):
            pass
        assert str(os.getpid()) in str(refused.value)
        assert "MONITOR_DATA" in str(refused.value)
    with hold(tmp_path):
        pass
