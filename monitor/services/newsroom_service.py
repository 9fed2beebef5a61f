"""The sample newsroom as a container of its own, and the step that adds its feeds to a monitor.

    python -m monitor.services.newsroom_service serve --host 0.0.0.0 --port 8090
    python -m monitor.services.newsroom_service add-feeds --newsroom http://newsroom:8090
           --monitor http://web:8080 --token-file FILE [--interval 2s]

Both are used by docker compose's profile ``demo``. Feeds that the monitor has already stay as they
are, so that the second one may run again.
"""

import argparse
import asyncio
import sys
from collections.abc import Iterator, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from monitor.channels.secret_text import read_secret
from monitor.services.newsroom import BROKEN, BUSY, FEEDS, Newsroom
from monitor.services.signals import run_until_stopped

INTERVAL = "2s"
"""As `monitor up --demo` has it: news keeps arriving for a minute."""
TIMEOUT_S = 30.0
"""Seconds for one feed: the monitor checks its whole configuration before it stores the change."""


def feed_bodies(newsroom: str, interval: str = INTERVAL) -> Iterator[dict[str, Any]]:
    """Yield the feeds of a newsroom as the API takes them; the busy one is on the next port."""
    parts = urlsplit(newsroom)
    for name in (*FEEDS, BROKEN, BUSY):
        port = (parts.port or 80) + (name == BUSY)
        yield {
            "url": f"{parts.scheme}://{parts.hostname}:{port}/{name}.xml",
            "publisher": name,
            "interval": interval,
            "full_text": False,
            "first_poll": "notify",
        }


def add_feeds(newsroom: str, client: httpx.Client, *, interval: str = INTERVAL) -> tuple[int, int]:
    """Add the feeds of a newsroom; return how many are new and how many were there.

    Raises httpx.HTTPError where the monitor does not answer or refuses a feed.
    """
    added = present = 0
    for body in feed_bodies(newsroom, interval):
        answer = client.post("/api/v1/feeds", json=body)
        if answer.status_code == HTTPStatus.CONFLICT:
            present += 1
            continue
        answer.raise_for_status()
        added += 1
    return added, present


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one of the two commands."""
    parser = argparse.ArgumentParser(prog="newsroom", description=__doc__)
    commands = parser.add_subparsers(required=True, dest="command")
    serving = commands.add_parser("serve")
    serving.add_argument("--host", default="127.0.0.1")
    serving.add_argument("--port", type=int, default=8090)
    adding = commands.add_parser("add-feeds")
    adding.add_argument("--newsroom", required=True)
    adding.add_argument("--monitor", required=True)
    adding.add_argument("--token-file", type=Path, required=True)
    adding.add_argument("--interval", default=INTERVAL)
    options = parser.parse_args(arguments)
    if options.command == "serve":
        sys.exit(run_until_stopped(lambda: _serve(options.host, options.port)))
    token = read_secret(options.token_file)
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=options.monitor, headers=headers, timeout=TIMEOUT_S) as client:
        add_feeds(options.newsroom, client, interval=options.interval)


async def _serve(host: str, port: int) -> None:
    """Serve until cancelled."""
    newsroom = Newsroom(host=host, port=port)
    try:
        await asyncio.Event().wait()
    finally:
        newsroom.close()


if __name__ == "__main__":
    main()
