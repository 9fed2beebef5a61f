"""`monitor up` loses and doubles nothing while its processes and its broker are killed.

A longer run:
make test ARGS='tests/system/test_crash.py --kills 60 --seed 3 --crash-report crash.json'.
"""

import time
from pathlib import Path

import pytest

from tests.system.conftest import Calm
from tests.system.crash import PARSERS, VICTIMS, Report, UpUnderTest, compare, disturb
from tests.waiting import BUSY, START_WITHIN_S

pytestmark = [pytest.mark.system, pytest.mark.broker]

STOPS_WITHIN_S = 30.0
"""Seconds in which `monitor up` ends: its children end together, the broker after them."""


def test_kills_lose_and_double_no_article_and_no_alert(
    calm: Calm, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    kills = int(pytestconfig.getoption("--kills"))
    report = Report(seed=int(pytestconfig.getoption("--seed")))
    calm.newsroom.restart()
    started = time.monotonic()
    with UpUnderTest(calm.config, tmp_path / "stormy", tmp_path / "stormy.log") as up:
        disturb(up, report, kills)
        deadline = time.monotonic() + START_WITHIN_S
        stored = up.stored()
        while time.monotonic() < deadline and stored != calm.expected:
            time.sleep(1.0)
            stored = up.stored()
        status, seconds, left = up.stop()
    compare(report, calm.expected, stored)
    report.seconds = round(time.monotonic() - started, 1)
    report.write(Path(pytestconfig.getoption("--crash-report") or tmp_path / "crash.json"))
    assert (report.missing, report.unexpected, report.doubled) == ([], [], [])
    assert len(report.kills) == kills
    assert {victim for _, victim in report.kills} == {*VICTIMS, *PARSERS}
    assert (status, left) == (0, [])
    assert seconds < BUSY * STOPS_WITHIN_S
