"""The command line starts fast: it imports what a command needs when the command runs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from monitor.services.configuration import may_exist

HEAVY = (
    "aiokafka",
    "asyncio",
    "faust",
    "feedparser",
    "httpx",
    "msgspec",
    "numpy",
    "pydantic",
    "rich",
    "sqlalchemy",
    "structlog",
    "yaml",
)
"""Modules that neither the import nor the help may load."""

BARE_PROGRAM = "import click\n@click.command()\ndef main(): 'Say hello.'\nmain(['--help'])"
OUR_HELP = "from monitor.cli import main\nmain(['--help'])"

RUNS = 7
"""Of each program, in turn: the fastest of them had the processor for itself."""

CPU_RATIO_LIMIT = 2.0
"""CPU seconds of the help, as a multiple of those of a bare click program."""


@pytest.mark.parametrize(
    "program", ["import monitor.cli", OUR_HELP], ids=["import monitor.cli", "monitor --help"]
)
def test_no_heavy_module_is_loaded(program: str) -> None:
    report = (
        f"import atexit, sys\natexit.register(lambda: print('\\n' + ' '.join(sys.modules)))\n"
        f"{program}"
    )
    printed = subprocess.run(
        [sys.executable, "-c", report], capture_output=True, text=True, check=True
    ).stdout
    loaded = set(printed.splitlines()[-1].split())
    assert "monitor.cli" in loaded
    assert loaded.isdisjoint(HEAVY)


def test_the_help_uses_at_most_twice_the_cpu_of_a_bare_click_program() -> None:
    bare: list[float] = []
    ours: list[float] = []
    for _ in range(RUNS):
        bare.append(cpu_seconds(BARE_PROGRAM))
        ours.append(cpu_seconds(OUR_HELP))
    assert min(ours) <= CPU_RATIO_LIMIT * min(bare), f"{min(ours):.3f} s against {min(bare):.3f} s"


def test_a_library_that_sets_up_logging_when_it_is_imported_prints_no_step() -> None:
    program = (
        "import logging\n"
        "from monitor.cli import main\n"
        "try: main(['check', '--config', 'nowhere'])\n"
        "except SystemExit: pass\n"
        "logging.basicConfig(level=logging.INFO)\n"  # as wordllama does
        "logging.getLogger('alembic.runtime.migration').info('a step')\n"
        "logging.getLogger('library').warning('a fault')\n"
    )
    printed = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stderr
    assert "a step" not in printed
    assert "a fault" in printed


def cpu_seconds(program: str) -> float:
    """Return the CPU seconds, in user mode and in the system, of a Python program."""
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return usage.ru_utime + usage.ru_stime


def test_a_scan_of_a_text_loads_neither_a_database_nor_an_http_client(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Bridge\n\nAnna Berg said that the bridge would open.\n")
    report = (
        "import atexit, sys\natexit.register(lambda: print('\\n' + ' '.join(sys.modules)))\n"
        f"from monitor.cli import main\nmain(['scan', {str(tmp_path / 'a.txt')!r}])"
    )
    environ = {**os.environ, "MONITOR_DATA": str(tmp_path / "data")}
    environ.pop("MONITOR_DATABASE", None)
    printed = subprocess.run(
        [sys.executable, "-c", report], capture_output=True, text=True, check=True, env=environ
    ).stdout
    assert "Anna Berg" in printed
    loaded = set(printed.splitlines()[-1].split())
    assert {"monitor.statements", "msgspec"} <= loaded
    assert loaded.isdisjoint({"sqlalchemy", "httpx", "aiokafka", "faust"})


@pytest.mark.parametrize(
    ("url", "exists"),
    [
        ("sqlite+aiosqlite:///{folder}/monitor.db", True),
        ("sqlite+aiosqlite:///{folder}/other.db", False),
        ("sqlite:///{folder}/monitor.db?timeout=5", True),
        ("postgresql+psycopg://server/monitor", True),
    ],
)
def test_a_database_that_does_not_exist_is_recognised_without_its_driver(
    url: str, exists: bool, tmp_path: Path
) -> None:
    (tmp_path / "monitor.db").touch()
    assert may_exist(url.format(folder=tmp_path)) is exists
