"""The image's environment: what is removed, and what must stay."""

import ast
import re
import sys
import venv
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tools.slim_image import LEFT_OUT, slim, unused_in, unused_locales

KEPT = (
    "babel/locale-data/root.dat",
    "babel/locale-data/en.dat",
    "babel/locale-data/en_GB.dat",
    "babel/locale-data/de_AT.dat",
    "babel/locale-data/ar.dat",
    "monitor/__init__.py",
    "monitor/web/locales/de/messages.po",
    "monitor/web/locales/ar/messages.po",
    "sqlalchemy/dialects/postgresql/base.py",
    "numpy/testing/__init__.py",
    "tests.py",
    "zstandard/backend_c.so.txt",
)
REMOVED = (
    "babel/locale-data/ja.dat",
    "babel/locale-data/fil.dat",
    "babel/locale-data/zh_Hans_CN.dat",
    "pip/__main__.py",
    "numpy/linalg/tests/test_linalg.py",
    "numpy/_core/include/numpy/arrayobject.h",
    "sqlalchemy/dialects/mysql/base.py",
    "lxml/etree.pyx",
    "pydantic/main.pyi",
)


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    """An environment with a few files of many libraries."""
    venv.create(tmp_path, with_pip=False, symlinks=True)
    [folder] = tmp_path.glob("lib/python3*/site-packages")
    for name in (*KEPT, *REMOVED):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("")
    return folder


def test_only_what_no_process_reads_is_removed(packages: Path) -> None:
    environment = packages.parents[2]
    slim(environment)
    assert [name for name in KEPT if not (packages / name).exists()] == []
    assert [name for name in REMOVED if (packages / name).exists()] == []
    slim(environment)


def test_the_modules_of_the_program_are_compiled(
    packages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    (packages / "monitor" / "part.py").write_text("import library\n")
    (packages / "library.py").write_text("")
    (packages / "never_imported.py").write_text("")
    slim(packages.parents[2])
    tag = sys.implementation.cache_tag
    assert (packages / "monitor" / "__pycache__" / f"part.{tag}.pyc").exists()
    assert (packages / "__pycache__" / f"library.{tag}.pyc").exists()
    assert not (packages / "__pycache__" / f"never_imported.{tag}.pyc").exists()


def test_nothing_of_a_language_with_translated_pages_is_removed(packages: Path) -> None:
    removed = {path.name for path in unused_locales(packages, {"de", "zh_Hans"})}
    assert removed == {"ar.dat", "ja.dat", "fil.dat"}


def test_a_library_that_is_called_tests_is_no_test_of_a_library(packages: Path) -> None:
    (packages / "tests").mkdir()
    assert packages / "tests" not in set(unused_in(packages))


def imported_at_load(module: Path) -> set[str]:
    """Return the packages that a module imports when it is loaded, outside of functions."""
    names: set[str] = set()
    pending: list[ast.stmt] = ast.parse(module.read_text("utf-8")).body
    for statement in pending:
        if isinstance(statement, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in statement.names}
        elif isinstance(statement, ast.ImportFrom):
            names.add((statement.module or "").partition(".")[0])
        elif isinstance(statement, ast.Try | ast.ClassDef):
            pending.extend(statement.body)
    return names - {"monitor", *sys.stdlib_module_names}


def test_the_image_has_every_library_that_a_module_of_the_program_imports() -> None:
    distributions = packages_distributions()
    locked = re.findall(
        r"^([a-z0-9.-]+)==", Path("requirements-image.lock").read_text(), re.MULTILINE
    )
    imported = set().union(*map(imported_at_load, Path("monitor").rglob("*.py")))
    assert {"fastapi", "sqlalchemy", "mcp"} <= imported
    missing = {
        package
        for package in imported
        if not {name.lower().replace("_", "-") for name in distributions[package]} & set(locked)
    }
    assert missing == set(LEFT_OUT)
