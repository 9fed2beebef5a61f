"""The demonstration: one command, from feeds over HTTP to exactly the alerts that are listed beside the articles."""

import os
import subprocess
import sys
from importlib import resources
from pathlib import Path

import pytest
import yaml

from monitor.kafka.broker.process import free_port

pytestmark = [pytest.mark.system, pytest.mark.broker]


def test_the_demonstration_raises_exactly_the_expected_alerts_and_ends_by_itself() -> None:
    environ = {
        **os.environ,
        "MONITOR_HTTP": f"127.0.0.1:{free_port()}",
        "COLUMNS": "300",
        "MONITOR_CONFIG": "config",
    }
    environ.pop("MONITOR_KAFKA", None)
    command = [str(Path(sys.executable).parent / "monitor"), "up", "--demo", "--once"]
    done = subprocess.run(
        command, env=environ, stdout=subprocess.PIPE, timeout=180, check=True, text=True
    )
    rows = [
        [cell.strip() for cell in line.strip("│").split("│")]
        for line in done.stdout.splitlines()
        if line.startswith("│")
    ]
    expected = yaml.safe_load(
        resources.files("monitor.sample").joinpath("expected.yaml").read_text("utf-8")
    )
    assert sorted(rows) == sorted([list(map(str, row)) for row in expected])
