"""The tables, for queries and for migrations. Lists of names are kept as ``|one|two|``, so that one of them is found by LIKE."""

from collections.abc import Iterable

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()

SEQUENCE = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts up by itself only in a column of type INTEGER."""

articles = Table(
    "articles",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("feed", String(40), nullable=False),
    Column("publisher", String(200), nullable=False),
    Column("language", String(8), nullable=False),
    Column("seen_at", Float, nullable=False),
    Column("search", Text, nullable=False),
    Column("record", LargeBinary, nullable=False),
    Column("story", String(40), nullable=False, server_default=""),
    Column("hashes", LargeBinary),
    Index("articles_by_time", "seen_at"),
    Index("articles_by_story", "story"),
)
"""``story`` is the id of the first of the articles that are near copies of each other; ``hashes`` is what that is told by."""

sketches = Table(
    "sketches",
    metadata,
    Column("hash", BigInteger, primary_key=True),
    Column("article", String(40), primary_key=True),
    Column("seen_at", Float, nullable=False),
    Index("sketches_by_article", "article"),
    Index("sketches_by_time", "seen_at"),
)
"""A few hashes of each article of the last days, by which copies of it are found."""

statements = Table(
    "statements",
    metadata,
    Column("seq", SEQUENCE, primary_key=True, autoincrement=True),
    Column("article", String(40), nullable=False),
    Column("id", String(40), nullable=False),
    Column("actor", String(100)),
    Column("speaker", String(500), nullable=False),
    Column("themes", Text, nullable=False),
    Column("acts", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("seen_at", Float, nullable=False),
    Column("search", Text, nullable=False),
    Column("record", LargeBinary, nullable=False),
    UniqueConstraint("article", "id"),
    Index("statements_by_actor", "actor", "seen_at"),
)

alerts = Table(
    "alerts",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("seq", SEQUENCE, nullable=False, unique=True),
    Column("revision", Integer, nullable=False),
    Column("rule", String(100), nullable=False),
    Column("actor", String(100)),
    Column("severity", Integer, nullable=False),
    Column("themes", Text, nullable=False),
    Column("acts", Text, nullable=False),
    Column("raised_at", Float, nullable=False),
    Column("search", Text, nullable=False),
    Column("record", LargeBinary, nullable=False),
    Index("alerts_by_time", "raised_at"),
    Index("alerts_by_rule", "rule", "raised_at"),
)

joined = Table(
    "joined",
    metadata,
    Column("alert", String(40), primary_key=True),
    Column("into", String(40), nullable=False),
)
"""Alerts that tell the same event as another, and which; what comes under their id goes there."""

events = Table(
    "events",
    metadata,
    Column("seq", SEQUENCE, primary_key=True, autoincrement=True),
    Column("alert", String(40), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("at", Float, nullable=False),
    Column("record", LargeBinary, nullable=False),
    UniqueConstraint("alert", "revision"),
    sqlite_autoincrement=True,
)
"""What the live stream shows, in order, each revision of each alert once; ``seq`` is the event's id."""

feeds = Table(
    "feeds",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("polls", Integer, nullable=False),
    Column("record", LargeBinary, nullable=False),
)

rejections = Table(
    "rejections",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("stage", String(40), nullable=False),
    Column("at", Float, nullable=False),
    Column("status", String(20), nullable=False),
    Column("record", LargeBinary, nullable=False),
)

feedback = Table(
    "feedback",
    metadata,
    Column("alert", String(40), primary_key=True),
    Column("fault", String(20), primary_key=True),
    Column("note", Text, nullable=False),
    Column("at", Float, nullable=False),
)

changes = Table(
    "changes",
    metadata,
    Column("version", SEQUENCE, primary_key=True, autoincrement=True),
    Column("kind", String(10), nullable=False),
    Column("id", String(100), nullable=False),
    Column("body", Text),
    Column("who", String(100), nullable=False),
    Column("at", Float, nullable=False),
    sqlite_autoincrement=True,
)
"""Changes of the watchlist; the newest of each item counts, one without a body takes the item away."""

silences = Table(
    "silences",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("record", LargeBinary, nullable=False),
    Column("expires_at", Float, nullable=False),
)

acknowledgements = Table(
    "acknowledgements",
    metadata,
    Column("alert", String(40), primary_key=True),
    Column("who", String(100), nullable=False),
    Column("note", Text, nullable=False),
    Column("at", Float, nullable=False),
)

tokens = Table(
    "tokens",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("name", String(100), nullable=False),
    Column("role", String(10), nullable=False),
    Column("digest", String(64), nullable=False, unique=True),
    Column("cookie", String(64), nullable=False),
    Column("created_at", Float, nullable=False),
    Column("expires_at", Float),
    Column("revoked_at", Float),
)

audit = Table(
    "audit",
    metadata,
    Column("seq", SEQUENCE, primary_key=True, autoincrement=True),
    Column("who", String(100), nullable=False),
    Column("did", String(300), nullable=False),
    Column("status", Integer, nullable=False),
    Column("at", Float, nullable=False),
    sqlite_autoincrement=True,
)
"""Who changed what, as the requests that did."""

pushes = Table(
    "pushes",
    metadata,
    Column("feed", String(40), primary_key=True),
    Column("hub", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("secret", String(64), nullable=False),
    Column("asked_at", Float, nullable=False),
    Column("expires_at", Float, nullable=False),
    Column("pushed_at", Float, nullable=False),
)
"""Subscriptions at the hubs of feeds."""

deliveries = Table(
    "deliveries",
    metadata,
    Column("seq", SEQUENCE, primary_key=True, autoincrement=True),
    Column("subscription", String(100), nullable=False),
    Column("event", SEQUENCE, nullable=False),
    Column("alert", String(40), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("detail", Text, nullable=False),
    Column("at", Float, nullable=False),
    Column("next_at", Float),
    Column("reminders", Integer, nullable=False, server_default="0"),
    Column("gathered", String(300), nullable=False, server_default=""),
    Index("deliveries_by_subscription", "subscription", "event", unique=True),
    Index("deliveries_by_next_try", "next_at"),
    Index("deliveries_due", "subscription", "next_at"),
)
"""One row for each event that a subscription wants: how often it was tried, with what outcome, when it is tried next, how often it was sent
again because nobody had acknowledged it, and the group of messages in which it goes."""

attempts = Table(
    "attempts",
    metadata,
    Column("seq", SEQUENCE, primary_key=True, autoincrement=True),
    Column("delivery", SEQUENCE, nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("detail", Text, nullable=False),
    Column("at", Float, nullable=False),
    Index("attempts_by_delivery", "delivery"),
)
"""Every try of a delivery, and what came of it."""

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", String(100), primary_key=True),
    Column("source", String(10), nullable=False),
    Column("cursor", SEQUENCE, nullable=False),
    Column("paused", Text, nullable=False),
    Column("record", LargeBinary, nullable=False),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("held_until", Float, nullable=False, server_default="0"),
)
"""Subscriptions of the file and of the API; ``cursor`` is the last event that was looked at, ``paused`` why nothing is sent, ``failures`` how often
in a row its receiver took nothing, and ``held_until`` when it is tried again."""


def packed(names: Iterable[str]) -> str:
    """Return names as ``|one|two|``, or ``""`` for none."""
    joined = "|".join(names)
    return f"|{joined}|" if joined else ""


def unpacked(names: str) -> list[str]:
    """Return the names that `packed` has joined."""
    return names.strip("|").split("|") if names else []
