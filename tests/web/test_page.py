"""The page in a real browser."""

import contextlib
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.store import Archive
from monitor.web import Limits
from tests.builders import an_alert
from tests.web.asking import TOKEN
from tests.web.conftest import Serve

if TYPE_CHECKING:
    from playwright.async_api import Page

pytestmark = pytest.mark.browser

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
)
WITHIN_MS = 15_000
"""Milliseconds for something to show on a slow machine."""


@contextlib.asynccontextmanager
async def a_page(width: int = 1280) -> AsyncIterator["Page"]:
    """Open a page in Chromium; fail on any error of a script or of the policy."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no Chromium on this machine: install the package chromium")
    from playwright.async_api import async_playwright

    errors: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=FLAGS.split())
        page = await browser.new_page(viewport={"width": width, "height": 900})
        page.set_default_timeout(WITHIN_MS)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: _collect_violation(errors, message.text))
        yield page
        await browser.close()
    assert errors == []


def _collect_violation(errors: list[str], text: str) -> None:
    if "Content Security Policy" in text:
        errors.append(text)


async def _log_in(page: "Page", address: str) -> None:
    await page.goto(f"{address}/login?token={TOKEN}")
    await page.get_by_text("live", exact=True).wait_for()


async def test_an_alert_appears_on_the_page_without_reloading(
    served: str, engine: AsyncEngine, tmp_path: Path
) -> None:
    async with a_page() as page:
        await _log_in(page, served)
        await page.get_by_text("No alert yet.").wait_for()
        assert await page.locator("article").count() == 0
        await Archive(engine).store([an_alert()])
        await page.locator("article").wait_for()
        text = await page.locator("article").inner_text()
        await page.get_by_role("button", name="Acknowledge").click()
        await page.get_by_text("acknowledged by dashboard").wait_for()
        page.on("dialog", lambda dialog: dialog.accept())
        await page.get_by_role("button", name="Silence for 2 h").click()
        await page.get_by_role("button", name="Delivery").click()
        await page.get_by_text("rule is berg-bridge, actor is berg").wait_for()
        await page.get_by_role("button", name="End").click()
        await page.get_by_text("rule is berg-bridge").wait_for(state="detached")
        await page.screenshot(path=str(tmp_path / "page.png"))
    assert "Anna Berg" in text
    assert "that the bridge would open" in text
    assert "speaker is berg" in text


async def test_the_form_logs_in_and_logs_out(served: str) -> None:
    async with a_page() as page:
        await page.goto(served)
        await page.get_by_label("Token").fill("wrong-wrong-wrong")
        await page.get_by_role("button", name="Log in").click()
        await page.get_by_text("This token is not valid").wait_for()
        await page.get_by_label("Token").fill(TOKEN)
        await page.get_by_role("button", name="Log in").click()
        await page.get_by_text("live", exact=True).wait_for()
        await page.get_by_role("button", name="Log out").click()
        await page.get_by_label("Token").wait_for()
        await page.goto(served)
        await page.get_by_label("Token").wait_for()


@pytest.mark.parametrize("width", [1440, 390])
async def test_the_page_fits_the_width_of_the_screen(
    served: str, engine: AsyncEngine, width: int
) -> None:
    await Archive(engine).store([an_alert(), an_alert("two", "post")])
    async with a_page(width) as page:
        await _log_in(page, served)
        await page.locator("article").wait_for()
        for view in ("Alerts", "Statements", "Feeds", "Delivery"):
            await page.get_by_role("button", name=view, exact=True).click()
            overflow = await page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert overflow <= 0, view


async def test_the_stream_is_opened_again_after_a_proxy_has_answered_502(
    served: str, engine: AsyncEngine
) -> None:
    async with a_page() as page:
        answers_502 = True

        async def proxy(route: object) -> None:
            await (route.fulfill(status=502) if answers_502 else route.continue_())  # type: ignore[attr-defined]

        await page.route("**/api/v1/alerts/stream*", proxy)
        await page.goto(f"{served}/login?token={TOKEN}")
        await page.get_by_text("not live since").wait_for()
        answers_502 = False
        await page.get_by_text("live", exact=True).wait_for()
        await Archive(engine).store([an_alert()])
        await page.locator("article").wait_for()


async def test_a_link_of_a_hostile_scheme_is_shown_as_text(
    served: str, engine: AsyncEngine
) -> None:
    import msgspec

    alert = an_alert()
    copies = tuple(
        msgspec.structs.replace(copy, url="javascript:alert(1)", title="Hostile <b>title</b>")
        for copy in alert.copies
    )
    await Archive(engine).store([msgspec.structs.replace(alert, copies=copies)])
    async with a_page() as page:
        await _log_in(page, served)
        await page.get_by_text("Hostile <b>title</b>").wait_for()
        assert await page.locator("article a").count() == 0


async def test_the_page_says_that_the_token_has_ended(app: FastAPI, serve: Serve) -> None:
    address = serve(app, Limits())
    async with a_page() as page:
        await _log_in(page, address)
        await page.context.clear_cookies()
        await page.get_by_text("The token is revoked or has expired.").wait_for()
