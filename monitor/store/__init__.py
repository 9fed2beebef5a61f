"""The store: alerts, statements, articles, feeds, rejections and deliveries in SQL.

SQLite where no other is given, PostgreSQL by URL; Alembic migrations in `monitor.store.migrations`. Records are kept whole as
JSON beside the columns by which they are found.
"""

from monitor.store.archive import Archive
from monitor.store.changes import Changes
from monitor.store.database import open_engine, upgrade_database
from monitor.store.feedback import Feedback
from monitor.store.outbox import Due, Outbox
from monitor.store.queries import Page, Queries, StatementFilter
from monitor.store.subscriptions import Listed, Subscriptions

__all__ = [
    "Archive",
    "Changes",
    "Due",
    "Feedback",
    "Listed",
    "Outbox",
    "Page",
    "Queries",
    "StatementFilter",
    "Subscriptions",
    "open_engine",
    "upgrade_database",
]
