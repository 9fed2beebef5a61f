"""The SQL tables, for queries and migrations.

Records are stored whole as JSON in ``record``, beside the columns by which they are found. Lists
of names are stored as ``|one|two|``, so that LIKE finds one of them. Times are in epoch seconds.
"""

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
    text,
)

metadata = MetaData()

SEQUENCE = BigInteger().with_variant(Integer, "sqlite")
"""SQLite numbers rows only in a column of type INTEGER."""

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
    Index("articles_by_feed", "feed", "seen_at"),
    Index("articles_by_story", "story"),
)
"""``story`` is the id of the first of the articles that are near copies of each other, which their
``hashes`` show."""

sketches = Table(
    "sketches",
    metadata,
    Column("hash", BigInteger, primary_key=True),
    Column("article", String(40), primary_key=True),
    Column("seen_at", Float, nullable=False),
    Index("sketches_by_article", "article"),
    Index("sketches_by_time", "seen_at"),
)
"""Hashes of articles as versions before migration 0015 write them; still read, and emptied as the
articles leave the window."""

story_hashes = Table(
    "story_hashes",
    metadata,
    Column("period", Integer, primary_key=True),
    Column("hash", BigInteger, primary_key=True),
    Column("article", String(40), primary_key=True),
    sqlite_with_rowid=False,
)
"""A few hashes of the articles of each period, by which copies are found: see
`monitor.store.stories`."""

statements = Table(
    "statements",
    metadata,
    Column("seq", SEQUENCE, primary_key=True, autoincrement=True),
    Column("article", String(40), nullable=False),
    Column("id", String(40), nullable=False),
    Column("actor", String(100)),
    Column("speaker", String(500), nullable=False),
    Column("said_by", Text, nullable=False, server_default=""),
    Column("themes", Text, nullable=False),
    Column("acts", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("seen_at", Float, nullable=False),
    Column("search", Text, nullable=False),
    Column("record", LargeBinary, nullable=False),
    UniqueConstraint("article", "id"),
    Index("statements_by_actor", "actor", "seen_at"),
    Index("statements_in_order", "actor", "seq"),
    Index("statements_by_time", "seen_at"),
)
"""``said_by`` is the speaker's name in folded words, each between spaces."""

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
    Column("said_by", Text, nullable=False, server_default=""),
    Column("publishers", Text, nullable=False, server_default=""),
    Column("languages", Text, nullable=False, server_default=""),
    Column("suppressed", Integer, nullable=False, server_default="0"),
    Column("sayings", LargeBinary),
    Index("alerts_by_time", "raised_at"),
    Index("alerts_by_rule", "rule", "raised_at"),
    Index("alerts_of_actor", "rule", "actor", "suppressed", "raised_at"),
    Index("alerts_in_order", "actor", "seq"),
    Index(
        "alerts_without_keys",
        "raised_at",
        sqlite_where=text("sayings IS NULL"),
        postgresql_where=text("sayings IS NULL"),
    ),
)
"""``said_by`` as in `statements`; ``suppressed`` is 1 for an alert that notified no one.

``sayings`` are the renditions as they are compared; null in rows of versions before migration 0015,
until `monitor.store.unkeyed` adds them."""

