"""Servers of the standard library on loopback, in a thread of the test's own process."""

import http.server
import threading

STOP_WITHIN_S = 0.02
"""Seconds between two checks for a stop; the library's default, 0.5, would slow every test."""


class QuietHandler(http.server.BaseHTTPRequestHandler):
    """A handler that prints nothing."""

    def log_message(self, *_: object) -> None:
        """Print nothing."""


class BackgroundServer(http.server.ThreadingHTTPServer):
    """Answers on a free port of loopback from its creation until `close` or the end of a block."""

    def __init__(self, handler: type[http.server.BaseHTTPRequestHandler]) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        serve = self.serve_forever
        threading.Thread(target=serve, args=(STOP_WITHIN_S,), daemon=True).start()

    @property
    def address(self) -> str:
        """The URL of its root, without a slash at the end."""
        return f"http://127.0.0.1:{self.server_port}"

    def close(self) -> None:
        """Answer no more requests, and free the port."""
        self.shutdown()
        self.server_close()

    def __exit__(self, *_: object) -> None:
        self.close()
