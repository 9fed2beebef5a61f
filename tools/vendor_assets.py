"""Fetch the third-party files of the pages from npm, each pinned by version and checksum.

    python tools/vendor_assets.py           fetch, verify and write monitor/web/static
    python tools/vendor_assets.py --check   verify what is there; no network

The tarball must have the SHA-512 that npm publishes (``dist.integrity``), the file the SHA-256
below, so that neither the registry nor a checkout can change a script in silence.
"""

import argparse
import base64
import hashlib
import io
import os
import sys
import tarfile
import urllib.request
from dataclasses import dataclass
from pathlib import Path

STATIC = Path(__file__).parents[1] / "monitor" / "web" / "static"
REGISTRY = os.environ.get("NPM_CONFIG_REGISTRY", "https://registry.npmjs.org").rstrip("/")
WITHIN_S = 60
"""Seconds for one tarball."""


@dataclass(frozen=True, slots=True)
class Package:
    """One tarball, and the files that are taken from it: member, name in ``static``, SHA-256."""

    name: str
    version: str
    integrity: str
    files: tuple[tuple[str, str, str], ...]

    @property
    def url(self) -> str:
        """The address of the tarball."""
        base = self.name.rpartition("/")[2]
        return f"{REGISTRY}/{self.name}/-/{base}-{self.version}.tgz"


PACKAGES = (
    Package(
        "htmx.org",
        "2.0.8",
        "sha512-fm297iru0iWsNJlBrjvtN7V9zjaxd+69Oqjh4F/Vq9Wwi2kFisLcrLCiv5oBX0KLfOX/zG8AUo9ROMU5XUB44Q==",
        (
            (
                "package/dist/htmx.min.js",
                "htmx.min.js",
                "22283ef68cb7545914f0a88a1bdedc7256a703d1d580c1d255217d0a50d31313",
            ),
            (
                "package/LICENSE",
                "htmx.LICENSE.txt",
                "d3d2456f76414f2456104660ebd65aff1c04cd7966b942bdabd63f3cdb316a38",
            ),
        ),
    ),
    Package(
        "swagger-ui-dist",
        "5.35.0",
        "sha512-U06rpMtW9V3XPGOBeamTUSr0Z09jMX4IJuANpE/EZbAhw0G8CgwrzU4YmXkn/h0wCDNsXdGarTNNHC3sU8yVUQ==",
        (
            (
                "package/swagger-ui-bundle.js",
                "swagger-ui-bundle.js",
                "e6a898692f2d768e807c3ba4626068a69a2c5dd960dd6c76f3e4d3a3de180af2",
            ),
            (
                "package/swagger-ui.css",
                "swagger-ui.css",
                "5ed08757e53da3e026d6cbecc61fe5d43585c9560b302d534ad56692519a273d",
            ),
            (
                "package/LICENSE",
                "swagger-ui.LICENSE.txt",
                "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30",
            ),
        ),
    ),
)


def fetch(package: Package) -> dict[str, bytes]:
    """Return the files of a package by name. Raises ValueError if a checksum differs."""
    with urllib.request.urlopen(package.url, timeout=WITHIN_S) as answer:
        tarball = answer.read()
    algorithm, _, expected = package.integrity.partition("-")
    actual = base64.b64encode(hashlib.new(algorithm, tarball).digest()).decode()
    if actual != expected:
        raise ValueError(f"{package.name} {package.version}: the tarball has {algorithm}-{actual}")
    files = {}
    with tarfile.open(fileobj=io.BytesIO(tarball)) as archive:
        for member, name, _digest in package.files:
            content = archive.extractfile(member)
            if content is None:
                raise ValueError(f"{package.name} {package.version} has no file {member}")
            files[name] = content.read()
    return files


def mistakes_of(package: Package, files: dict[str, bytes]) -> list[str]:
    """Return one sentence for each file whose content is not the pinned one."""
    mistakes = []
    for _member, name, expected in package.files:
        actual = hashlib.sha256(files.get(name, b"")).hexdigest()
        if actual != expected:
            mistakes.append(f"{name}: SHA-256 is {actual}, pinned is {expected}")
    return mistakes


def present(package: Package) -> dict[str, bytes]:
    """Return the files of a package that are in ``static``."""
    paths = {name: STATIC / name for _member, name, _digest in package.files}
    return {name: path.read_bytes() for name, path in paths.items() if path.is_file()}


def main() -> int:
    """Fetch or check every file; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="verify only, without network")
    arguments = parser.parse_args()
    mistakes: list[str] = []
    for package in PACKAGES:
        files = present(package) if arguments.check else fetch(package)
        wrong = mistakes_of(package, files)
        mistakes += wrong
        if not wrong and not arguments.check:
            for name, body in files.items():
                (STATIC / name).write_bytes(body)
    for mistake in mistakes:
        print(mistake, file=sys.stderr)
    return 1 if mistakes else 0


if __name__ == "__main__":
    sys.exit(main())
