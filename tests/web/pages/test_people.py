"""What four people do, each in the real browser with their own token."""

from typing import TYPE_CHECKING

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.store import Store
from tests.web.pages.conftest import a_browser

if TYPE_CHECKING:
    from playwright.async_api import FilePayload, Page

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
        await page.get_by_role("link", name="Edit it further").click()
        await page.locator('input[name=quiet_hours][value="22:00-06:00 Europe/Berlin"]').wait_for(
            state="attached"
        )
        assert await Store(sample).changes.all() == ()
        await page.get_by_role("button", name="Try it on the last 7 days").click()
        await page.get_by_role("button", name="Save this change").click()
        await page.wait_for_url(f"{site}/watchlist?kind=rules")
        [change] = await Store(sample).changes.all()
        assert (change.body or {})["quiet_hours"] == "22:00-06:00 Europe/Berlin"


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


async def test_an_analyst_follows_an_actor_from_the_alert_to_the_comparison(
    site: str, sample: AsyncEngine
) -> None:
    secret, _ = await Store(sample).tokens.create("analyst", "reader", None)
    async with a_browser(site, token=secret) as page:
        await page.goto(f"{site}/alerts?actor=muqtada-al-sadr")
        await page.keyboard.press("j")
        await page.locator("#alert").get_by_role("link", name="Muqtada al-Sadr").first.click()
        await page.get_by_role("heading", level=1, name="Muqtada al-Sadr").wait_for()
        assert await page.locator(".strip").count() > 1
        await page.get_by_text("First on each theme").click()
        await page.get_by_role("link", name="Compare").last.click()
        await page.get_by_label("Actor 2").fill("US-led coalition")
        await page.get_by_role("main").get_by_role("button", name="Compare").click()
        await page.get_by_role("heading", level=2, name="US-led coalition").wait_for()
        assert await page.locator(".side-by-side section").count() == 2


async def test_an_editor_imports_a_list_after_having_seen_what_it_does(
    site: str, sample: AsyncEngine
) -> None:
    async with a_browser(site, token=await token_of(sample, "eddi")) as page:
        await page.goto(f"{site}/watchlist/import")
        list_ = "actors:\n- {id: ana-dolan, name: Ana Dolan, kind: person}\n- {id: x, name: X}\n"
        file: FilePayload = {
            "name": "list.yaml",
            "mimeType": "text/yaml",
            "buffer": list_.encode(),
        }
        await page.get_by_label("Or open a file").set_input_files(file)
        await page.get_by_role("button", name="Show what it would do").click()
        await page.get_by_role("cell", name="Ana Dolan").wait_for()
        await page.get_by_text("1 wrong").wait_for()
        assert await Store(sample).changes.all() == ()
        await page.get_by_role("button", name="Store 1 item").click()
        await page.get_by_text("1 item is stored").wait_for()
        [change] = await Store(sample).changes.all()
        assert (change.id, change.who) == ("ana-dolan", "eddi")


async def test_a_developer_reads_the_reference_and_follows_an_error(
    site: str, sample: AsyncEngine
) -> None:
    async with a_browser(site, token=await token_of(sample, "dev")) as page:
        await page.goto(f"{site}/docs")
        await page.get_by_text("/api/v1/alerts/stream").first.wait_for()
        await page.get_by_text("/api/v1/watchlist/import").first.wait_for()
        refused = await page.request.get(f"{site}/api/v1/alerts?severty=high")
        problem = await refused.json()
        assert refused.headers["content-type"].startswith("application/problem+json")
        assert "min_severity" in str(problem) or "severity" in str(problem)
        await page.goto(f"{site}{problem['type']}")
        await page.get_by_role("heading", level=1).wait_for()
        first = await page.request.get(f"{site}/api/v1/alerts?limit=5")
        assert 'rel="next"' in first.headers["link"]


async def test_a_link_of_a_mail_leads_to_its_page_through_the_login(
    site: str, sample: AsyncEngine
) -> None:
    secret = await token_of(sample, "ana")
    async with a_browser(site, token=secret) as page:
        await page.context.clear_cookies()
        address = "/alerts?state=all&min_severity=high&actor=kataib-hezbollah"
        await page.goto(f"{site}{address}")
        await page.get_by_label("Token").fill(secret)
        await page.get_by_role("button", name="Log in").click()
        await page.wait_for_url(f"**{address}")
        assert await page.locator(".row").count() > 0


PLACES = {
    "s": "/search",
    "v": "/views",
    "w": "/watchlist",
    "c": "/compare",
    "f": "/feeds",
    "u": "/subscriptions",
    "l": "/silences",
    "r": "/rejected",
    "y": "/system",
    "a": "/alerts",
}
MOST_TABS = 60
"""Steps from the beginning of a page to any of its controls."""


async def tab_to(page: "Page", name: str) -> None:
    """Press Tab until the element with a text or a label has the focus."""
    focused = """() => {
      const { activeElement: one } = document;
      return [one.textContent.trim(), one.labels?.[0]?.firstChild.textContent.trim()];
    }"""
    for _ in range(MOST_TABS):
        await page.keyboard.press("Tab")
        if name in await page.evaluate(focused):
            return
    raise AssertionError(f"{name} is not reached by Tab")


async def test_the_keyboard_alone_leads_to_every_page_and_changes_a_rule(
    site: str, sample: AsyncEngine
) -> None:
    async with a_browser(site, token=await token_of(sample, "eddi")) as page:
        for key, path in PLACES.items():
            await page.keyboard.press("g")
            await page.keyboard.press(key)
            await page.wait_for_url(f"**{path}")
        await page.goto(f"{site}/watchlist")
        await page.keyboard.press("/")
        await page.keyboard.type("troops")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**q=troops**")
        await tab_to(page, "Sadr on foreign troops")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/watchlist/rules/sadr-on-troops")
        await tab_to(page, "Name")
        await page.keyboard.press("ControlOrMeta+a")
        await page.keyboard.type("The cleric on troops")
        await tab_to(page, "Save")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/watchlist?kind=rules")
        [change] = await Store(sample).changes.all()
        assert (change.id, change.who) == ("sadr-on-troops", "eddi")
        assert change.body is not None
        assert change.body["name"] == "The cleric on troops"


async def test_an_analyst_reads_the_desk_in_arabic(site: str, sample: AsyncEngine) -> None:
    secret, _ = await Store(sample).tokens.create("ana", "reader", None)
    async with a_browser(site, locale="ar", token=secret) as page:
        assert await page.evaluate("document.documentElement.dir") == "rtl"
        rail = await page.locator(".rail").bounding_box()
        assert rail is not None
        assert rail["x"] > 1_000
        await page.goto(f"{site}/alerts?language=ar")
        words = page.locator(".row .saying").first
        assert await words.get_attribute("dir") == "rtl"
        await page.keyboard.press("j")
        await page.locator("#alert").get_by_role("heading", name="لماذا").wait_for()
        await page.goto(f"{site}/alerts?language=en")
        assert await page.locator(".row .saying").first.get_attribute("dir") == "ltr"
