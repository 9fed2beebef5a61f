"""Full-text search over statements and articles, in SQLite (FTS5) and PostgreSQL (tsvector).

    text, filters --tokens--> lexemes --index--> FTS5 | tsvector
    search --query--> tree --expression--> lexemes --fts5 | tsvector--> rows, newest first

1. Both databases hold the same lexemes: folded words, stems (``~stem``) and keys (``a=berg`` for an
   actor, ``d=2026-11-27`` for a day). A filter is a key, so every list is one inverted-index query.
2. Triggers note each article that is stored, replaced or removed in ``search_queue``; the indexer
   works through it in batches (`monitor.store.search.indexer`). The migration queues what is stored
   already, so that a large database is searchable bit by bit while it is in use.
"""
