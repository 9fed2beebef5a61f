"""History of polls, reactions to alerts, stored replays, order of dead letters"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

SEQUENCE = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "poll_history",
        sa.Column("hour", sa.Integer(), primary_key=True),
        sa.Column("feed", sa.String(length=40), primary_key=True),
        sa.Column("polls", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.Column("waited_s", sa.Float(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "reactions",
        sa.Column("seq", SEQUENCE, primary_key=True, autoincrement=True),
        sa.Column("alert", sa.String(length=40), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "replays",
        sa.Column("id", sa.String(length=40), primary_key=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("started_at", sa.Float(), nullable=False),
        sa.Column("seen_at", sa.Float(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
    )
    op.create_index("replays_by_start", "replays", ["started_at"])
    if op.get_bind().dialect.name == "sqlite":
        op.create_index("articles_by_feed", "articles", ["feed", "seen_at"])
        op.create_index("rejections_in_order", "rejections", ["status", "at", "id"])


def downgrade() -> None:
    op.drop_index("articles_by_feed", "articles", if_exists=True)
    op.drop_index("rejections_in_order", "rejections", if_exists=True)
    op.drop_table("replays")
    op.drop_table("reactions")
    op.drop_table("poll_history")
