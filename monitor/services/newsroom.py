"""The sample newsroom: a local server for the feeds of `monitor.sample`.

1. Each feed shows `SHOWN_FIRST` articles at the first poll and `SHOWN_PER_POLL` more at each later
   one; then its edited articles change.
2. One feed is broken (it answers with a web page), and one is busy (it answers 429).
"""

import http.server
import threading
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from importlib import resources
from pathlib import Path
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

import yaml

FEEDS = ("wire", "herald", "gazette", "tribune", "barid", "sada", "courrier", "kurier")
BROKEN, BUSY = "broken", "busy"

RETRY_AFTER = 30
"""Seconds that the busy feed requests: the demonstration shows the pause and its end."""

SHOWN_FIRST, SHOWN_PER_POLL = 3, 2
"""Articles at the first poll, and further ones at each later poll, so that news keeps arriving."""

EDITED_AFTER = 4
"""Polls between the last article and the edits: every poller has read the first version by then."""

RSS = "application/rss+xml; charset=utf-8"
MOVED_PAGE = b"<!doctype html><html><body>moved</body></html>"

Answer = tuple[int, dict[str, str], bytes]
"""Status, headers and body of an HTTP response."""


@dataclass(frozen=True, slots=True)
class Story:
    """One article of the newsroom; ``edit`` is its text after the edit, if any."""

    feed: str
    number: int
    title: str
    text: str
    edit: str = ""


def load_stories() -> tuple[Story, ...]:
    """Return every article; the articles of each feed in order of appearance."""
    stories: list[Story] = []
    counts: Counter[str] = Counter()
    folder = resources.files("monitor.sample").joinpath("articles")
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        for row in yaml.safe_load(file.read_text("utf-8")):
            stories.append(Story(number=counts[row["feed"]], **row))
            counts[row["feed"]] += 1
    return tuple(stories)


class Newsroom:
    """Serves the sample feeds until it is closed."""

    def __init__(
        self,
        *,
        shown_first: int = SHOWN_FIRST,
        shown_per_poll: int = SHOWN_PER_POLL,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        """Serve at a host; ``port`` 0 lets the system choose, another one is followed by the next.

        Raises OSError where the ports are in use.
        """
        self.stories = load_stories()
        self._shown_first, self._shown_per_poll = shown_first, shown_per_poll
        self._polls: Counter[str] = Counter()
        self._opened_at = datetime.now(UTC)
        # The busy feed has a port of its own: the pause that it requests holds for host and port.
        self._servers = [_serve(self, host, port), _serve(self, host, port and port + 1)]

    @property
    def port(self) -> int:
        """The port of every feed but the busy one."""
        return int(self._servers[0].server_address[1])

    @property
    def polls(self) -> int:
        """Polls of all feeds so far."""
        return self._polls.total()

    @property
    def is_all_shown(self) -> bool:
        """Whether every feed has shown its last article and its edits."""
        return all(self._polls[feed] > self._polls_until_edits(feed) for feed in FEEDS)

    def is_through(self, counts: dict[str, int]) -> bool:
        """Return whether everything was shown and, by the counts of the database, archived."""
        return self.is_all_shown and counts["articles"] >= len(self.stories)

    def restart(self) -> None:
        """Show everything from the beginning, as to a first poll."""
        self._polls.clear()

    def close(self) -> None:
        """Stop the servers."""
        for server in self._servers:
            server.shutdown()
            server.server_close()

    def write_config(self, folder: Path, *, interval: str = "2s") -> None:
        """Write a configuration with the newsroom's feeds and the sample watchlist."""
        folder.mkdir(parents=True, exist_ok=True)
        watchlist = resources.files("monitor.sample").joinpath("config", "watchlist.yaml")
        (folder / "watchlist.yaml").write_text(watchlist.read_text("utf-8"), encoding="utf-8")
        rows = "".join(self._feed_row(name, interval) for name in (*FEEDS, BROKEN, BUSY))
        (folder / "feeds.yaml").write_text(f"feeds:\n{rows}", encoding="utf-8")
        (folder / "monitor.yaml").write_text("allow_hosts: [127.0.0.1]\n", encoding="utf-8")

    def answer(self, path: str) -> Answer:
        """Return the response for a path; a feed's own path counts as a poll."""
        name = urlsplit(path).path.removeprefix("/").removesuffix(".xml")
        if name == "healthz":
            return 200, {"Content-Type": "text/plain"}, b"ok\n"
        if name == BUSY:
            return 429, {"Retry-After": str(RETRY_AFTER)}, b""
        if name not in FEEDS:
            return 200, {"Content-Type": "text/html"}, MOVED_PAGE
        polls = self._polls[name]
        self._polls[name] += 1
        return 200, {"Content-Type": RSS}, self.document(name, polls)

    def document(self, feed: str, polls: int) -> bytes:
        """Return a feed as it is after a number of earlier polls."""
        count = self._shown_first + self._shown_per_poll * polls
        is_edited = polls >= self._polls_until_edits(feed)
        stories = [story for story in self.stories if story.feed == feed]
        items = "".join(self._item(story, is_edited=is_edited) for story in stories[:count])
        channel = f"<channel><title>{feed.title()}</title>{items}</channel>"
        return f"<rss version='2.0'>{channel}</rss>".encode()

    def _item(self, story: Story, *, is_edited: bool) -> str:
        text = story.edit if story.edit and is_edited else story.text
        return (
            f"<item><guid>{story.feed}-{story.number}</guid><title>{escape(story.title)}</title>"
            f"<link>http://{story.feed}.example/{story.number}</link>"
            f"<pubDate>{format_datetime(self._opened_at)}</pubDate>"
            f"<description>{escape(_as_html(text))}</description></item>"
        )

    def _polls_until_edits(self, feed: str) -> int:
        """Return the number of polls after which a feed has shown every article and edits some."""
        count = sum(1 for story in self.stories if story.feed == feed)
        polls = -(-(count - self._shown_first) // self._shown_per_poll)
        return max(0, polls) + EDITED_AFTER

    def _feed_row(self, name: str, interval: str) -> str:
        host, port = self._servers[name == BUSY].server_address[:2]
        url = f"http://{host!s}:{port}/{name}.xml"
        # People who try the program see alerts at once; a real feed's first poll notifies no one.
        options = f"publisher: {name}, interval: {interval}, full_text: false, first_poll: notify"
        return f"  - {{url: '{url}', {options}}}\n"


def _as_html(text: str) -> str:
    """Return a text as one HTML paragraph per block of lines."""
    paragraphs = text.strip().split("\n\n")
    return "".join(f"<p>{escape(paragraph.strip())}</p>" for paragraph in paragraphs)


def _serve(newsroom: Newsroom, host: str, port: int) -> http.server.ThreadingHTTPServer:
    """Start a server."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = newsroom.answer(self.path)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer((host, port), Handler)
    threading.Thread(target=server.serve_forever, name="newsroom", daemon=True).start()
    return server
