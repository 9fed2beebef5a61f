"""The pages over the sample store, in a real Chromium."""

import contextlib
import shutil
from collections.abc import AsyncIterator, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.config import Change, Configuration, load_configuration
from monitor.store import open_engine, upgrade_database
from monitor.testing.sample_store import fill_store, sample_configuration
from monitor.watchlist import WatchlistIndex
from monitor.web import Health, Limits, WebSettings, create_web
from tests.waiting import WITHIN_MS
from tests.web.asking import TOKEN, repeat
from tests.web.conftest import Serve

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page, Playwright

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
)


class Chromium:
    """The browser of all tests, started by the first one that opens a page."""

    def __init__(self) -> None:
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None

    async def browser(self) -> "Browser":
        """Return the running browser; start it where none runs, or where it has crashed."""
        if self._browser is None or not self._browser.is_connected():
            self._browser = await self._launch()
        return self._browser

    async def _launch(self) -> "Browser":
        program = shutil.which("chromium")
        if program is None:
            pytest.skip("no Chromium on this machine: install the package chromium")
        from playwright.async_api import async_playwright

        if self._playwright is None:
            self._playwright = await async_playwright().start()
        return await self._playwright.chromium.launch(
            executable_path=program, args=FLAGS.split(), timeout=WITHIN_MS
        )

    async def close(self) -> None:
        """Close the browser and its driver."""
        if self._browser is not None:
            await self._browser.close()
        if self._playwright is not None:
            await self._playwright.stop()


CHROMIUM = Chromium()


@pytest.fixture(scope="session", autouse=True)
async def chromium() -> AsyncIterator[None]:
    """Close the browser at the end."""
    yield
    await CHROMIUM.close()


class SampleInForce:
    """The configuration of the sample newsroom."""

    def __init__(self) -> None:
        self.index = WatchlistIndex(sample_configuration().watchlist)

    def check(self, changes: Sequence[Change]) -> Configuration:
        """Return the configuration with changes."""
        with resources.as_file(resources.files("monitor.sample").joinpath("config")) as folder:
            return load_configuration(Path(folder), None, tuple(changes))


@pytest.fixture(scope="session")
def in_force() -> SampleInForce:
    return SampleInForce()


@pytest.fixture(scope="session")
async def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample store, filled once; each test works on a copy."""
    file = tmp_path_factory.mktemp("sample") / "monitor.db"
    engine = open_engine(f"sqlite+aiosqlite:///{file}")
    await upgrade_database(engine)
    await fill_store(engine)
    async with engine.connect() as connection:
        await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    await engine.dispose()
    return file


@pytest.fixture
async def sample(filled: Path, tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    """A copy of the sample store."""
    copy = tmp_path / "sample.db"
    shutil.copyfile(filled, copy)
    engine = open_engine(f"sqlite+aiosqlite:///{copy}")
    yield engine
    await engine.dispose()


@pytest.fixture
def sample_app(sample: AsyncEngine, in_force: SampleInForce) -> FastAPI:
    settings = WebSettings(token=TOKEN, limits=Limits())
    return create_web(sample, settings, Health(lambda: None), in_force, repeat)


@pytest.fixture
def site(sample_app: FastAPI, serve: Serve) -> str:
    """The address of the pages over a copy of the sample store."""
    return serve(sample_app, Limits())


@contextlib.asynccontextmanager
async def a_browser(
    site: str, *, width: int = 1440, scheme: str = "light", locale: str = "en", token: str = TOKEN
) -> AsyncIterator["Page"]:
    """Open a page that is logged in; fail on any error of a script or of the policy.

    Without the service worker, which would answer a slow page with a placeholder.
    """
    options = {"color_scheme": scheme, "locale": locale, "service_workers": "block"}
    async with open_page(f"{site}/login?token={token}", width, options) as page:
        yield page


@contextlib.asynccontextmanager
async def open_page(address: str, width: int, options: Mapping[str, Any]) -> AsyncIterator["Page"]:
    """Open an address in Chromium, in a context of its own, which shares nothing with others.

    Fails on any error of a script or of the policy.
    """
    browser = await CHROMIUM.browser()
    errors: list[str] = []
    context = await browser.new_context(viewport={"width": width, "height": 900}, **options)
    try:
        page = await context.new_page()
        page.set_default_timeout(WITHIN_MS)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: _collect_violation(errors, message.text))
        await page.goto(address)
        yield page
    finally:
        await context.close()
    assert errors == []


def _collect_violation(errors: list[str], text: str) -> None:
    if "Content Security Policy" in text:
        errors.append(text)
