"""The systemd units: verified by systemd, hardened, and starting commands that exist."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from click import Context

from monitor.cli import main
from monitor.config.settings import VARIABLES

UNITS = sorted(Path("ops/systemd").glob("*.service"))
TARGET = Path("ops/systemd/news-monitor.target")
PROGRAM = "/opt/news-monitor/bin/monitor"
WORST_EXPOSURE = 2.0
"""`systemd-analyze security`: 0 is closed, 10 open; a unit without hardening has 9.6."""


def _read(unit: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string(unit.read_text("utf-8"))
    return parser


@pytest.fixture
def installed(tmp_path: Path) -> list[Path]:
    """The units with a program that exists, as systemd looks for it."""
    copies = []
    for unit in (*UNITS, TARGET):
        copy = tmp_path / unit.name
        copy.write_text(unit.read_text("utf-8").replace(PROGRAM, "/bin/true"))
        copies.append(copy)
    return copies


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_starts_a_command_that_exists(unit: Path) -> None:
    service = _read(unit)["Service"]
    program, command = service["ExecStart"].split()
    assert program == PROGRAM
    assert command in main.list_commands(Context(main))
    assert int(service["TimeoutStopSec"]) >= 30


def test_every_variable_is_one_that_the_program_knows() -> None:
    texts = [file.read_text("utf-8") for file in (*UNITS, Path("ops/systemd/environment"))]
    names = set(re.findall(r"\b(MONITOR_[A-Z_]+)=", "\n".join(texts)))
    assert names - {"MONITOR_DATABASE_FILE"} <= set(VARIABLES)
    assert names


def test_no_two_units_have_one_port_for_metrics() -> None:
    addresses = re.findall(
        r"MONITOR_METRICS=(\S+)",
        "\n".join(unit.read_text() for unit in UNITS if unit.stem != "news-monitor-up"),
    )
    assert len(addresses) == len(set(addresses)) == 4


def test_the_target_starts_every_unit_but_the_one_that_has_all() -> None:
    wanted = set(_read(TARGET)["Unit"]["Wants"].split())
    assert wanted == {unit.name for unit in UNITS} - {"news-monitor-up.service"}


def _analyze(*arguments: str) -> str:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("no systemd on this machine")
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_systemd_accepts_every_unit_without_a_warning(installed: list[Path]) -> None:
    assert _analyze("verify", *map(str, installed)) == ""


def test_every_unit_is_hardened(installed: list[Path]) -> None:
    for unit in installed:
        if unit.suffix == ".service":
            report = _analyze("security", "--offline=true", str(unit))
            rating = re.search(r"Overall exposure level.*: ([\d.]+)", report)
            assert rating is not None
            assert float(rating[1]) <= WORST_EXPOSURE
