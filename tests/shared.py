"""What lies beside the project: captured feeds and pages, which belong to their publishers and are not shipped. Tests on them skip without it."""

import json
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).parent.parent.parent / "shared" / "data"

needs_data = pytest.mark.skipif(
    not DATA.is_dir(), reason=f"captured feeds and pages are not at {DATA}"
)


def listed(folder: str) -> list[dict[str, Any]]:
    """Return what the manifest of a folder lists, nothing where it is missing."""
    manifest = DATA / folder / "manifest.json"
    return list(json.loads(manifest.read_text("utf-8"))) if manifest.is_file() else []
