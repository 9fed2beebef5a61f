"""What was once put on the wire is read for ever, and the schemas in docs/ are those of the code."""

import json
from pathlib import Path
from typing import Any

import pytest

from monitor.records.wire import Unreadable, decode, encode
from tools.write_schemas import FOLDER, RECORDS, schemas

GOLDEN = Path("tests/data/golden")


def _holds(told: Any, kept: Any) -> bool:
    """Return whether everything of an earlier record is still told; what was added since may stand beside it."""
    if isinstance(kept, dict):
        return isinstance(told, dict) and all(
            key in told and _holds(told[key], value) for key, value in kept.items()
        )
    if isinstance(kept, list):
        return isinstance(told, list) and len(told) == len(kept) and all(map(_holds, told, kept))
    return bool(told == kept)


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.json")), ids=lambda path: path.name)
def test_a_record_of_an_earlier_day_is_read_with_everything_in_it(path: Path) -> None:
    kept = path.read_bytes()
    read = [
        record for type_ in RECORDS if not isinstance(record := decode(kept, type_), Unreadable)
    ]
    assert len(read) == 1
    told = json.loads(encode(read[0]))
    assert _holds(told, json.loads(kept))


def test_the_schemas_in_the_documentation_are_current() -> None:
    assert {path.name: path.read_text("utf-8") for path in FOLDER.glob("*.json")} == schemas()
    assert {path.name for path in GOLDEN.glob("*.json")} == set(schemas())
