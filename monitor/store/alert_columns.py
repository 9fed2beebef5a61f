"""The columns of an alert that its record does not have as fields, for lists and facets."""

from typing import Any

from monitor.deliveries.filter import languages_of, padded_speaker, publishers_of
from monitor.records import Alert
from monitor.store.rows import packed


def list_columns(alert: Alert) -> dict[str, Any]:
    """Return the speaker, publishers and languages of an alert, and whether it is suppressed."""
    return {
        "said_by": padded_speaker(alert),
        "publishers": packed(sorted(publishers_of(alert))),
        "languages": packed(sorted(languages_of(alert))),
        "suppressed": int(alert.suppressed or alert.suppressed_for_good),
    }
