"""What the tests of the web share: the application, its clients and its configuration."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import httpx
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.config import Change, Configuration, load_configuration
from monitor.watchlist import WatchlistIndex
from monitor.web import Health, Limits, WebSettings, create_web
from tests.builders import NOON

TOKEN = "let-me-in-please-1"
CONFIG = Path(__file__).parents[2] / "config"


def _extra(kind: str, id_: str, body: dict[str, object]) -> Change:
    return Change(version=0, kind=kind, id=id_, body=body, who="tests", at=NOON)  # type: ignore[arg-type]


EXTRA = (
    _extra("actors", "berg", {"name": "Anna Berg", "kind": "person"}),
    _extra("themes", "bridge", {"name": "Bridge", "query": "bridge*"}),
    _extra("rules", "berg-bridge", {"name": "Berg on the bridge", "speakers": ["berg"]}),
)
"""What the alerts of `tests.builders` refer to."""


class InForce:
    """The shipped configuration, with what the alerts of the tests refer to."""

    def __init__(self) -> None:
        self.index = WatchlistIndex(self.check(()).watchlist)

    def check(self, changes: Sequence[Change]) -> Configuration:
        """Return the configuration with changes."""
        return load_configuration(CONFIG, None, (*EXTRA, *changes))


IN_FORCE = InForce()


async def repeat(
    work: Callable[[], Awaitable[object]],
    *,
    name: str,
    every: float = 1.0,
    unavailable: tuple[type[BaseException], ...] = (),
) -> None:
    """Repeat background work as the services do, and keep on after every exception."""
    del name, unavailable
    while True:
        try:
            await work()
        except Exception:  # noqa: BLE001  # as the real one: whatever the work raises
            await asyncio.sleep(0.01)
        await asyncio.sleep(every)


def create_app(
    engine: AsyncEngine,
    limits: Limits | None = None,
    health: Health | None = None,
    site: str | None = None,
) -> FastAPI:
    """Return the application over a store."""
    settings = WebSettings(token=TOKEN, site=site, limits=limits or Limits())
    return create_web(engine, settings, health or Health(lambda: None), IN_FORCE, repeat)


def client(app: FastAPI, token: str | None = TOKEN) -> httpx.AsyncClient:
    """Return a client that presents a token."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://monitor", headers=headers
    )


def reader_of(app: FastAPI, token: str = TOKEN) -> httpx.AsyncClient:
    """Return a browser that presents a token."""
    browser = client(app, token)
    browser.headers.update({"Accept": "text/html"})
    return browser
