"""The store: records, subscriptions and deliveries in SQL, one module per noun.

    database                engines, errors
    upgrade                 migrations, beside running processes of an older version
    schema                  the SQL tables; records are kept whole as JSON beside indexed columns
    archive                 writes the records of the topics, a batch in one transaction
    alert_batch             decides the alerts of a batch, event_index finds those of one event
    readings, alerts, …     a noun each: what its rows mean, reads and writes
    store                   all nouns of one database
    reader                  synchronous reading, for threads and processes

SQLite by default, PostgreSQL by URL; Alembic migrations in `monitor.store.migrations`.

Importing this package loads nothing else: a command that reads changes alone need not load
SQLAlchemy's asyncio part.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from monitor.store.archive import Archive
    from monitor.store.changes import Changes
    from monitor.store.database import open_engine
    from monitor.store.deliveries import Deliveries
    from monitor.store.feedback import Feedback
    from monitor.store.rows import Page
    from monitor.store.statements import StatementFilter
    from monitor.store.store import Store
    from monitor.store.subscriptions import Subscriptions, SubscriptionState
    from monitor.store.upgrade import upgrade_database

__all__ = [
    "Archive",
    "Changes",
    "Deliveries",
    "Feedback",
    "Page",
    "StatementFilter",
    "Store",
    "SubscriptionState",
    "Subscriptions",
    "open_engine",
    "upgrade_database",
]

_MODULES = {
    "Archive": "monitor.store.archive",
    "Changes": "monitor.store.changes",
    "Deliveries": "monitor.store.deliveries",
    "Feedback": "monitor.store.feedback",
    "Page": "monitor.store.rows",
    "StatementFilter": "monitor.store.statements",
    "Store": "monitor.store.store",
    "SubscriptionState": "monitor.store.subscriptions",
    "Subscriptions": "monitor.store.subscriptions",
    "open_engine": "monitor.store.database",
    "upgrade_database": "monitor.store.upgrade",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_MODULES[name]), name)
