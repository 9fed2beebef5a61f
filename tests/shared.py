"""Captured feeds and pages beside the project, which belong to their publishers.

They are optional: the tests on them skip without them, and others test the same behaviours.
"""

import json
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).parent.parent.parent / "shared" / "data"

needs_data = pytest.mark.skipif(
    not DATA.is_dir(), reason=f"captured feeds and pages are not at {DATA}"
)


def manifest_of(folder: str) -> list[dict[str, Any]]:
    """Return the items of a folder's manifest, none if the data are not available."""
    manifest = DATA / folder / "manifest.json"
    return list(json.loads(manifest.read_text("utf-8"))) if manifest.is_file() else []
