"""Compile the statement engine with mypyc: ``python tools/compile.py [--remove]``.

1. The modules of `PACKAGES` become extension modules beside their sources, and Python imports those
   first. The sources stay: they are what is tested first and what runs without a compiler.
2. The build runs in a copy of the package. It is put in place only if the copy reads every text of
   the corpora, and generated articles, as the sources do: the same hash over all statements.
3. ``--remove`` removes the extension modules. Do it before you edit a source: an edit has no effect
   while its extension is there, and `make compile` builds it again.

Needs a C compiler and the headers of Python.
"""

import argparse
import hashlib
import importlib.machinery
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
BUILD = ROOT / "build" / "compiled"
"""The copy that is compiled."""
PACKAGES = ("monitor/statements",)
"""Where a processor spends most of its time. Names and matches gain less, and need changes: mypyc
knows no ``cached_property``."""
GENERATED = 200
"""Articles of 4.6 kB that are read besides the corpora."""
GROUP = "monitor_statements"
"""Name of the library that the extension modules share."""
SUFFIX = importlib.machinery.EXTENSION_SUFFIXES[0]

_SETUP = """
from mypyc.build import mypycify
from setuptools import setup

modules = mypycify({arguments!r}, opt_level="2", debug_level="0", group_name={group!r})
setup(name="compiled", ext_modules=modules, script_args=["--quiet", "build_ext", "--inplace"])
"""
_MYPY = "[mypy]\nignore_missing_imports = True\nfollow_imports = silent\n"


def main() -> None:
    """Compile and check, or remove."""
    reader = argparse.ArgumentParser(prog="python tools/compile.py", description=__doc__)
    reader.add_argument("--remove", action="store_true", help="remove the extension modules")
    reader.add_argument("--hash", action="store_true", help="print the hash of the statements")
    options = reader.parse_args()
    if options.hash:
        digest, seconds = statements_hash()
        sys.stdout.write(f"{digest} {seconds:.3f}\n")
        return
    remove()
    if not options.remove:
        compile_and_install()


def extensions(root: Path) -> list[Path]:
    """Return the extension modules of a checkout."""
    shared = root.glob(f"{GROUP}__mypyc*{SUFFIX}")
    own = (file for package in PACKAGES for file in (root / package).glob(f"*{SUFFIX}"))
    return sorted((*shared, *own))


def remove() -> None:
    """Remove the extension modules of this checkout."""
    for file in extensions(ROOT):
        file.unlink()


def sources(root: Path) -> list[str]:
    """Return the modules to compile, relative to the checkout."""
    files = (file for package in PACKAGES for file in sorted((root / package).glob("*.py")))
    return [str(file.relative_to(root)) for file in files if file.name != "__init__.py"]


def compile_and_install() -> None:
    """Compile a copy; put the extensions in place if they read as the sources do."""
    shutil.rmtree(BUILD, ignore_errors=True)
    ignored = shutil.ignore_patterns("__pycache__", "*.so")
    shutil.copytree(ROOT / "monitor", BUILD / "monitor", ignore=ignored)
    (BUILD / "mypy.ini").write_text(_MYPY)
    arguments = ["--config-file", "mypy.ini", *sources(BUILD)]
    program = _SETUP.format(arguments=arguments, group=GROUP)
    subprocess.run([sys.executable, "-c", program], cwd=BUILD, check=True)
    plain, compiled = _measure(ROOT), _measure(BUILD)
    if plain[0] != compiled[0]:
        raise SystemExit("the compiled modules find other statements than the sources")
    for file in extensions(BUILD):
        target = ROOT / file.relative_to(BUILD)
        shutil.copy2(file, target)
    sys.stdout.write(
        f"same statements, hash {plain[0]}; {float(plain[1]):.2f} s of CPU for the sources, "
        f"{float(compiled[1]):.2f} s compiled: {float(plain[1]) / float(compiled[1]):.2f} times\n"
    )


def _measure(root: Path) -> list[str]:
    """Return the hash and the CPU seconds with the modules of ``root``."""
    command = [sys.executable, str(ROOT / "tools" / "compile.py"), "--hash"]
    environ = {**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{ROOT}"}
    done = subprocess.run(command, env=environ, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout.split()


def texts() -> Iterator[tuple[str, str]]:
    """Yield the marked texts of the corpora and generated articles, with their languages."""
    from bench.corpus import a_watchlist, an_article
    from corpus.gold import SPLITS, read_corpus

    for split in SPLITS:
        for article in read_corpus(split):
            yield article.text, article.language
    chance = random.Random(1)
    watchlist = a_watchlist(100, 10, chance)
    for number in range(GENERATED):
        yield an_article(number, watchlist, chance).text, "en"


def statements_hash() -> tuple[str, float]:
    """Return the hash of all statements in the corpora, and the CPU seconds of reading them."""
    from monitor.articles.language import detect_language
    from monitor.statements import read_statements

    hashed, seconds = hashlib.sha256(), 0.0
    for text, language in texts():
        started = time.process_time()
        statements = read_statements(text, language, detect=detect_language)
        seconds += time.process_time() - started
        for statement in statements:
            hashed.update(repr(statement).encode("utf-8", "surrogatepass"))
    return hashed.hexdigest()[:16], seconds


if __name__ == "__main__":
    main()
