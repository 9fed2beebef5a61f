"""Nothing is lost and nothing doubled while poller, processor, archiver and broker are killed under `monitor up`.

A longer run: make test ARGS='tests/system/test_crash.py --kills 60 --seed 3 --crash-report crash.json'.
"""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.sample import Newsroom
from tests.system.crash import Report, UpUnderTest, compare, disturb

pytestmark = [pytest.mark.system, pytest.mark.broker]


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    # One article more at each poll: the feeds go on showing news while everything is being killed.
    running = Newsroom(at_first=1, each_poll=1)
    yield running
    running.close()


def test_every_article_and_alert_of_the_undisturbed_run_is_there_once_after_kills(
    newsroom: Newsroom, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    kills = int(pytestconfig.getoption("--kills"))
    report = Report(seed=int(pytestconfig.getoption("--seed")))
    config = tmp_path / "config"
    newsroom.write_config(config, Path("config"), interval="1s")
    with UpUnderTest(config, tmp_path / "calm", tmp_path / "calm.log") as up:
        expected = up.run_until_quiet(lambda: newsroom.is_all_shown, within=120)
        assert up.stop()[0] == 0
    assert len({name.partition(".")[0] for name in expected.articles}) == len(newsroom.stories)
    newsroom.restart()
    started = time.monotonic()
    with UpUnderTest(config, tmp_path / "stormy", tmp_path / "stormy.log") as up:
        disturb(up, report, kills)
        deadline = time.monotonic() + 180
        found = up.found()
        while time.monotonic() < deadline and found != expected:
            time.sleep(1.0)
            found = up.found()
        status, seconds, left = up.stop()
    compare(report, expected, found)
    report.seconds = round(time.monotonic() - started, 1)
    report.write(Path(pytestconfig.getoption("--crash-report") or tmp_path / "crash.json"))
    assert (report.missing, report.unexpected, report.doubled) == ([], [], [])
    assert len(report.kills) == kills
    assert {victim for _, victim in report.kills} == {"poller", "processor", "archiver", "broker"}
    assert (status, left) == (0, [])
    assert seconds < 30
