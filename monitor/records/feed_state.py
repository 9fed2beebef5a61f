"""What the poller remembers of one feed, kept in the compacted ``feeds`` topic and never lost with a process."""

from datetime import datetime

from monitor.records.base import Record


class FeedState(Record, frozen=True, kw_only=True, tag="feed.v1"):
    """State and health of one feed after its last poll."""

    id: str
    url: str
    name: str
    publisher: str
    language: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    next_due_at: datetime | None = None
    interval_s: float = 300.0
    seen: dict[str, str] = {}  # noqa: RUF012  msgspec copies an empty default for every record
    """Hash of what was last published, by article id; the newest `SEEN_KEPT` of them."""
    revisions: dict[str, int] = {}  # noqa: RUF012  as above
    """Last revision by article id."""
    forgotten_revision: int = 0
    """Highest revision among the entries that are not in ``seen`` any more."""
    last_polled_at: datetime | None = None
    last_success_at: datetime | None = None
    last_new_at: datetime | None = None
    failures: int = 0
    """Polls that failed in a row."""
    error: str | None = None
    """Class of the last error, None after a success: see `monitor.flow.outcomes.FETCH_ERRORS`."""
    error_detail: str | None = None
    moved_to: str | None = None
    """Where a chain of permanent redirects ended at the last polls."""
    moved_seen: int = 0
    """Polls in a row that ended there."""
    moved_url: str | None = None
    """The address that is polled in place of the configured one, because it moved for good."""
    notice: str | None = None
    """What an operator should know of a feed that works: moved, without verified TLS, entries left out."""
    quiet_polls: int = 0
    """Polls in a row that brought nothing new."""
    gap_s: float | None = None
    """Usual seconds between polls that bring something new, a running mean."""
    hint_s: float | None = None
    """Seconds for which the feed or its server asked to be left alone."""
    hub: str | None = None
    """Its WebSub hub."""
    topic: str | None = None
    """The address by which its hub knows it."""
    polls: int = 0
    articles: int = 0
    muted: bool = False
    """True after a 410: the feed is gone and is not polled until it is configured anew."""
