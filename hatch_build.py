"""The optional build of the wheel: with ``NEWS_MONITOR_COMPILE=1`` it holds extension modules.

1. mypyc compiles the modules of `PACKAGES`, unchanged, into extension modules beside their
   sources, and Python imports those first.
2. The sources stay in the wheel: they are what is tested first, and what runs everywhere else.
3. The build runs in a copy of the package, so that a checkout keeps its sources alone.

`tools.compile` builds and checks the same modules for a checkout. Needs a C compiler and the
headers of Python.
"""

import importlib.machinery
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

VARIABLE = "NEWS_MONITOR_COMPILE"
"""Environment variable that asks for a compiled wheel; not one of the program's settings."""
PACKAGES = (
    "languages",
    "statements",
    "statements/english",
    "statements/plain",
    "watchlist",
    "matches",
    "alerts",
)
"""Folders of `monitor` that are compiled: where the processor and the archiver compute."""
SOURCES_ONLY = (
    "watchlist/values.py",  # dataclasses with slots and a base, which mypyc cannot replace
    "watchlist/name_entries.py",  # msgspec builds its classes itself, here and in the next
    "watchlist/listed_sounds.py",
    "watchlist/boolean_parser.py",  # the parser of searches, no compiled one, inherits from it
    "watchlist/query.py",  # inherits from it too
    "watchlist/compiled.py",  # a compiled Sequence takes every list for one of its kind
    "alerts/silence.py",  # msgspec needs the types inside of dict and tuple, which mypyc drops
    "matches/clauses.py",  # dataclasses whose class variables mypyc takes for fields
)
"""Modules that mypyc cannot compile."""
GROUP = "news_monitor"
"""Name of the library that the extension modules share."""
SUFFIX = importlib.machinery.EXTENSION_SUFFIXES[0]
REQUIREMENTS = ("mypy==2.4.1", "setuptools>=65")
"""What compiles; as in the lock file for developers."""

_SETUP = """
from mypyc.build import mypycify
from setuptools import setup

modules = mypycify(
    {arguments!r}, opt_level="2", debug_level="0", multi_file=True, group_name={group!r}
)
setup(name="compiled", ext_modules=modules, script_args=["--quiet", "build_ext", "--inplace"])
"""
_MYPY = "[mypy]\nignore_missing_imports = True\nfollow_imports = silent\n"


def sources(root: Path) -> list[str]:
    """Return the modules to compile, relative to the checkout."""
    monitor = root / "monitor"
    excluded = {monitor / name for name in SOURCES_ONLY}
    files = (file for name in PACKAGES for file in sorted((monitor / name).glob("*.py")))
    modules = (file for file in files if file.name != "__init__.py" and file not in excluded)
    return [str(file.relative_to(root)) for file in modules]


def extensions(root: Path) -> list[Path]:
    """Return the extension modules of a checkout, or of a copy of it."""
    shared = root.glob(f"{GROUP}__mypyc*{SUFFIX}")
    packages = (root / "monitor" / name for name in PACKAGES)
    own = (file for package in packages for file in package.glob(f"*{SUFFIX}"))
    return sorted((*shared, *own))


def compile_copy(root: Path, build: Path) -> list[Path]:
    """Compile a copy of the package in the folder ``build``; return its extension modules.

    Raises CalledProcessError where mypyc or the C compiler fails.
    """
    shutil.rmtree(build, ignore_errors=True)
    ignored = shutil.ignore_patterns("__pycache__", "*.so")
    shutil.copytree(root / "monitor", build / "monitor", ignore=ignored)
    (build / "mypy.ini").write_text(_MYPY)
    arguments = ["--config-file", "mypy.ini", *sources(build)]
    program = _SETUP.format(arguments=arguments, group=GROUP)
    subprocess.run([sys.executable, "-c", program], cwd=build, check=True)
    return extensions(build)


class CompiledBuildHook(BuildHookInterface[Any]):
    """Adds the extension modules to the wheel where `VARIABLE` asks for them."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Return what the build needs besides hatchling."""
        return list(REQUIREMENTS) if _is_wanted() else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, unless the wheel is one of an editable installation, which has the sources."""
        if not _is_wanted() or version == "editable":
            return
        build = Path(self.root) / "build" / "wheel"
        build_data["pure_python"] = False
        build_data["infer_tag"] = True
        for file in compile_copy(Path(self.root), build):
            build_data["force_include"][str(file)] = str(file.relative_to(build))


def _is_wanted() -> bool:
    return os.environ.get(VARIABLE, "") not in ("", "0")
