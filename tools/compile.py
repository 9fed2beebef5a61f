"""Compile the hot modules of this checkout: ``python -m tools.compile [--remove]``.

1. `hatch_build` says which modules, and compiles them in a copy of the package.
2. The extension modules are put beside the sources only if the copy reads every text of the
   corpora, and generated articles, as the sources do: the same hash over all statements, and over
   the mentions, links and matches with the watchlists of the corpora.
3. ``--remove`` removes them. Do it before you edit a source: an edit has no effect while its
   extension is there, and `make compile` builds it again.

Nothing of the monitor is imported here: extensions of older sources may not be importable.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

from hatch_build import compile_copy, extensions

ROOT = Path(__file__).parents[1]
BUILD = ROOT / "build" / "compiled"
"""The copy that is compiled."""


def main() -> None:
    """Compile and check, or remove."""
    reader = argparse.ArgumentParser(prog="python -m tools.compile", description=__doc__)
    reader.add_argument("--remove", action="store_true", help="remove the extension modules")
    options = reader.parse_args()
    remove()
    if not options.remove:
        compile_and_install()


def remove() -> None:
    """Remove the extension modules of this checkout."""
    for file in extensions(ROOT):
        file.unlink()


def compile_and_install() -> None:
    """Compile a copy; put the extensions in place if they read as the sources do."""
    built = compile_copy(ROOT, BUILD)
    check(ROOT, BUILD)
    for file in built:
        shutil.copy2(file, ROOT / file.relative_to(BUILD))


def check(plain: Path, compiled: Path) -> None:
    """Compare what two copies of the package find, and print their CPU seconds.

    Raises SystemExit where it differs.
    """
    before, after = _measure(plain), _measure(compiled)
    if before[0] != after[0]:
        raise SystemExit("the compiled modules do not find what the sources find")
    ratio = float(before[1]) / float(after[1])
    sys.stdout.write(
        f"same readings and matches, hash {before[0]}; {float(before[1]):.2f} s of CPU for the "
        f"sources, {float(after[1]):.2f} s compiled: {ratio:.2f} times\n"
    )


def _measure(root: Path) -> list[str]:
    """Return the hash and the CPU seconds with the modules of ``root``."""
    command = [sys.executable, "-m", "tools.hash_readings"]
    environ = {**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{ROOT}"}
    done = subprocess.run(
        command, cwd=root, env=environ, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout.split()


if __name__ == "__main__":
    main()
