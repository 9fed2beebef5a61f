"""The rows of the index for one article and its statements. Pure."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from monitor.records import Article, Statement
from monitor.records.ids import digest
from monitor.store.rows import packed
from monitor.store.search.lexemes import (
    EVERYTHING,
    day_keys,
    key,
    lexemes_of,
    name_keys,
)

EPOCH = 946_684_800
"""2000-01-01, in seconds: article numbers count from here."""
PLACES = 2**23
"""Numbers of one second; with 30 bits of seconds a number is below 2**53, the limit of JSON."""
LONGEST_SPEAKER = 200
"""Characters of a speaker's name in its column."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: its columns, its words in order, and its other lexemes."""

    columns: dict[str, Any]
    words: list[str]
    others: list[str]


def entries_of(
    article: Article, statements: Sequence[tuple[int, Statement]]
) -> tuple[Entry, list[Entry]]:
    """Return the entry of an article and those of its statements.

    Each statement comes with the number of its row. The article has the keys of them all.
    """
    seen_at = article.seen_at.timestamp()
    texts = [article.text, *(statement.text for _, statement in statements)]
    whole, *parts = lexemes_of(texts, article.language)
    own_keys = [_keys_of_statement(statement) for _, statement in statements]
    common = _keys_of(article, seen_at)
    entries = []
    for (seq, statement), keys, part in zip(statements, own_keys, parts, strict=True):
        columns = _columns_of_statement(seq, statement, article, seen_at)
        entries.append(Entry(columns, part.words, _unique([*common, *keys, *part.others])))
    columns = _columns_of_article(article, [statement for _, statement in statements], seen_at)
    others = _unique([*common, *itertools.chain.from_iterable(own_keys), *whole.others])
    return Entry(columns, whole.words, others), entries


def _columns_of_statement(
    seq: int, statement: Statement, article: Article, seen_at: float
) -> dict[str, Any]:
    return {
        "seq": seq,
        "article": article.id,
        "speaker": statement.said_by[:LONGEST_SPEAKER],
        "actor": statement.speaker.actor if statement.speaker else None,
        "publisher": article.publisher,
        "language": article.language,
        "themes": packed(statement.themes),
        "acts": packed(statement.acts),
        "about": packed(statement.about),
        "seen_at": seen_at,
    }


def _columns_of_article(
    article: Article, statements: Sequence[Statement], seen_at: float
) -> dict[str, Any]:
    speakers = (each.speaker.actor for each in statements if each.speaker)
    return {
        "seq": article_number(article.id, seen_at),
        "article": article.id,
        "speaker": packed(_unique(actor for actor in speakers if actor)),
        "publisher": article.publisher,
        "language": article.language,
        "themes": packed(_unique(theme for each in statements for theme in each.themes)),
        "acts": packed(_unique(act for each in statements for act in each.acts)),
        "about": packed(_unique(actor for each in statements for actor in each.about)),
        "seen_at": seen_at,
    }


def article_number(id_: str, seen_at: float) -> int:
    """Return a number for an article that grows with its time and is rarely that of another."""
    seconds = min(max(int(seen_at) - EPOCH, 0), 2**30 - 1)
    return seconds * PLACES + int(digest("number", id_), 16) % PLACES


def _keys_of(article: Article, seen_at: float) -> list[str]:
    return [
        EVERYTHING,
        key("p", article.publisher),
        key("l", article.language),
        *day_keys(seen_at),
    ]


def _keys_of_statement(statement: Statement) -> list[str]:
    keys: list[str] = []
    if statement.speaker and statement.speaker.actor:
        keys.append(key("a", statement.speaker.actor))
    keys += name_keys("s", statement.said_by)
    keys += [key("b", actor) for actor in statement.about]
    keys += [key("t", theme) for theme in statement.themes]
    keys += [key("c", act) for act in statement.acts]
    return keys


def _unique(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))
