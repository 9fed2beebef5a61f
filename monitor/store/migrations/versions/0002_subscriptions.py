"""Subscriptions, and one row per delivery"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("id", sa.String(length=100), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("cursor", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("paused", sa.Text(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.drop_index("deliveries_by_subscription", table_name="deliveries")
    op.create_index(
        "deliveries_by_subscription", "deliveries", ["subscription", "event"], unique=True
    )
    op.create_index("deliveries_by_next_try", "deliveries", ["next_at"], unique=False)


def downgrade() -> None:
    op.drop_index("deliveries_by_next_try", table_name="deliveries")
    op.drop_index("deliveries_by_subscription", table_name="deliveries")
    op.create_index(
        "deliveries_by_subscription", "deliveries", ["subscription", "event"], unique=False
    )
    op.drop_table("subscriptions")
