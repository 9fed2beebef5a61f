"""Alembic's migrations, run by `monitor.store.upgrade_database`."""
