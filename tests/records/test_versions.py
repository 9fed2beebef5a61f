"""What was once put on the wire is read for ever, and the schemas in docs/ are those of the code."""

import json
from pathlib import Path

import pytest

from monitor.records.wire import Unreadable, decode, encode
from tools.write_schemas import FOLDER, RECORDS, schemas

GOLDEN = Path("tests/data/golden")


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.json")), ids=lambda path: path.name)
def test_a_record_of_an_earlier_day_is_read_with_everything_in_it(path: Path) -> None:
    kept = path.read_bytes()
    read = [record for type_ in RECORDS if not isinstance(record := decode(kept, type_), Unreadable)]
    assert len(read) == 1
    told = json.loads(encode(read[0]))
    assert {key: told[key] for key in json.loads(kept)} == json.loads(kept)


def test_the_schemas_in_the_documentation_are_current() -> None:
    assert {path.name: path.read_text("utf-8") for path in FOLDER.glob("*.json")} == schemas()
    assert {path.name for path in GOLDEN.glob("*.json")} == set(schemas())
