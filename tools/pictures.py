"""Take the pictures of the pages for the documentation, over the sample store, in Chromium.

python tools/pictures.py      writes docs/pictures
"""

import asyncio
import contextlib
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.config import Change, Configuration, load_configuration
from monitor.deliveries import AlertFilter
from monitor.records.ids import digest
from monitor.store import Store, open_engine, upgrade_database
from monitor.testing.sample_store import fill_store, sample_configuration
from monitor.watchlist import WatchlistIndex
from monitor.web import Health, Limits, WebSettings, create_server, create_web

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
TOKEN = "pictures-of-the-pages"
FLAGS = ("--no-sandbox", "--disable-gpu")
COMPARED = "actor=muqtada-al-sadr&actor=kataib-hezbollah&actor=us-led-coalition"
SETTLE_MS = 1_200
"""Milliseconds for the stream to open and a part to arrive."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: file, address, width, colours, language of the interface."""

    name: str
    address: str
    width: int = 1440
    scheme: str = "light"
    locale: str = "en"


class InForce:
    """The configuration of the sample newsroom."""

    def __init__(self) -> None:
        self.index = WatchlistIndex(sample_configuration().watchlist)

    def check(self, changes: Sequence[Change]) -> Configuration:
        """Return the configuration with changes."""
        with resources.as_file(resources.files("monitor.sample").joinpath("config")) as folder:
            return load_configuration(Path(folder), None, tuple(changes))


async def repeat(work: object, *, name: str, every: float = 1.0, unavailable: object = ()) -> None:
    """Run background work until cancelled."""
    del name, unavailable
    while True:
        await work()  # type: ignore[operator]
        await asyncio.sleep(every)


async def fill(engine: AsyncEngine) -> tuple[Picture, ...]:
    """Fill the store; return the pictures with the addresses of what it holds."""
    await upgrade_database(engine)
    await fill_store(engine)
    alerts = (await Store(engine).alerts.find(AlertFilter(), limit=200)).items
    arabic = next(each for each in alerts if each.article.language == "ar" and each.acts)
    english = next(each for each in alerts if len(each.copies) > 1 and each.acts)
    return (
        Picture("desk-light", f"/alerts?open={english.id}"),
        Picture("desk-dark", f"/alerts?open={arabic.id}", scheme="dark"),
        Picture("alert-dark", f"/alerts/{english.id}", scheme="dark"),
        Picture("actor-dark", "/actors/muqtada-al-sadr", scheme="dark"),
        Picture("silence-dark", "/silences/new?rule=sadr-on-troops", scheme="dark"),
        Picture("desk-arabic", f"/alerts?open={arabic.id}", locale="ar"),
        Picture("article-light", f"/articles/{english.article.id}"),
        Picture("story-dark", f"/stories/{english.article.id}", scheme="dark"),
        Picture("actor-light", "/actors/muqtada-al-sadr"),
        Picture("compare-dark", f"/compare?{COMPARED}", scheme="dark"),
        Picture("rule-light", "/watchlist/rules/sadr-on-troops"),
        Picture("feed-light", f"/feeds/{digest('feed', 'courrier')}"),
        Picture("feeds-light", "/feeds"),
        Picture("subscriptions-light", "/subscriptions/desk"),
        Picture("subscription-form-dark", "/subscriptions/new?channel=slack", scheme="dark"),
        Picture("alert-phone-dark", f"/alerts/{arabic.id}", width=390, scheme="dark"),
        Picture("phone-light", "/alerts", width=390),
        Picture("phone-dark", "/feeds", width=390, scheme="dark"),
    )


@contextlib.contextmanager
def served(engine: AsyncEngine) -> Iterator[str]:
    """Serve the pages on a free port of loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = WebSettings(token=TOKEN, limits=Limits())
    app = create_web(engine, settings, Health(lambda: None), InForce(), repeat)
    server = create_server(app, "127.0.0.1", port, Limits())
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


def take(browser: Browser, site: str, picture: Picture) -> None:
    """Take one picture."""
    context = browser.new_context(
        viewport={"width": picture.width, "height": 900},
        color_scheme=picture.scheme,  # type: ignore[arg-type]
        locale=picture.locale,
        service_workers="block",  # a busy machine would be answered with the placeholder
    )
    page = context.new_page()
    page.goto(f"{site}/login?token={TOKEN}")
    page.goto(f"{site}{picture.address}")
    page.wait_for_timeout(SETTLE_MS)
    page.screenshot(path=PICTURES / f"{picture.name}.png")
    context.close()


def main() -> None:
    """Take every picture."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{folder}/monitor.db"
        pictures = asyncio.run(fill(open_engine(url)))
        with served(open_engine(url)) as site, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=list(FLAGS)
            )
            for picture in pictures:
                take(browser, site, picture)
            browser.close()


if __name__ == "__main__":
    main()
