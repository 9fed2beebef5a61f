"""Names in a request that refer to the watchlist in force: an unknown one is a mistake.

A silence or a filter on a misspelt rule would be accepted and never hold for any alert.
"""

from collections.abc import Iterable
from typing import Any

from fastapi.exceptions import RequestValidationError

from monitor.config.references import Unknown


def refuse_unknown(where: str, unknown: Iterable[Unknown]) -> None:
    """Raise RequestValidationError with every unknown name in a part of the body."""
    mistakes: list[dict[str, Any]] = [
        {"loc": ("body", where, field), "type": "unknown", "msg": message, "input": value}
        for field, value, message in unknown
    ]
    if mistakes:
        raise RequestValidationError(mistakes)
