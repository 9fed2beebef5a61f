"""The files of the dashboard: pages, script and style, read once.

A page names its script and style with the hash of their content (``/static/app.js?v=1a2b…``), so
that a browser keeps them for a year and still gets a new version at once.
"""

import hashlib
from dataclasses import dataclass
from importlib import resources

MEDIA_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}
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
    """The pages, with the versions of the static files in them, and the static files by name."""

    dashboard: str
    login: str
    static: dict[str, Asset]


def load_assets() -> Assets:
    """Read the files of the package."""
    folder = resources.files("monitor.web").joinpath("dashboard")
    static: dict[str, Asset] = {}
    for file in folder.joinpath("static").iterdir():
        suffix = f".{file.name.rpartition('.')[2]}"
        if suffix in MEDIA_TYPES:
            body = file.read_bytes()
            version = hashlib.sha256(body).hexdigest()[:HASH_LENGTH]
            static[file.name] = Asset(body, MEDIA_TYPES[suffix], version)
    pages = {}
    for name in ("index", "login"):
        page = folder.joinpath(f"{name}.html").read_text("utf-8")
        pages[name] = _with_versions(page, static)
    return Assets(pages["index"], pages["login"], static)


def _with_versions(page: str, static: dict[str, Asset]) -> str:
    for name, asset in static.items():
        page = page.replace(f"/static/{name}", f"/static/{name}?v={asset.version}")
    return page
