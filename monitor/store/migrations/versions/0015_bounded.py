"""Keys by which alerts of one event and copies of one article are found; events without copies

Online: it adds empty tables, nullable columns and indexes, PostgreSQL's while others write. A
process of the version before goes on beside the new one: the rows that it writes are completed by
the archiver (`monitor.store.event_index`), and its table of sketches is still read.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
INDEXES = {
    "alerts_of_actor": ("alerts", ["rule", "actor", "suppressed", "raised_at"]),
    "alerts_in_order": ("alerts", ["actor", "seq"]),
    "joined_by_target": ("joined", ["into"]),
    "statements_in_order": ("statements", ["actor", "seq"]),
    "statements_by_time": ("statements", ["seen_at"]),
}


def upgrade() -> None:
    op.add_column("alerts", sa.Column("sayings", sa.LargeBinary()))
    op.add_column("events", sa.Column("copies", sa.Integer()))
    op.create_table(
        "event_keys",
        sa.Column("period", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("key", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("alert", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("is_probe", sa.Integer(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "copies",
        sa.Column("alert", sa.String(length=40), primary_key=True),
        sa.Column("article", sa.String(length=40), primary_key=True),
        sa.Column("event", NUMBER, nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "story_hashes",
        sa.Column("period", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("hash", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("article", sa.String(length=40), primary_key=True),
        sqlite_with_rowid=False,
    )
    if op.get_context().dialect.name == "postgresql":
        return  # `monitor.store.upgrade` builds the indexes while others write
    without_sayings = sa.text("sayings IS NULL")
    op.create_index("alerts_without_keys", "alerts", ["raised_at"], sqlite_where=without_sayings)
    for name, (table, columns) in INDEXES.items():
        op.create_index(name, table, columns)


def downgrade() -> None:
    for name, (table, _) in INDEXES.items():
        op.drop_index(name, table, if_exists=True)
    op.drop_index("alerts_without_keys", "alerts", if_exists=True)
    for table in ("story_hashes", "copies", "event_keys"):
        op.drop_table(table)
    op.drop_column("events", "copies")
    op.drop_column("alerts", "sayings")
