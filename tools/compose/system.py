"""The running system of the test, over Docker and over its API."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tools.compose.engine import CommandFailed, Docker

PAUSE_S = 1.0
"""Seconds between two looks at a condition."""
REQUEST_WITHIN_S = 10.0
"""Seconds for one request: a machine that starts ten containers at once is slow."""
PAGE = 200
"""Alerts of one page of the API, its largest."""


class Failed(Exception):
    """The system did not do what it has to."""


@dataclass(frozen=True, slots=True)
class System:
    """The services of docker compose."""

    docker: Docker
    environ: dict[str, str]
    """Variables of docker-compose.yml."""
    address: str
    """The web service, from this machine."""
    token: str

    def compose(self, *arguments: str, within_s: float = 300.0) -> str:
        """Run docker compose with every profile. Raises `CommandFailed`."""
        command = ("--profile", "demo", "--profile", "full", *arguments)
        return self.docker.compose(*command, environ=self.environ, within_s=within_s)

    def containers(self) -> list[dict[str, Any]]:
        """Return the containers, ended ones too."""
        lines = self.compose("ps", "--all", "--format", "json").splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]

    def problems(self) -> list[str]:
        """Return why the system is not ready; none where it is."""
        try:
            with self._open("/readyz") as answer:
                json.load(answer)
                return []
        except urllib.error.HTTPError as error:
            return list(json.load(error).get("problems", [str(error)]))
        except OSError as error:
            return [str(error)]

    def get(self, path: str) -> Any:
        """Return the JSON of a path. Raises OSError."""
        with self._open(path) as answer:
            return json.load(answer)

    def post(self, path: str, body: object) -> Any:
        """Post JSON and return the JSON of the answer. Raises OSError."""
        with self._open(path, json.dumps(body).encode()) as answer:
            return json.load(answer)

    def text(self, path: str) -> str:
        """Return the body of a path. Raises OSError."""
        with self._open(path) as answer:
            return str(answer.read().decode())

    def alerts(self) -> list[dict[str, Any]]:
        """Return every alert, newest first. Raises OSError."""
        items: list[dict[str, Any]] = []
        cursor = ""
        while True:
            page = self.get(f"/api/v1/alerts?limit={PAGE}{cursor}")
            items += page["items"]
            if not page.get("next"):
                return items
            cursor = f"&cursor={page['next']}"

    def metric(self, sample: str) -> float | None:
        """Return a sample of the web service's metrics, such as ``monitor_stored{kind="alerts"}``.

        Raises OSError.
        """
        for line in self.text("/metrics").splitlines():
            name, _, value = line.rpartition(" ")
            if name == sample:
                return float(value)
        return None

    def _open(self, path: str, body: bytes | None = None) -> Any:
        request = urllib.request.Request(self.address + path, data=body)
        request.add_header("Content-Type", "application/json")
        request.add_header("Authorization", f"Bearer {self.token}")
        return urllib.request.urlopen(request, timeout=REQUEST_WITHIN_S)


def wait_for(what: str, is_true: Callable[[], bool], within_s: float) -> float:
    """Wait for a condition; return the seconds that it took. Raises `Failed` after ``within_s``.

    Errors of the connection and of Docker count as false.
    """
    started = time.monotonic()
    reason = ""
    while time.monotonic() - started < within_s:
        try:
            if is_true():
                return round(time.monotonic() - started, 1)
        except (OSError, CommandFailed, ValueError) as error:
            reason = f" ({error})"
        time.sleep(PAUSE_S)
    raise Failed(f"{what}: not within {within_s:.0f} s{reason}")
