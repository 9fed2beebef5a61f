"""The wheel is complete: installed on its own it runs the demonstration in an empty folder."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from importlib import resources
from pathlib import Path

import pytest
import yaml

from monitor.kafka.broker.process import free_port
from tests.waiting import START_WITHIN_S

ROOT = Path(__file__).parents[2]

pytestmark = [pytest.mark.system, pytest.mark.broker]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of a virtual environment with the wheel, on the dependencies of this one."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=False, symlinks=True)
    site = Path(sysconfig.get_path("purelib", vars={"base": str(folder)}))
    dependencies = [path for path in sys.path if path.endswith("site-packages")]
    (site / "dependencies.pth").write_text("\n".join(dependencies))
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
    options = ["--no-deps", "--no-index", "--disable-pip-version-check"]
    subprocess.run([*pip, *options, str(wheel)], check=True)
    return folder / "bin" / "monitor"


def test_the_wheel_holds_every_file_of_the_package_and_the_shipped_configuration(
    wheel: Path,
) -> None:
    listing = ["git", "ls-files", "monitor"]
    tracked = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    names = set(zipfile.ZipFile(wheel).namelist())
    missing = set(tracked.split()) - names
    assert missing == {"monitor/sample/config"}, "only the link to the folder config/ may be absent"
    shipped = {f"monitor/sample/config/{file.name}" for file in (ROOT / "config").glob("*.yaml")}
    assert shipped
    assert shipped <= names
    assert any(name.endswith("LICENSE") for name in names)


def test_the_installed_demonstration_raises_exactly_the_expected_alerts(
    installed: Path, tmp_path: Path
) -> None:
    environ = {**os.environ, "MONITOR_HTTP": f"127.0.0.1:{free_port()}", "COLUMNS": "300"}
    for name in ("MONITOR_KAFKA", "MONITOR_CONFIG", "PYTHONPATH"):
        environ.pop(name, None)
    done = subprocess.run(
        [str(installed), "up", "--demo", "--once"],
        cwd=tmp_path,
        env=environ,
        stdout=subprocess.PIPE,
        timeout=START_WITHIN_S,
        check=True,
        text=True,
    )
    rows = [_cells(line) for line in done.stdout.splitlines() if line.startswith("│")]
    source = resources.files("monitor.sample").joinpath("expected.yaml").read_text("utf-8")
    expected = [list(map(str, row)) for row in yaml.safe_load(source)]
    assert sorted(rows) == sorted(expected)
    assert not list(tmp_path.iterdir()), "the demonstration leaves nothing behind"


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("│").split("│")]
