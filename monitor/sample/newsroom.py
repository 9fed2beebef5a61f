"""The newsroom's server; see `monitor.sample`."""

import http.server
import threading
from datetime import UTC, datetime
from email.utils import format_datetime
from importlib import resources
from pathlib import Path
from xml.sax.saxutils import escape

import yaml

FEEDS = ("wire", "herald", "gazette")
BROKEN, BUSY = "broken", "busy"


class Newsroom:
    """Serves the sample feeds until it is closed."""

    def __init__(self) -> None:
        text = resources.files("monitor.sample").joinpath("articles.yaml").read_text("utf-8")
        self.articles: list[dict[str, str]] = yaml.safe_load(text)
        documents = {f"/{feed}.xml": self._document(feed) for feed in FEEDS}
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _handler(documents))
        threading.Thread(target=self._server.serve_forever, name="newsroom", daemon=True).start()

    def close(self) -> None:
        """Stop to serve."""
        self._server.shutdown()
        self._server.server_close()

    def write_config(self, folder: Path, shipped: Path) -> None:
        """Write a configuration with the newsroom's feeds and the shipped watchlist."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "watchlist.yaml").write_text((shipped / "watchlist.yaml").read_text("utf-8"), encoding="utf-8")
        address = f"http://127.0.0.1:{self._server.server_address[1]}"
        rows = "".join(
            f"  - {{url: '{address}/{name}.xml', publisher: {name}, interval: 2s, full_text: false}}\n"
            for name in (*FEEDS, BROKEN, BUSY)
        )
        (folder / "feeds.yaml").write_text(f"feeds:\n{rows}", encoding="utf-8")
        (folder / "monitor.yaml").write_text("allow_hosts: [127.0.0.1]\n", encoding="utf-8")

    def _document(self, feed: str) -> bytes:
        now = format_datetime(datetime.now(UTC))
        items = "".join(
            f"<item><guid>{feed}-{number}</guid><title>{escape(article['title'])}</title><link>http://{feed}.example/{number}</link>"
            f"<pubDate>{now}</pubDate><description>{escape(article['text'])}</description></item>"
            for number, article in enumerate(self.articles)
            if article["feed"] == feed
        )
        return f"<rss version='2.0'><channel><title>{feed.title()}</title>{items}</channel></rss>".encode()


def _handler(documents: dict[str, bytes]) -> type[http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == f"/{BUSY}.xml":
                self.send_response(429)
                # No Retry-After: the pause would hold for the whole host, on which the other sample feeds live too.
                self.end_headers()
                return
            page = b"<!doctype html><html><body>moved</body></html>"
            body = documents.get(self.path, page)
            self.send_response(200)
            self.send_header("Content-Type", "text/html" if body is page else "application/rss+xml; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    return Handler