event_keys = Table(
    "event_keys",
    metadata,
    Column("period", Integer, primary_key=True),
    Column("key", BigInteger, primary_key=True),
    Column("alert", SEQUENCE, primary_key=True),
    Column("is_probe", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""Keys of the alerts (``alert`` is ``alerts.seq``) of each period, by which those of one event are
found: see `monitor.alerts.event_keys`."""

copies = Table(
    "copies",
    metadata,
    Column("alert", String(40), primary_key=True),
    Column("article", String(40), primary_key=True),
    Column("event", SEQUENCE, nullable=False),
    Column("record", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
"""Copies of the alerts that have more than one, with the event that added each."""


joined = Table(
    "joined",
    metadata,
    Column("alert", String(40), primary_key=True),
    Column("into", String(40), nullable=False),
    Index("joined_by_target", "into"),
)
"""Alerts that were united into another one; records with their id belong to that one."""

events = Table(
    "events",
    metadata,
    Column("seq", SEQUENCE, primary_key=True, autoincrement=True),
    Column("alert", String(40), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("at", Float, nullable=False),
    Column("record", LargeBinary, nullable=False),
    Column("copies", Integer),
    UniqueConstraint("alert", "revision"),
    sqlite_autoincrement=True,
)
"""Each revision of each alert once, in the order of the live stream; ``seq`` is the event's id.

``copies`` is the number of copies that the alert has in this revision. Where ``record`` has fewer,
it has those that the event added, and table ``copies`` has the others. Null: all are in
``record``."""

feeds = Table(
    "feeds",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("polls", Integer, nullable=False),
    Column("record", LargeBinary, nullable=False),
)

poll_history = Table(
    "poll_history",
    metadata,
    Column("hour", Integer, primary_key=True),
    Column("feed", String(40), primary_key=True),
    Column("polls", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("articles", Integer, nullable=False),
    Column("waited_s", Float, nullable=False),
    sqlite_with_rowid=False,
)
"""Polls of each feed by hour (``hour`` is epoch seconds / 3600): see
`monitor.store.poll_history`."""

rejections = Table(
    "rejections",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("stage", String(40), nullable=False),
    Column("at", Float, nullable=False),
    Column("status", String(20), nullable=False),
    Column("record", LargeBinary, nullable=False),
    Index("rejections_in_order", "status", "at", "id"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("alert", String(40), primary_key=True),
    Column("fault", String(20), primary_key=True),
    Column("note", Text, nullable=False),
    Column("at", Float, nullable=False),
    Column("who", String(100), nullable=False, server_default=""),
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
"""Changes of the watchlist; the newest of each item counts, one without a body removes the item."""

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

reactions = Table(
    "reactions",
    metadata,
    Column("seq", SEQUENCE, primary_key=True, autoincrement=True),
    Column("alert", String(40), nullable=False),
    sqlite_autoincrement=True,
)
"""Alerts whose acknowledgement or marks have changed, in order: see `monitor.store.reactions`."""

replays = Table(
    "replays",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("status", String(20), nullable=False),
    Column("started_at", Float, nullable=False),
    Column("seen_at", Float, nullable=False),
    Column("record", LargeBinary, nullable=False),
    Index("replays_by_start", "started_at"),
)
"""Replays of the workbench with their results; ``seen_at`` is when its process last reported
progress."""

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
"""Requests that changed something, with their authors."""

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
"""WebSub subscriptions at the hubs of feeds."""

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
    Index("deliveries_by_alert", "alert"),
)
"""One row per subscription and event that it wants: number of attempts, last outcome, time of the
next attempt, number of reminders, and the group with which it is sent."""

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
"""Every attempt of a delivery with its outcome."""

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
"""Subscriptions of the file and of the API. ``cursor`` is the last event that was considered,
``paused`` the reason for which nothing is sent, ``failures`` the number of messages in a row that
the receiver has not taken, ``held_until`` the time until which it is held back."""

poll_requests = Table(
    "poll_requests",
    metadata,
    Column("feed", String(40), primary_key=True),
    Column("at", Float, nullable=False),
)
"""Feeds that a person wants to have polled at once."""

saved_views = Table(
    "saved_views",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("query", Text, nullable=False),
    Column("owner", String(100), nullable=False),
    Column("is_shared", Integer, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("updated_at", Float, nullable=False),
    Index("saved_views_by_owner", "owner"),
)
"""Lists with their filters under a name; ``query`` is JSON."""

clicks = Table(
    "clicks",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("at", Float, nullable=False),
)
"""Digests of the signed requests and links of chats that were used: each is used once."""
