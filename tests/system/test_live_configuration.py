"""A running process refuses every wrong file, says so, and takes the next valid one in time."""

import contextlib
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from monitor.kafka.broker.process import free_port
from monitor.services.configuration import CHECK_INTERVAL_S
from tests.config.example_files import (
    FILES,
    HOSTILE,
    PLACES,
    REQUIRED,
    Path_,
    changed_files,
    mistakes_of,
    write,
)
from tests.waiting import START_WITHIN_S, WITHIN_S, wait_until

pytestmark = pytest.mark.system

TOKEN = "a-token-of-the-test-1"
IN_FORCE_WITHIN_S = 5.0
"""What the documentation promises for a valid file."""
REFUSED = [
    (PLACES[(number * 11 + 3) % len(PLACES)], value) for number, value in enumerate(HOSTILE)
][::2]
"""Every second hostile value at a place of its own: `tests.config.test_mistakes` has all of them,
and a step takes a second and a half."""
PROCESSES = 3
"""Processes side by side, each with a share of the files: a step is mostly waiting."""
PAUSE_S = 0.1
DROPPED = sorted(REQUIRED, key=str)[::3]


@dataclass(frozen=True, slots=True)
class Served:
    """A running `monitor serve`."""

    config: Path
    address: str
    log: Path

    def get(self, path: str) -> Any:
        """Return the JSON at a path, of errors too; None while nothing answers."""
        headers = {"Authorization": f"Bearer {TOKEN}"}
        request = urllib.request.Request(f"http://{self.address}{path}", headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=WITHIN_S) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            return json.load(error)
        except OSError:
            return None

    @property
    def problems(self) -> str:
        """The problems that `/readyz` names."""
        return " ".join((self.get("/readyz") or {"problems": ["no answer"]})["problems"])

    def names(self, file: str) -> bool:
        """Return whether a problem names a file."""
        return file in self.problems

    @property
    def hash(self) -> str:
        """The hash of the configuration in force."""
        return str(self.get("/api/v1/watchlist")["hash"])


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[Served]:
    """Run `monitor serve` on files of its own."""
    config, data, address = folder / "config", folder / "data", f"127.0.0.1:{free_port()}"
    config.mkdir(parents=True)
    data.mkdir()
    write(config, FILES)
    (config / "s").write_text("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    (data / "token").write_text(TOKEN)
    environ = {name: value for name, value in os.environ.items() if "MONITOR_" not in name}
    environ |= {
        "MONITOR_CONFIG": str(config),
        "MONITOR_DATA": str(data),
        "MONITOR_HTTP": address,
    }
    served = Served(config, address, folder / "log")
    with served.log.open("ab") as log:
        command = [str(Path(sys.executable).parent / "monitor"), "serve"]
        process = subprocess.Popen(command, env=environ, stdout=log, stderr=log)
    try:
        wait_until(lambda: served.problems == "", within_s=START_WITHIN_S, pause_s=PAUSE_S)
        yield served
    finally:
        process.terminate()
        process.wait(WITHIN_S)


Change = tuple[Path_, Any, bool]
"""A place, the value there, and whether it is dropped instead."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many files one process refused, and how soon each valid one was in force."""

    refused: int
    seconds: list[float]


def change_and_change_back(folder: Path, changes: Sequence[Change]) -> Outcome:
    """Write every wrong file, and the valid ones after each."""
    refused, seconds = 0, []
    with serving(folder) as served:
        sound = served.hash
        for path, value, is_dropped in changes:
            write(served.config, changed_files(path, value, drop=is_dropped))
            mistakes = mistakes_of(served.config)
            if mistakes:
                refused += 1
                name = Path(mistakes[0].file).name
                wait_until(partial(served.names, name), pause_s=PAUSE_S)
                assert served.hash == sound, (path, value)
            write(served.config, FILES)
            started = time.monotonic()
            wait_until(lambda: served.problems == "" and served.hash == sound, pause_s=PAUSE_S)
            seconds.append(time.monotonic() - started)
        logged = served.log.read_text("utf-8")
    assert logged.count("event=config.refused") >= refused
    assert "Traceback" not in logged
    assert "pass-word" not in logged
    return Outcome(refused, seconds)


def test_wrong_files_are_refused_and_the_next_valid_one_is_in_force(tmp_path: Path) -> None:
    wrong: list[Change] = [(path, value, False) for path, value in REFUSED]
    wrong += [(path, None, True) for path in DROPPED]
    shares = [wrong[place::PROCESSES] for place in range(PROCESSES)]
    folders = [tmp_path / str(place) for place in range(PROCESSES)]
    with ThreadPoolExecutor(PROCESSES) as threads:
        outcomes = list(threads.map(change_and_change_back, folders, shares))
    assert sum(each.refused for each in outcomes) > len(wrong) / 2
    # The soonest: a busy machine makes others late.
    assert min(min(each.seconds) for each in outcomes) < IN_FORCE_WITHIN_S
    assert 2 * CHECK_INTERVAL_S < IN_FORCE_WITHIN_S
