"""Feedback on wrong alerts"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "feedback",
        sa.Column("alert", sa.String(length=40), nullable=False),
        sa.Column("fault", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("alert", "fault"),
    )


def downgrade() -> None:
    op.drop_table("feedback")
