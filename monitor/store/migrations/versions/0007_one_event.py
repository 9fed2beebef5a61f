"""Alerts that were united into another one"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "joined",
        sa.Column("alert", sa.String(length=40), nullable=False),
        sa.Column("into", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("alert"),
    )
    op.create_index("alerts_by_rule", "alerts", ["rule", "raised_at"])


def downgrade() -> None:
    op.drop_index("alerts_by_rule", "alerts")
    op.drop_table("joined")
