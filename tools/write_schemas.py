"""Write the JSON Schema of every record to docs/schemas/: ``python -m tools.write_schemas``.

A test compares the files with the code.
"""

import json
from pathlib import Path

import msgspec

from monitor.records import (
    Alert,
    Article,
    FeedState,
    Heartbeat,
    Match,
    PatternState,
    Reading,
    Record,
    Rejection,
)
from monitor.records.base import schema_of

RECORDS: tuple[type[Record], ...] = (
    Alert,
    Article,
    FeedState,
    Heartbeat,
    Match,
    PatternState,
    Reading,
    Rejection,
)
FOLDER = Path("docs/schemas")


def schemas() -> dict[str, str]:
    """Return the text of each file by its name: the record's tag and ``.json``."""
    return {
        f"{schema_of(record)}.json": json.dumps(
            msgspec.json.schema(record), indent=1, sort_keys=True
        )
        + "\n"
        for record in RECORDS
    }


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in schemas().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        print(FOLDER / name)
