"""A site that has feeds."""

import http.server
import threading
from collections.abc import Iterator

import pytest


class _Site(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        feed = b"<rss version='2.0'><channel><title>Wire</title><item><guid>1</guid><title>Rain</title></item></channel></rss>"
        page = b"<!doctype html><html><link rel=alternate type='application/rss+xml' href='/news.xml'><body>Hi</body></html>"
        body = {"/": page, "/news.xml": feed, "/rss.xml": feed}.get(self.path)
        self.send_response(200 if body else 404)
        self.send_header("ETag", '"v1"')
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    """The address of a site on loopback with a page and two feeds."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
