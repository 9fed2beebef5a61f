"""State of one feed, kept on the compacted topic ``feed-states`` and not lost with a process."""

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
    """Hash of the content published last, by article id; see `monitor.feeds.seen`."""
    revisions: dict[str, int] = {}  # noqa: RUF012  as above
    """Last revision by article id."""
    forgotten_revision: int = 0
    """Highest revision among the entries that are not in ``seen`` any more."""
    has_backlog_left: bool = False
    """Whether entries of a first poll, or of an outage's backlog, are left to the next polls."""
    last_polled_at: datetime | None = None
    last_success_at: datetime | None = None
    last_new_at: datetime | None = None
    failures: int = 0
    """Successive polls that failed."""
    error: str | None = None
    """Class of the last error, None after a success: see `monitor.flow.ports.FETCH_ERRORS`."""
    error_detail: str | None = None
    moved_to: str | None = None
    """Where a chain of permanent redirects ended in the last polls."""
    moved_seen: int = 0
    """Successive polls that ended there."""
    moved_url: str | None = None
    """The address polled instead of the configured one, after a permanent move."""
    notice: str | None = None
    """Warning about a feed that works: it moved, lacks verified TLS, or has entries omitted."""
    quiet_polls: int = 0
    """Successive polls without a new entry."""
    gap_s: float | None = None
    """Running mean of the seconds between polls with a new entry."""
    hint_s: float | None = None
    """Seconds that the feed or its server asks clients to wait between polls."""
    hub: str | None = None
    """URL of its WebSub hub."""
    topic: str | None = None
    """The URL under which the hub publishes it."""
    polls: int = 0
    failed_polls: int = 0
    """Polls that failed, of all; versions before 0.2 do not count them."""
    waited_s: float = 0.0
    """Seconds in which the poller waited for the feed's server, all polls together."""
    articles: int = 0
    muted: bool = False
    """True after a 410: the feed is gone and is not polled until its configuration changes."""
