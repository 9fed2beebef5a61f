"""How the application is served, and the bounds on what one client may do."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from prometheus_client import CollectorRegistry

from monitor.web.ports import Discover, PostJson, SendAgain
from monitor.web.sign_in import SignIn


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds per token, per request and per stream. Times are seconds."""

    burst: float = 200.0
    """Requests of one token at once; a page of the dashboard makes five."""
    requests_per_s: float = 50.0
    """Requests of one token per second after the burst; a script pages through less."""
    logins: float = 10.0
    """Wrong tokens of one address at the login form at once; a person mistypes a few times."""
    logins_per_s: float = 0.5
    """Wrong tokens of one address per second after that."""
    streams_per_token: int = 50
    """Open streams of one token; a stream costs about 200 kB, a desk has fewer screens."""
    stream_queue: int = 500
    """Events that wait for a slow listener; then its stream ends, and it resumes by its last id."""
    heartbeat_s: float = 10.0
    """Longest silence on a stream; proxies close idle connections after 30 to 60 s."""
    recheck_s: float = 2.0
    """Time between checks of the tokens of open streams; a revoked one ends within 5 s."""
    remember_s: float = 2.0
    """Time for which a stored token is not looked up again."""
    body_bytes: int = 1_000_000
    """Size of a request body; the largest rule or subscription is below 100 kB."""
    body_within_s: float = 20.0
    """Time for a request body to arrive, so that half-sent bodies do not stay open."""
    json_depth: int = 20
    """Nesting of a JSON body; the deepest model has 6 levels."""
    stalled_within_s: float = 15.0
    """Time for which a client may read nothing while data is pending; then its connection is cut.

    A lost packet is sent again for several seconds.
    """
    head_within_s: float = 10.0
    """Time for a request head to arrive, so that half-sent heads do not stay open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleTerms:
    """What the pages show of an article, and what they say about keeping it."""

    extent: Literal["full", "statements"] = "full"
    """The whole text, or the paragraphs with a statement alone."""
    note: str = ""
    """The operator's note on rights and licences; may be empty."""
    texts_kept: timedelta | None = None
    """How long texts are kept; None: for ever."""


@dataclass(frozen=True, slots=True)
class WebSettings:
    """How the application is served; ``site`` is its public address, if it has one."""

    token: str
    site: str | None = None
    limits: Limits = field(default_factory=Limits)
    discover: Discover | None = None
    """Finds the feeds of a site; None where the service fetches nothing."""
    send_again: SendAgain | None = None
    """Sends a dead letter to its topic; None without Kafka."""
    post_json: PostJson | None = None
    """Updates messages in chats; None where the service sends nothing."""
    articles: ArticleTerms = field(default_factory=ArticleTerms)
    allow_hosts: tuple[str, ...] = ()
    """Hosts that webhooks may name although their addresses are private."""
    sign_in: SignIn | None = None
    """Sign-in by an identity provider; None where none is set."""
    own_metrics: CollectorRegistry | None = None
    """The metrics of this process, shown before those of the system."""
