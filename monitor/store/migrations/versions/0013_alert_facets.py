"""Columns of alerts for lists and facets; who marked an alert as wrong"""

import sqlalchemy as sa
from alembic import op

from monitor.records import Alert
from monitor.store.alert_columns import list_columns
from monitor.store.rows import readable_or_none

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

BATCH = 500
"""Alerts that are filled at a time: about 3 MB of records."""
COLUMNS = ("said_by", "publishers", "languages")


def upgrade() -> None:
    for name in COLUMNS:
        op.add_column("alerts", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    op.add_column(
        "alerts", sa.Column("suppressed", sa.Integer(), nullable=False, server_default="0")
    )
    op.add_column(
        "feedback", sa.Column("who", sa.String(length=100), nullable=False, server_default="")
    )
    op.create_index("deliveries_by_alert", "deliveries", ["alert"])
    _fill(op.get_bind())


def _fill(connection: sa.Connection) -> None:
    read = sa.text("SELECT seq, record FROM alerts WHERE seq > :after ORDER BY seq LIMIT :limit")
    write = sa.text(
        "UPDATE alerts SET said_by = :said_by, publishers = :publishers, languages = :languages,"
        " suppressed = :suppressed WHERE seq = :own_seq"
    )
    after = -1
    while rows := connection.execute(read, {"after": after, "limit": BATCH}).all():
        after = rows[-1].seq
        decoded = ((row.seq, readable_or_none(row.record, Alert)) for row in rows)
        values = [
            {"own_seq": seq, **list_columns(alert)} for seq, alert in decoded if alert is not None
        ]
        if values:
            connection.execute(write, values)


def downgrade() -> None:
    op.drop_index("deliveries_by_alert", "deliveries")
    op.drop_column("feedback", "who")
    for name in (*COLUMNS, "suppressed"):
        op.drop_column("alerts", name)
