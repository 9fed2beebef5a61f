"""The rows of the index for one article and its statements. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from monitor.records import Article, Statement
from monitor.records.ids import digest
from monitor.store.schema import packed
from monitor.store.search.lexemes import (
    EVERYTHING,
    day_keys,
    further_lexemes,
    key,
    name_keys,
    words_of,
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


def entry_of_statement(seq: int, statement: Statement, article: Article) -> Entry:
    """Return the entry of a statement; ``seq`` is the number of its row."""
    actor = statement.speaker.actor if statement.speaker else None
    name = statement.said_by
    seen_at = article.seen_at.timestamp()
    columns = {
        "seq": seq,
        "article": article.id,
        "speaker": name[:LONGEST_SPEAKER],
        "actor": actor,
        "publisher": article.publisher,
        "language": article.language,
        "themes": packed(statement.themes),
        "acts": packed(statement.acts),
        "about": packed(statement.about),
        "seen_at": seen_at,
    }
    others = [
        *_keys_of(article, seen_at),
        *_keys_of_statements([statement]),
        *further_lexemes(statement.text, article.language),
    ]
    return Entry(columns, words_of(statement.text), _unique(others))


def entry_of_article(article: Article, statements: Sequence[Statement]) -> Entry:
    """Return the entry of an article, which has the keys of all its statements."""
    seen_at = article.seen_at.timestamp()
    speakers = (each.speaker.actor for each in statements if each.speaker)
    columns = {
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
    others = [
        *_keys_of(article, seen_at),
        *_keys_of_statements(statements),
        *further_lexemes(article.text, article.language),
    ]
    return Entry(columns, words_of(article.text), _unique(others))


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


def _keys_of_statements(statements: Iterable[Statement]) -> list[str]:
    keys: list[str] = []
    for statement in statements:
        if statement.speaker and statement.speaker.actor:
            keys.append(key("a", statement.speaker.actor))
        keys += name_keys("s", statement.said_by)
        keys += [key("b", actor) for actor in statement.about]
        keys += [key("t", theme) for theme in statement.themes]
        keys += [key("c", act) for act in statement.acts]
    return keys


def _unique(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))
