"""A receiver of webhooks in a container beside the services: it prints the id of each event.

It runs by the image's own Python, as ``python3 -c SOURCE``, and verifies each signature with the
public library of Standard Webhooks; a message with a wrong one is answered 400 and printed as
``refused``.
"""

import http.server
import os
import sys

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

PORT = 9000
"""The port that the subscription names."""


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers 204 to a message that is signed with the secret of the environment."""

    def do_POST(self) -> None:
        """Verify one message and print its id."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        status, line = 204, self.headers["webhook-id"]
        try:
            Webhook(os.environ["SECRET"]).verify(body, dict(self.headers.items()))
        except WebhookVerificationError as error:
            status, line = 400, f"refused {error}"
        # In one write: print() writes the end of the line separately, and threads would mix them.
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
        self.send_response(status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Log nothing else: the printed lines are counted."""


if __name__ == "__main__":
    http.server.ThreadingHTTPServer(("", PORT), Handler).serve_forever()
