"""Every schema that was ever written can be decoded; the published schemas match the code."""

import json
from pathlib import Path
from typing import Any

import pytest

from monitor.records import PatternState, Record
from monitor.records.base import schema_of
from monitor.records.wire import OLDER_SCHEMAS, Unreadable, decode, encode
from tools.write_schemas import FOLDER, RECORDS, schemas

GOLDEN = Path("tests/data/golden")
"""One record of every schema, as some version wrote it; no file is ever changed or removed."""


def contains(later: Any, earlier: Any) -> bool:
    """Return whether ``later`` has all of ``earlier``; a later version may have more."""
    if isinstance(earlier, dict):
        return isinstance(later, dict) and all(
            name in later and contains(later[name], value) for name, value in earlier.items()
        )
    if isinstance(earlier, list):
        is_same_size = isinstance(later, list) and len(later) == len(earlier)
        return is_same_size and all(map(contains, later, earlier))
    return bool(later == earlier)


def decode_any(body: bytes) -> list[Record]:
    """Return the record that a body is, by each type that accepts it."""
    records = (decode(body, record_type) for record_type in RECORDS)
    return [record for record in records if not isinstance(record, Unreadable)]


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.json")), ids=lambda path: path.name)
def test_a_record_of_an_earlier_version_is_decoded_with_all_its_values(path: Path) -> None:
    body = path.read_bytes()
    [record] = decode_any(body)
    earlier = json.loads(body)
    later = json.loads(encode(record))
    assert later.pop("schema") == schema_of(type(record))
    earlier.pop("schema")
    assert contains(later, earlier)


def test_a_moment_is_decoded_as_the_pattern_state_with_the_same_values() -> None:
    older = decode((GOLDEN / "moment.v1.json").read_bytes(), PatternState)
    present = decode((GOLDEN / "pattern-state.v1.json").read_bytes(), PatternState)
    assert type(older) is PatternState
    assert older == present


def test_the_published_schemas_match_the_code() -> None:
    assert {path.name: path.read_text("utf-8") for path in FOLDER.glob("*.v*.json")} == schemas()


def test_every_schema_has_a_golden_record() -> None:
    older = {f"{schema_of(record_type)}.json" for record_type in OLDER_SCHEMAS.values()}
    assert {path.name for path in GOLDEN.glob("*.json")} == set(schemas()) | older
