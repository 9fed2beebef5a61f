"""axe-core on every page as each of four people: light, dark, on a phone, in Arabic, on paper."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.records.ids import digest
from monitor.store import Store
from monitor.store.tokens import Role
from tests.web.pages.addresses import every_address
from tests.web.pages.conftest import a_browser

if TYPE_CHECKING:
    from playwright.async_api import Page

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
OPEN_EVERYTHING = "document.querySelectorAll('main details').forEach((one) => { one.open = true; })"
"""Sections of the longer forms, tables of charts and bodies of messages are closed at first."""
SUBMIT = "(form) => { form.noValidate = true; form.requestSubmit(); }"
"""Sends what the browser itself would hold back: the server's own mistakes show."""


@dataclass(frozen=True, slots=True)
class Person:
    """A person at work: a role, a screen, colours and a language."""

    name: str
    role: Role
    width: int
    scheme: str
    locale: str = "en"


PEOPLE = (
    Person("analyst", "reader", 1440, "light"),
    Person("editor", "editor", 1440, "dark"),
    Person("operator", "editor", 390, "light"),
    Person("developer", "admin", 390, "dark", "ar"),
)
AS_EACH = pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.name)


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


async def faults_of(page: "Page") -> list[Any]:
    """Return what is wrong with a page whose sections are all open."""
    await page.evaluate(OPEN_EVERYTHING)
    faults: list[Any] = list(await violations_of(page))
    overflow = await page.evaluate(OVERFLOW)
    return [*faults, f"too wide by {overflow}"] if overflow > 0 else faults


async def token_of(engine: AsyncEngine, person: Person) -> str:
    """Return the token of a person."""
    secret, _ = await Store(engine).tokens.create(person.name, person.role, None)
    return secret


@asynccontextmanager
async def browser_of(site: str, sample: AsyncEngine, person: Person) -> AsyncIterator["Page"]:
    """Open a page as a person has it, with the person's token."""
    async with a_browser(
        site,
        width=person.width,
        scheme=person.scheme,
        locale=person.locale,
        token=await token_of(sample, person),
    ) as page:
        yield page


@AS_EACH
async def test_no_page_has_a_violation_or_is_wider_than_the_screen(
    site: str, sample: AsyncEngine, person: Person
) -> None:
    faults_by_page: dict[str, object] = {}
    async with browser_of(site, sample, person) as page:
        for address in await every_address(sample):
            await page.goto(f"{site}{address}")
            faults = await faults_of(page)
            if faults:
                faults_by_page[address] = faults
    assert faults_by_page == {}


async def preview_an_import(page: "Page", site: str) -> None:
    """Show what an import would do: an added actor, a repeated one, a wrong one."""
    await page.goto(f"{site}/watchlist/import")
    actors = (
        "{id: ana, name: Ana Dolan, kind: person}",
        "{id: muqtada-al-sadr, name: Muqtada al-Sadr, kind: person}",
        "{id: none, kind: planet}",
    )
    text = "\n".join(["actors:", *(f"- {actor}" for actor in actors)])
    await page.locator("main textarea").fill(text)
    await page.locator("main form").evaluate(SUBMIT)
    await page.get_by_role("cell", name="Ana Dolan").wait_for()


async def refuse_a_rule(page: "Page", site: str) -> None:
    """Show every mistake of a rule at its field."""
    await page.goto(f"{site}/watchlist/rules/sadr-on-troops")
    await page.evaluate(OPEN_EVERYTHING)
    await page.locator("[name=speakers]").fill("nobody-of-this-name")
    await page.locator("[name=quiet_hours]").fill("25:00-26:00")
    await page.locator("form.form").evaluate(SUBMIT)
    await page.locator("[name=quiet_hours][aria-invalid=true]").wait_for()


async def try_a_rule(page: "Page", site: str) -> None:
    """Show what a changed rule would have raised."""
    await page.goto(f"{site}/watchlist/rules/sadr-on-troops")
    await page.locator("button[name=try]").click()
    await page.locator(".figures").wait_for()


async def refuse_a_subscription(page: "Page", site: str) -> None:
    """Show the mistakes of a subscription."""
    await page.goto(f"{site}/subscriptions/new?channel=webhook")
    await page.locator("[name='channel.url']").fill("nowhere")
    await page.locator("form.form").evaluate(SUBMIT)
    await page.locator("[aria-invalid=true]").first.wait_for()


