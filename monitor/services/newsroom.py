"""The newsroom's server; see `monitor.sample`."""

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
"""Seconds for which the busy feed asks to be left alone."""
AT_FIRST, EACH_POLL = 3, 2
"""Articles of a feed that its first document shows, and how many more each later one does: news comes while one watches."""
EDITED_AFTER = 4
"""Documents after which an edited article shows its new text: every poller has had the old one by then."""


@dataclass(frozen=True, slots=True)
class Story:
    """One article of the newsroom; ``edit`` is its text once it has been edited."""

    feed: str
    number: int
    title: str
    text: str
    edit: str = ""


def load_stories() -> tuple[Story, ...]:
    """Return every article, each feed's in the order in which they appear."""
    stories: list[Story] = []
    counted: Counter[str] = Counter()
    folder = resources.files("monitor.sample").joinpath("articles")
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        for row in yaml.safe_load(file.read_text("utf-8")):
            stories.append(Story(number=counted[row["feed"]], **row))
            counted[row["feed"]] += 1
    return tuple(stories)


class Newsroom:
    """Serves the sample feeds until it is closed; each feed shows more articles at each poll."""

    def __init__(self, *, at_first: int = AT_FIRST, each_poll: int = EACH_POLL) -> None:
        self.stories = load_stories()
        self._at_first, self._each_poll = at_first, each_poll
        self._asked: Counter[str] = Counter()
        self._opened_at = datetime.now(UTC)
        # The busy feed lives on a port of its own: the pause it asks for holds for everything on its host and port.
        self._servers = [_serve(self), _serve(self)]

    @property
    def port(self) -> int:
        """The port on loopback of every feed but the busy one."""
        return int(self._servers[0].server_address[1])

    @property
    def is_all_shown(self) -> bool:
        """Whether every feed has shown its last article, edited ones included."""
        return all(self._asked[feed] > self._documents(feed) for feed in FEEDS)

    def is_through(self, counts: dict[str, int]) -> bool:
        """Whether everything was shown and, by the store's counts, archived."""
        return self.is_all_shown and counts["articles"] >= len(self.stories)

    def restart(self) -> None:
        """Show everything from the beginning again, as if nobody had asked yet."""
        self._asked.clear()

    def close(self) -> None:
        """Stop to serve."""
        for server in self._servers:
            server.shutdown()
            server.server_close()

    def write_config(self, folder: Path, *, interval: str = "2s") -> None:
        """Write a configuration with the newsroom's feeds and the shipped watchlist."""
        folder.mkdir(parents=True, exist_ok=True)
        shipped = resources.files("monitor.sample").joinpath("config", "watchlist.yaml")
        (folder / "watchlist.yaml").write_text(shipped.read_text("utf-8"), encoding="utf-8")
        rows = "".join(
            f"  - {{url: '{self._address(name)}/{name}.xml', publisher: {name}, interval: {interval}, full_text: false}}\n"
            for name in (*FEEDS, BROKEN, BUSY)
        )
        (folder / "feeds.yaml").write_text(f"feeds:\n{rows}", encoding="utf-8")
        (folder / "monitor.yaml").write_text("allow_hosts: [127.0.0.1]\n", encoding="utf-8")

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        """Return status, headers and body for a path."""
        name = urlsplit(path).path.removeprefix("/").removesuffix(".xml")
        if name == BUSY:
            return 429, {"Retry-After": str(RETRY_AFTER)}, b""
        if name not in FEEDS:
            return (
                200,
                {"Content-Type": "text/html"},
                b"<!doctype html><html><body>moved</body></html>",
            )
        asked = self._asked[name]
        self._asked[name] += 1
        return (
            200,
            {"Content-Type": "application/rss+xml; charset=utf-8"},
            self.document(name, asked),
        )

    def document(self, feed: str, asked: int) -> bytes:
        """Return a feed as it looks after it was asked for ``asked`` times."""
        shown = self._at_first + self._each_poll * asked
        now = format_datetime(self._opened_at)
        items = ""
        for story in [story for story in self.stories if story.feed == feed][:shown]:
            text = story.edit if story.edit and asked >= self._documents(feed) else story.text
            items += (
                f"<item><guid>{feed}-{story.number}</guid><title>{escape(story.title)}</title>"
                f"<link>http://{feed}.example/{story.number}</link><pubDate>{now}</pubDate>"
                f"<description>{escape(_as_html(text))}</description></item>"
            )
        return f"<rss version='2.0'><channel><title>{feed.title()}</title>{items}</channel></rss>".encode()

    def _documents(self, feed: str) -> int:
        """Return after how many documents a feed has shown every article, and edits come."""
        count = sum(1 for story in self.stories if story.feed == feed)
        return max(0, -(-(count - self._at_first) // self._each_poll)) + EDITED_AFTER

    def _address(self, name: str) -> str:
        host, port = self._servers[name == BUSY].server_address[:2]
        return f"http://{host!s}:{port}"


def _as_html(text: str) -> str:
    return "".join(
        f"<p>{escape(paragraph.strip())}</p>" for paragraph in text.strip().split("\n\n")
    )


def _serve(newsroom: Newsroom) -> http.server.ThreadingHTTPServer:
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

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, name="newsroom", daemon=True).start()
    return server
