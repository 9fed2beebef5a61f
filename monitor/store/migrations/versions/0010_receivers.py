"""Failures of receivers, reminders, groups, and an index of due deliveries"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "subscriptions", sa.Column("failures", sa.Integer(), nullable=False, server_default="0")
    )
    op.add_column(
        "subscriptions", sa.Column("held_until", sa.Float(), nullable=False, server_default="0")
    )
    op.add_column(
        "deliveries", sa.Column("reminders", sa.Integer(), nullable=False, server_default="0")
    )
    op.add_column(
        "deliveries",
        sa.Column("gathered", sa.String(length=300), nullable=False, server_default=""),
    )
    op.create_index("deliveries_due", "deliveries", ["subscription", "next_at"])


def downgrade() -> None:
    op.drop_index("deliveries_due", "deliveries")
    op.drop_column("deliveries", "gathered")
    op.drop_column("deliveries", "reminders")
    op.drop_column("subscriptions", "held_until")
    op.drop_column("subscriptions", "failures")
