"""Alerts that differ from each other in chosen fields, for lists and facets."""

from typing import Any

import msgspec

from monitor.records import Alert
from tests.builders import an_alert


def a_distinct_alert(number: int, publisher: str = "wire", **changes: Any) -> Alert:
    """Return an alert of its own event; ``changes`` replace its fields."""
    alert = an_alert(f"article-{number}", publisher)
    statement = msgspec.structs.replace(
        alert.statement, id=f"statement-{number}", text=f"word{number} alone says {number}"
    )
    return msgspec.structs.replace(alert, id=f"alert-{number}", statement=statement, **changes)
