"""Remove from the image's environment what no process of the monitor reads.

``python tools/slim_image.py FOLDER`` works on one virtual environment, in the build stage of the
Dockerfile:

1. Tests, headers and stubs of libraries, and parts that the program does not import (`UNUSED`).
2. Babel's data of locales in which no page is translated.
3. Symbols of compiled modules that only debuggers need, where `strip` is installed. Bundled shared
   libraries (``*.libs``) stay as they are: tools that repaired them may have left no room.
4. pip itself. Then every module that the program imports is compiled, since nothing can be written
   at run time.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

UNUSED = (
    "pip",
    "pip-*.dist-info",
    "setuptools",
    "setuptools-*.dist-info",
    "pkg_resources",
    "_distutils_hack",  # of setuptools; its .pth is read at every start
    "distutils-precedence.pth",
    "hf_xet",  # downloads of models; the weights that the program uses are in a wheel
    "zstandard/_cffi*",  # the other backend of the one in C
    "zstandard/backend_cffi.py",
    "numpy/f2py",
    "numpy/distutils",
    "numpy/_core/lib",
    "numpy/_core/include",
    "sqlalchemy/dialects/mssql",
    "sqlalchemy/dialects/mysql",
    "sqlalchemy/dialects/oracle",
    "wordllama/trainers",
    "faust/cli/_env_docs*",
)
"""Patterns below ``site-packages``."""
TEST_FOLDERS = ("test", "tests")
SOURCES = (".pyi", ".h", ".hpp", ".pxd", ".pyx", ".c", ".cpp", ".a", ".pdb")
LEFT_OUT = ("mcp",)
"""Libraries of extras that are not in the image: `monitor mcp` runs where the assistant runs."""
IMPORT_ALL = f"""
import importlib, pkgutil, monitor
for module in pkgutil.walk_packages(monitor.__path__, "monitor."):
    if "migrations" not in module.name and not module.name.endswith("__main__"):
        try:
            importlib.import_module(module.name)
        except ModuleNotFoundError as error:
            if error.name not in {LEFT_OUT!r}:
                raise
"""
"""Imports every module of the program, so that Python compiles it and the libraries that it
needs."""
LOCALE = re.compile(r"(?P<language>[a-z]{2,3})(_.+)?\.dat")


def slim(environment: Path) -> None:
    """Make an environment smaller; a second call changes nothing."""
    [packages] = environment.glob("lib/python3*/site-packages")
    locales = {path.name for path in packages.glob("monitor/web/locales/*") if path.is_dir()}
    for path in [*unused_in(packages), *unused_locales(packages, locales)]:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    for name in ("pip", "pip3", "activate"):
        for script in environment.glob(f"bin/{name}*"):
            script.unlink()
    strip_modules(packages)
    # -I: from the environment alone, and with bytecode whatever the variables say.
    subprocess.run([str(environment / "bin" / "python"), "-I", "-c", IMPORT_ALL], check=True)


def unused_in(packages: Path) -> Iterator[Path]:
    """Yield folders and files that are not needed; nothing below a folder that was yielded."""
    for pattern in UNUSED:
        yield from packages.glob(pattern)
    for path in packages.rglob("*"):
        is_tests = path.is_dir() and path.name in TEST_FOLDERS
        if (is_tests and path.parent != packages) or (path.is_file() and path.suffix in SOURCES):
            yield path


def unused_locales(packages: Path, locales: set[str]) -> Iterator[Path]:
    """Yield Babel's files of languages in which no page is translated; English always stays."""
    kept = {"en", "root"} | {locale.partition("_")[0] for locale in locales}
    for path in packages.glob("babel/locale-data/*.dat"):
        match = LOCALE.fullmatch(path.name)
        if match is not None and match["language"] not in kept:
            yield path


def strip_modules(packages: Path) -> None:
    """Remove the symbols of compiled modules that are only for debuggers."""
    program = shutil.which("strip")
    if program is None:
        return
    for module in packages.rglob("*.so"):
        if not any(part.endswith(".libs") for part in module.parts):
            subprocess.run([program, "--strip-unneeded", str(module)], check=True)


if __name__ == "__main__":
    slim(Path(sys.argv[1]))
