"""The static files: scripts, styles and icons, read once.

A page names a file with the hash of its content (``/static/app.js?v=1a2b…``), so that a browser
keeps it for a year and still gets a new version at once.
"""

import hashlib
from dataclasses import dataclass
from importlib import resources

MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
HASH_LENGTH = 16
"""Hexadecimal digits: enough that two versions of a file differ."""


@dataclass(frozen=True, slots=True)
class Asset:
    """One static file."""

    body: bytes
    media_type: str
    version: str


@dataclass(frozen=True, slots=True)
class Assets:
    """The static files by name."""

    static: dict[str, Asset]

    def address(self, name: str) -> str:
        """Return the address of a file with its version. Raises KeyError."""
        return f"/static/{name}?v={self.static[name].version}"


def load_assets() -> Assets:
    """Read the files of the package."""
    static: dict[str, Asset] = {}
    for file in resources.files("monitor.web").joinpath("static").iterdir():
        suffix = f".{file.name.rpartition('.')[2]}"
        if suffix in MEDIA_TYPES:
            body = file.read_bytes()
            version = hashlib.sha256(body).hexdigest()[:HASH_LENGTH]
            static[file.name] = Asset(body, MEDIA_TYPES[suffix], version)
    return Assets(static)
