"""What an editor and an operator on call do, each in the real browser with their own token."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.store import Store
from tests.web.pages.conftest import a_browser

pytestmark = pytest.mark.browser


async def token_of(engine: AsyncEngine, name: str) -> str:
    """Return the token of a new editor."""
    secret, _ = await Store(engine).tokens.create(name, "editor", None)
    return secret


async def test_an_editor_marks_an_alert_and_changes_its_rule(
    site: str, sample: AsyncEngine
) -> None:
    async with a_browser(site, token=await token_of(sample, "eddi")) as page:
        await page.goto(f"{site}/alerts?rule=sadr-on-troops")
        await page.keyboard.press("j")
        await page.locator("#alert").wait_for()
        await page.keyboard.press("w")
        await page.get_by_label("It is about something else").check()
        await page.get_by_role("button", name="Mark as wrong").click()
        await page.get_by_role("link", name="Proposals that follow").click()
        await page.get_by_role("link", name="Sadr on foreign troops").click()
        await page.get_by_text("Whom it notifies, and when").click()
        await page.get_by_label("Quiet hours").fill("25:00-26:00")
        await page.get_by_role("button", name="Save").click()
        await page.locator("input[name=quiet_hours][aria-invalid=true]").wait_for()
        await page.get_by_label("Quiet hours").fill("22:00-06:00 Europe/Berlin")
        await page.get_by_role("button", name="Try it on the last 7 days").click()
        await page.get_by_text("Same").first.wait_for()
        await page.go_back()
        assert await Store(sample).changes.all() == ()


async def test_an_operator_on_call_works_with_a_phone(site: str, sample: AsyncEngine) -> None:
    async with a_browser(site, width=390, token=await token_of(sample, "op")) as page:
        await page.get_by_role("link", name="Feeds").click()
        await page.get_by_text("The server is too slow.").wait_for()
        await page.locator(".me summary").click()
        await page.get_by_role("link", name="Rejected").click()
        await page.get_by_text("a text has a NUL character").wait_for()
        await page.goto(f"{site}/alerts?rule=feed-failing")
        await page.locator(".row .open").click()
        await page.get_by_label("Note", exact=True).fill("on it")
        await page.get_by_role("button", name="Acknowledge").click()
        await page.get_by_text("Acknowledged by op").wait_for()
        await page.goto(f"{site}/system")
        await page.get_by_role("heading", name="Latency").wait_for()
        assert await page.get_by_text("Create a token").count() == 0


async def test_a_view_is_saved_from_the_desk_and_is_the_same_list(
    site: str, sample: AsyncEngine
) -> None:
    async with a_browser(site, token=await token_of(sample, "ana")) as page:
        await page.goto(f"{site}/alerts?state=open&min_severity=critical&actor=kataib-hezbollah")
        count = await page.locator(".row").count()
        await page.get_by_role("link", name="Save this view").click()
        await page.get_by_label("Name").fill("Threats")
        await page.get_by_role("button", name="Save").click()
        link = page.get_by_role("link", name="Threats")
        key = await page.locator("[data-notify]").get_attribute("data-notify")
        await link.click()
        await page.locator(".row").first.wait_for()
        assert await page.locator(".row").count() == count > 0
        assert await page.locator("#fresh").get_attribute("data-query") == key