async def create_a_subscription(page: "Page", site: str) -> None:
    """Show the secret of a new subscription."""
    await page.goto(f"{site}/subscriptions/new?channel=webhook&min_severity=high")
    await page.locator("[name='channel.url']").fill("https://example.org/hook")
    await page.locator("form.form").evaluate(SUBMIT)
    await page.locator(".note.good code").wait_for()


async def refuse_a_silence(page: "Page", site: str) -> None:
    """Show the mistake of a silence without a matcher."""
    await page.goto(f"{site}/silences/new")
    await page.locator("main form").last.evaluate(SUBMIT)
    await page.locator(".mistake").first.wait_for()


async def refuse_a_feed(page: "Page", site: str) -> None:
    """Show the mistake of an address that is none."""
    await page.goto(f"{site}/feeds")
    await page.locator("#add [name=url]").fill("nowhere")
    await page.locator("#add form").first.evaluate(SUBMIT)
    await page.locator(".mistake").first.wait_for()


async def save_a_view(page: "Page", site: str) -> None:
    """Show the list of saved views with one."""
    await page.goto(f"{site}/views/new?min_severity=high&max_severity=high")
    await page.locator("[name=name]").fill("Only high")
    await page.locator("main form").evaluate(SUBMIT)
    await page.wait_for_url("**/views")


async def acknowledge_and_mark(page: "Page", site: str) -> None:
    """Show an alert that a person has acknowledged and marked as wrong."""
    await page.goto(f"{site}/alerts")
    id_ = await page.locator(".row").nth(3).get_attribute("data-id")
    await page.goto(f"{site}/alerts/{id_}")
    await page.locator("[data-key=a]").click()
    await page.locator("form[action$=unacknowledge]").wait_for()
    await page.locator("[data-key=w]").click()
    await page.locator("[value=wrong_theme]").check()
    await page.locator("form[action$=wrong] button").last.click()
    await page.locator("form[action$=unmark]").wait_for()


async def open_the_menu(page: "Page", site: str) -> None:
    """Show the menu of the reader, which has the other pages on a phone."""
    await page.goto(f"{site}/feeds/{digest('feed', 'courrier')}")
    await page.locator(".me > summary").click()
    await page.locator(".sheet").wait_for()


STATES: tuple[Callable[["Page", str], Awaitable[None]], ...] = (
    preview_an_import,
    refuse_a_rule,
    try_a_rule,
    refuse_a_subscription,
    create_a_subscription,
    refuse_a_silence,
    refuse_a_feed,
    save_a_view,
    acknowledge_and_mark,
    open_the_menu,
)
"""Pages that show only after a form was sent: results, mistakes, secrets."""


@pytest.mark.parametrize("person", PEOPLE[1:], ids=lambda person: person.name)
async def test_no_result_and_no_mistake_of_a_form_has_a_violation(
    site: str, sample: AsyncEngine, person: Person
) -> None:
    faults_by_state: dict[str, object] = {}
    async with browser_of(site, sample, person) as page:
        for reach in STATES:
            await reach(page, site)
            faults = await faults_of(page)
            if faults:
                faults_by_state[reach.__name__] = faults
    assert faults_by_state == {}


async def test_the_login_form_and_an_error_have_no_violation(site: str) -> None:
    async with a_browser(site) as page:
        for address in (
            "/login",
            "/alerts/none",
            "/login?token=wrong-wrong",
            "/problems/not-found",
        ):
            await page.goto(f"{site}{address}")
            assert await violations_of(page) == [], address


async def test_the_open_help_has_no_violation_and_gives_the_focus_back(site: str) -> None:
    async with a_browser(site) as page:
        await page.keyboard.press("?")
        await page.get_by_role("dialog").wait_for()
        assert await violations_of(page) == []
        await page.keyboard.press("Escape")
        await page.get_by_role("dialog").wait_for(state="hidden")


async def test_a_page_prints_its_content_without_controls(site: str, sample: AsyncEngine) -> None:
    async with a_browser(site) as page:
        for address in await every_address(sample):
            if address.startswith(("/alerts", "/articles", "/actors", "/stories")):
                await page.goto(f"{site}{address}")
                await page.emulate_media(media="print", color_scheme="dark")
                assert not await page.locator(".rail").is_visible(), address
                assert await page.locator("main").is_visible(), address
                ground = "getComputedStyle(document.body.parentElement).backgroundColor"
                assert await page.evaluate(ground) == "rgb(255, 255, 255)", address
                assert await page.evaluate(OVERFLOW) <= 0, address
                await page.emulate_media(media="screen")
