"""The parts that the formats for exchange with other systems (STIX, MISP) share. Pure."""

import uuid

from monitor.records import Alert

_NAMESPACE = uuid.UUID("6f1a2c1e-6d0c-5b7e-9a34-0d6f1f6f3c11")
"""Of our ids: STIX 2.1 (2.9) wants a namespace of one's own for UUID version 5."""


def stable_id(kind: str, name: str) -> str:
    """Return the UUID of an object, always the same for its kind and name."""
    return str(uuid.uuid5(_NAMESPACE, f"{kind}/{name}"))


def title_of(alert: Alert) -> str:
    """Return the name of the alert's rule, and the speaker if there is one."""
    said_by = alert.statement.said_by
    return f"{alert.rule_name}: {said_by}" if said_by else alert.rule_name
