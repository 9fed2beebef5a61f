"""The full-text index; what is stored is queued, and indexed in batches while the system runs"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TABLES = ("indexed_statements", "indexed_articles")
WORDS = ("statement_words", "article_words")
TOKENIZER = "unicode61 remove_diacritics 0 categories ''L* M* N* P* S* C*''"
"""Lexemes are folded already; only a space is between two of them."""
CHANGES = (("added", "INSERT", "NEW"), ("changed", "UPDATE", "NEW"), ("removed", "DELETE", "OLD"))


def upgrade() -> None:
    sequence = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "search_queue",
        sa.Column("seq", sequence, primary_key=True, autoincrement=True),
        sa.Column("article", sa.String(length=40), nullable=False),
    )
    op.create_table(
        "indexed_statements",
        sa.Column("seq", sequence, primary_key=True, autoincrement=False),
        sa.Column("article", sa.String(length=40), nullable=False),
        sa.Column("speaker", sa.String(length=200), nullable=False),
        sa.Column("actor", sa.String(length=100)),
        *_columns(),
    )
    op.create_table(
        "indexed_articles",
        sa.Column("seq", sequence, primary_key=True, autoincrement=False),
        sa.Column("article", sa.String(length=40), nullable=False),
        sa.Column("speaker", sa.Text(), nullable=False),
        *_columns(),
    )
    for table in TABLES:
        op.create_index(f"{table}_by_article", table, ["article"])
    if op.get_bind().dialect.name == "postgresql":
        _upgrade_postgres()
    else:
        _upgrade_sqlite()
    op.execute("INSERT INTO search_queue (article) SELECT id FROM articles ORDER BY seen_at DESC")


def _columns() -> list[sa.Column[object]]:
    return [
        sa.Column("publisher", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("themes", sa.Text(), nullable=False),
        sa.Column("acts", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.Float(), nullable=False),
    ]


def _upgrade_postgres() -> None:
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ADD COLUMN words tsvector NOT NULL")
        op.execute(f"CREATE INDEX {table}_by_words ON {table} USING gin (words)")
    op.execute(
        "CREATE FUNCTION queue_for_search() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF TG_OP = 'DELETE' THEN INSERT INTO search_queue (article) VALUES (OLD.id);"
        " ELSE INSERT INTO search_queue (article) VALUES (NEW.id); END IF; RETURN NULL; END $$"
    )
    op.execute(
        "CREATE TRIGGER articles_searched AFTER INSERT OR UPDATE OR DELETE ON articles"
        " FOR EACH ROW EXECUTE FUNCTION queue_for_search()"
    )


def _upgrade_sqlite() -> None:
    for name in WORDS:
        op.execute(f"CREATE VIRTUAL TABLE {name} USING fts5(words, tokenize='{TOKENIZER}')")
    for name, event, row in CHANGES:
        op.execute(
            f"CREATE TRIGGER articles_{name} AFTER {event} ON articles BEGIN"  # noqa: S608
            f" INSERT INTO search_queue (article) VALUES ({row}.id); END"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER articles_searched ON articles")
        op.execute("DROP FUNCTION queue_for_search()")
    else:
        for name, _, _ in CHANGES:
            op.execute(f"DROP TRIGGER articles_{name}")
        for name in WORDS:
            op.execute(f"DROP TABLE {name}")
    for table in (*TABLES, "search_queue"):
        op.drop_table(table)
