"""The tables of the index: one narrow row per statement and article beside its lexemes.

The lexemes are in the virtual tables ``statement_words`` and ``article_words`` in SQLite, and in
the column ``words`` (tsvector) in PostgreSQL, which SQLAlchemy does not describe.
"""

from typing import Literal, get_args

from sqlalchemy import (
    Column,
    Float,
    Index,
    Integer,
    String,
    Table,
    TableClause,
    Text,
    column,
    table,
)

from monitor.store.schema import SEQUENCE, metadata

Kind = Literal["statements", "articles"]

search_queue = Table(
    "search_queue",
    metadata,
    Column("seq", SEQUENCE, primary_key=True, autoincrement=True),
    Column("article", String(40), nullable=False),
)
"""Articles whose rows in the index are out of date; triggers on ``articles`` fill it."""

indexed_statements = Table(
    "indexed_statements",
    metadata,
    Column("seq", SEQUENCE, primary_key=True, autoincrement=False),
    Column("article", String(40), nullable=False),
    Column("speaker", String(200), nullable=False),
    Column("actor", String(100)),
    Column("publisher", String(200), nullable=False),
    Column("language", String(8), nullable=False),
    Column("themes", Text, nullable=False),
    Column("acts", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("seen_at", Float, nullable=False),
    Index("indexed_statements_by_article", "article"),
)
"""``seq`` is that of `monitor.store.schema.statements`."""

indexed_articles = Table(
    "indexed_articles",
    metadata,
    Column("seq", SEQUENCE, primary_key=True, autoincrement=False),
    Column("article", String(40), nullable=False),
    Column("speaker", Text, nullable=False),
    Column("publisher", String(200), nullable=False),
    Column("language", String(8), nullable=False),
    Column("themes", Text, nullable=False),
    Column("acts", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("seen_at", Float, nullable=False),
    Index("indexed_articles_by_article", "article"),
)
"""``seq`` grows with ``seen_at`` (`monitor.store.search.entries`); ``speaker`` holds
the actors who speak in the article, packed as the other lists."""

KINDS: tuple[Kind, ...] = get_args(Kind)
ROWS: dict[Kind, Table] = {"statements": indexed_statements, "articles": indexed_articles}
WORDS: dict[Kind, TableClause] = {
    "statements": table("statement_words", column("rowid", Integer), column("words", Text)),
    "articles": table("article_words", column("rowid", Integer), column("words", Text)),
}
"""The virtual tables of SQLite."""
