"""What the tests of the web ask with."""

from collections.abc import Sequence
from pathlib import Path

import httpx
from fastapi import FastAPI

from monitor.config import Change, Configuration, load_configuration
from monitor.watchlist import WatchlistIndex

TOKEN = "letmein"


class Live:
    """The shipped configuration."""

    index = WatchlistIndex(load_configuration(Path("config")).watchlist)

    def check(self, changes: Sequence[Change]) -> Configuration:
        """Return it with changes."""
        return load_configuration(Path("config"), None, changes)


LIVE = Live()


def client(app: FastAPI, token: str | None = TOKEN) -> httpx.AsyncClient:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://monitor", headers=headers
    )
