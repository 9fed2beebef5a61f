"""axe-core in Chromium on every page: no violation in light, dark, on a phone or in Arabic."""

import json
from importlib import resources
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.web.pages.addresses import every_address
from tests.web.pages.conftest import a_browser

if TYPE_CHECKING:
    from playwright.async_api import Page

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


async def violations_of(page: "Page") -> list[dict[str, Any]]:
    """Return what axe-core finds on a page, each with the first places."""
    script = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
    await page.evaluate(script)
    options = json.dumps({"runOnly": RULES, "resultTypes": ["violations"]})
    result = await page.evaluate(f"axe.run(document, {options})")
    return [
        {"rule": each["id"], "help": each["help"], "nodes": [n["html"] for n in each["nodes"][:3]]}
        for each in result["violations"]
    ]


@pytest.mark.parametrize(
    ("width", "scheme", "locale"),
    [(1440, "light", "en"), (1440, "dark", "en"), (390, "light", "en"), (390, "dark", "ar")],
    ids=["light", "dark", "phone", "phone-dark-arabic"],
)
async def test_no_page_has_a_violation_or_is_wider_than_the_screen(
    site: str, sample: AsyncEngine, width: int, scheme: str, locale: str
) -> None:
    violations_by_page: dict[str, object] = {}
    async with a_browser(site, width=width, scheme=scheme, locale=locale) as page:
        for address in await every_address(sample):
            await page.goto(f"{site}{address}")
            violations = await violations_of(page)
            if violations:
                violations_by_page[address] = violations
            overflow = await page.evaluate(OVERFLOW)
            if overflow > 0:
                violations_by_page[f"{address} is too wide"] = overflow
    assert violations_by_page == {}


async def test_the_login_form_and_an_error_have_no_violation(site: str) -> None:
    async with a_browser(site) as page:
        for address in ("/login", "/alerts/none", "/login?token=wrong-wrong"):
            await page.goto(f"{site}{address}")
            assert await violations_of(page) == [], address


async def test_the_open_help_has_no_violation_and_gives_the_focus_back(site: str) -> None:
    async with a_browser(site) as page:
        await page.keyboard.press("?")
        await page.get_by_role("dialog").wait_for()
        assert await violations_of(page) == []
        await page.keyboard.press("Escape")
        await page.get_by_role("dialog").wait_for(state="hidden")
