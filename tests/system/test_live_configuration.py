"""A running process refuses every wrong file, says so, and takes the next valid one in time."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from monitor.kafka.broker.process import free_port
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
from tests.waiting import BUSY, START_WITHIN_S, WITHIN_S

pytestmark = pytest.mark.system

TOKEN = "a-token-of-the-test-1"
IN_FORCE_WITHIN_S = 5.0
"""What the documentation promises for a valid file."""
REFUSED = [
    (PLACES[(number * 11 + 3) % len(PLACES)], value) for number, value in enumerate(HOSTILE)
][::2]
"""Every second hostile value at a place of its own: `tests.config.test_mistakes` has all of them,
and a step takes a second and a half."""
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

    @property
    def hash(self) -> str:
        """The hash of the configuration in force."""
        return str(self.get("/api/v1/watchlist")["hash"])


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    config, data, address = tmp_path / "config", tmp_path / "data", f"127.0.0.1:{free_port()}"
    config.mkdir()
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
    served = Served(config, address, tmp_path / "log")
    with served.log.open("ab") as log:
        command = [str(Path(sys.executable).parent / "monitor"), "serve"]
        process = subprocess.Popen(command, env=environ, stdout=log, stderr=log)
    try:
        seconds_until(lambda: served.problems == "", within_s=START_WITHIN_S)
        yield served
    finally:
        process.terminate()
        process.wait(WITHIN_S)


def seconds_until(is_true: Any, *, within_s: float) -> float:
    """Return the seconds until a condition holds. Fails after a time."""
    started = time.monotonic()
    while not is_true():
        assert time.monotonic() - started < within_s
        time.sleep(0.05)
    return time.monotonic() - started


def test_wrong_files_are_refused_and_the_next_valid_one_is_in_force(served: Served) -> None:
    sound = served.hash
    wrong: list[tuple[Path_, Any, bool]] = [(path, value, False) for path, value in REFUSED]
    wrong += [(path, None, True) for path in DROPPED]
    refused = 0
    for path, value, is_dropped in wrong:
        write(served.config, changed_files(path, value, drop=is_dropped))
        mistakes = mistakes_of(served.config)
        if mistakes:
            refused += 1
            name = Path(mistakes[0].file).name
            seconds_until(lambda name=name: name in served.problems, within_s=WITHIN_S)
            assert served.hash == sound, (path, value)
        write(served.config, FILES)
        seconds_until(
            lambda: served.problems == "" and served.hash == sound,
            within_s=BUSY * IN_FORCE_WITHIN_S,
        )
    assert refused > len(wrong) / 2
    logged = served.log.read_text("utf-8")
    assert logged.count("event=config.refused") >= refused
    assert "Traceback" not in logged
    assert "pass-word" not in logged
