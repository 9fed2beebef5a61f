"""A disk that is full under everything, the embedded broker included: it heals without help."""

import json
import os
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from monitor.services.newsroom import Newsroom
from monitor.store import schema
from tests.system.crash import UpUnderTest
from tests.waiting import START_WITHIN_S, WITHIN_S

pytestmark = [pytest.mark.system, pytest.mark.broker]

SIZE = "160m"
"""Size of the file system: Kafka preallocates some 50 MB of indexes."""

FAILED_STARTS = 3
"""Starts of the broker that fail for want of space before there is some again."""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of `SIZE`."""
    mounted = tmp_path / "small"
    mounted.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(mounted)]
    is_root = os.geteuid() == 0
    if not is_root or subprocess.run(command, check=False, stderr=subprocess.DEVNULL).returncode:
        pytest.skip("a small file system cannot be mounted here")
    yield mounted
    subprocess.run(["umount", "-l", str(mounted)], check=True)


def readiness(address: str) -> dict[str, Any]:
    """Return the answer of `/readyz`, not ready without one."""
    try:
        with urllib.request.urlopen(f"http://{address}/readyz", timeout=WITHIN_S) as answer:
            return dict(json.load(answer))
    except urllib.error.HTTPError as error:
        return dict(json.load(error))
    except OSError as error:
        return {"ready": False, "problems": [str(error)]}


def holds_within(seconds: float, is_true: Callable[[], bool]) -> bool:
    """Return whether a condition comes to hold in time."""
    deadline = time.monotonic() + seconds
    while not is_true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.5)
    return True


def fill(file: Path) -> None:
    """Write until the disk is full, to the last byte."""
    for size in (65_536, 1):
        try:
            with file.open("ab", buffering=0) as opened:
                while True:
                    opened.write(bytes(size))
        except OSError:
            continue


def test_a_full_disk_shows_in_readiness_and_everything_resumes_when_there_is_space(
    small_disk: Path,
) -> None:
    newsroom = Newsroom(shown_first=1, shown_per_poll=1)
    newsroom.write_config(small_disk / "config", interval="1s")
    filler, log = small_disk / "filler", small_disk.parent / "log"

    def failed_starts() -> int:
        lines = log.read_text("utf-8", "replace").splitlines()
        return sum("event=loop." in line and "name=broker" in line for line in lines)

    with UpUnderTest(small_disk / "config", small_disk / "data", log) as up:
        assert holds_within(START_WITHIN_S, lambda: bool(readiness(up.address)["ready"]))
        fill(filler)
        assert up.kill("broker") or not up.children("broker")
        assert holds_within(WITHIN_S, lambda: not readiness(up.address)["ready"])
        assert holds_within(START_WITHIN_S, lambda: failed_starts() >= FAILED_STARTS)
        filler.unlink()
        healed = holds_within(START_WITHIN_S, lambda: bool(readiness(up.address)["ready"]))
        assert healed, readiness(up.address)
        stored = up.run_until_complete(newsroom)
        rejections = up.read(select(schema.rejections.c.record))
        assert up.stop()[0] == 0
    newsroom.close()
    articles = {name.partition(".")[0] for name in stored.articles}
    assert (len(articles), rejections) == (len(newsroom.stories), [])
    assert stored.doubled == ()
