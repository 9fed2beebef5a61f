"""The desk in a real browser: live updates, the pane, keys, filters, failures."""

import re

import msgspec
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.store import Archive, Store
from monitor.testing.sample_store import add_alerts
from monitor.web import Limits
from tests.builders import an_alert
from tests.web.conftest import Serve
from tests.web.pages.conftest import a_browser
from tests.web.pages.slow_network import slow_network

pytestmark = pytest.mark.browser

LIVE = "#live.on"
OUTAGE_MS = 6_000
"""The outage itself, six seconds as behind a proxy whose server restarts."""


async def test_a_new_alert_shows_as_a_bar_and_nothing_jumps(site: str, sample: AsyncEngine) -> None:
    async with a_browser(site) as page:
        await page.locator(LIVE).wait_for()
        first = page.locator(".row").first
        before = await first.bounding_box()
        id_ = await first.get_attribute("data-id")
        await Archive(sample).store([an_alert()])
        bar = page.get_by_role("link", name="1 new alert")
        await bar.wait_for()
        assert await page.title() == "(1) Alerts · News monitor"
        after = await page.locator(f"#row-{id_}").bounding_box()
        assert before is not None
        assert after is not None
        assert after["y"] - before["y"] < 60
        await bar.click()
        await page.locator(".row").first.get_by_text("Anna Berg").wait_for()
        assert await page.locator("text=1 new alert").count() == 0


async def test_another_copy_updates_its_row_in_place_and_the_focus_stays(
    site: str, sample: AsyncEngine
) -> None:
    await Archive(sample).store([an_alert()])
    async with a_browser(site) as page:
        await page.locator(LIVE).wait_for()
        row = page.locator(".row", has_text="Anna Berg")
        await page.keyboard.press("j")
        await row.get_by_text("wire", exact=True).wait_for()
        await Archive(sample).store([an_alert("two", "post")])
        await row.get_by_text("wire, post").wait_for()
        focused = await page.evaluate("document.activeElement.closest('.row').dataset.id")
        assert focused == await row.get_attribute("data-id")
        assert await page.locator(".row", has_text="Anna Berg").count() == 1


async def test_the_keyboard_alone_triages(site: str, sample: AsyncEngine) -> None:
    async with a_browser(site) as page:
        await page.locator(LIVE).wait_for()
        for _ in range(3):
            await page.keyboard.press("j")
        await page.keyboard.press("k")
        chosen = page.locator(".row .open[aria-current]")
        id_ = await chosen.evaluate("link => link.closest('.row').dataset.id")
        await page.locator(f"#alert[data-id='{id_}']").wait_for()
        assert f"open={id_}" in page.url
        await page.keyboard.press("a")
        await page.locator(f"#row-{id_}").get_by_text("Acknowledged").wait_for()
        acknowledged = await Store(sample).acknowledgements.of([id_])
        assert acknowledged[id_].who == "dashboard"
        await page.get_by_role("button", name="Undo").wait_for()
        await page.keyboard.press("a")
        await page.get_by_role("button", name="Acknowledge").wait_for()
        assert await Store(sample).acknowledgements.of([id_]) == {}
        await page.keyboard.press("?")
        await page.get_by_role("dialog").wait_for()
        await page.keyboard.press("Escape")
        await page.keyboard.press("/")
        assert await page.evaluate("document.activeElement.name") == "q"
        await page.keyboard.press("Escape")
        await page.keyboard.press("o")
        await page.wait_for_url(f"**/alerts/{id_}")


async def test_filters_are_an_address_that_survives_reload_and_back(site: str) -> None:
    async with a_browser(site) as page:
        facets = page.get_by_role("complementary")
        await facets.get_by_role("link", name="Critical").click()
        await facets.get_by_role("link", name="Kataib Hezbollah").click()
        await page.wait_for_url("**/alerts?min_severity=critical&actor=kataib-hezbollah")
        count = await page.locator(".row").count()
        assert count == await page.locator(".row.critical").count() > 0
        await page.reload()
        assert await page.locator(".row").count() == count
        await page.go_back()
        await page.wait_for_url("**/alerts?min_severity=critical")
        assert await page.locator(".row").count() > count


async def test_five_thousand_alerts_are_all_reachable(site: str, sample: AsyncEngine) -> None:
    await add_alerts(sample, 5_000)
    total = (await Store(sample).totals())["alerts"]
    async with a_browser(site) as page:
        await page.get_by_text(f"{total:,} alerts").wait_for()
        for wanted in (100, 150, 200):
            await page.locator(".older").scroll_into_view_if_needed()
            await page.locator(".row").nth(wanted - 1).wait_for()
        numbers = await page.locator(".row").evaluate_all("rows => rows.map(r => r.dataset.id)")
        assert len(set(numbers)) == len(numbers)
        seen, older = set[str](), "/alerts/rows"
        while older:
            answer = await page.request.get(f"{site}{older}")
            html = await answer.text()
            seen |= set(re.findall(r'id="row-(\w+)"', html))
            link = re.search(r'hx-get="([^"]+)"', html)
            older = link[1].replace("&amp;", "&") if link else ""
        assert len(seen) == total > 5_000


async def test_a_proxy_that_answers_502_for_six_seconds_loses_nothing(
    site: str, sample: AsyncEngine
) -> None:
    async with (
        slow_network(site) as network,
        a_browser(network.address) as page,
    ):
        await page.locator(LIVE).wait_for()
        count = await page.locator(".row").count()
        await network.fail()
        await page.get_by_text("not live since").wait_for()
        await page.keyboard.press("j")
        await page.get_by_text("The monitor does not answer").first.wait_for()
        await Archive(sample).store([an_alert()])
        await page.wait_for_timeout(OUTAGE_MS)
        assert await page.locator(".row").count() == count > 0
        network.is_failing = False
        await page.locator(LIVE).wait_for()
        await page.get_by_role("link", name="1 new alert").wait_for()
        await page.keyboard.press("j")
        await page.locator("#alert").wait_for()


async def test_a_revoked_token_ends_the_stream_with_a_way_back(
    site: str, sample: AsyncEngine, sample_app: FastAPI
) -> None:
    secret, token = await Store(sample).tokens.create("ana", "editor", None)
    async with a_browser(site, token=secret) as page:
        await page.locator(LIVE).wait_for()
        await Store(sample).tokens.revoke(token.id)
        sample_app.state.resources.access.forget()
        await page.get_by_text("The token is revoked or has expired.").wait_for()
        await page.get_by_role("link", name="Log in again").click()
        await page.get_by_label("Token").wait_for()
        assert "next=%2Falerts" in page.url


async def test_what_one_window_does_shows_in_the_other(site: str) -> None:
    async with a_browser(site) as page:
        await page.locator(LIVE).wait_for()
        other = await page.context.new_page()
        await other.goto(f"{site}/alerts")
        await other.locator(LIVE).wait_for()
        await page.keyboard.press("j")
        await page.get_by_label("Note", exact=True).fill("mine")
        await page.get_by_role("button", name="Acknowledge").click()
        id_ = await page.locator("#alert").get_attribute("data-id")
        await other.locator(f"#row-{id_}").get_by_text("Acknowledged").wait_for()


async def test_a_reader_sees_everything_and_changes_nothing(site: str, sample: AsyncEngine) -> None:
    secret, _ = await Store(sample).tokens.create("rea", "reader", None)
    async with a_browser(site, token=secret) as page:
        await page.keyboard.press("j")
        await page.get_by_text("Your token may read.").wait_for()
        assert await page.get_by_role("button", name="Acknowledge").count() == 0


async def test_on_a_phone_an_alert_has_its_own_page(site: str) -> None:
    async with a_browser(site, width=390) as page:
        await page.locator(".row .open").first.click()
        await page.wait_for_url("**/alerts/*")
        await page.get_by_role("heading", level=1).wait_for()
        await page.go_back()
        await page.locator(".row").first.wait_for()


async def test_words_of_an_article_are_never_html(site: str, sample: AsyncEngine) -> None:

    alert = an_alert()
    hostile = "<b id=x>bold</b><script>alert(1)</script>"
    statement = msgspec.structs.replace(alert.statement, text=hostile)
    spans = tuple(msgspec.structs.replace(span, text=hostile) for span in statement.content)
    statement = msgspec.structs.replace(statement, content=spans)
    copies = tuple(
        msgspec.structs.replace(copy, url="javascript:alert(1)", title=hostile)
        for copy in alert.copies
    )
    header = msgspec.structs.replace(alert.article, url="javascript:alert(1)")
    changed = msgspec.structs.replace(alert, statement=statement, copies=copies, article=header)
    await Archive(sample).store([changed])
    async with a_browser(site) as page:
        await page.keyboard.press("j")
        await page.locator("#alert").get_by_text("<b id=x>").first.wait_for()
        assert await page.locator("#x").count() == 0
        assert await page.locator("a[href^='javascript']").count() == 0


@pytest.mark.parametrize("width", [1440, 1180, 860, 390])
@pytest.mark.parametrize("locale", ["en", "ar"])
async def test_the_page_fits_the_width_of_the_screen(site: str, width: int, locale: str) -> None:
    async with a_browser(site, width=width, locale=locale) as page:
        overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert await page.evaluate(overflow) <= 0


async def test_at_least_ten_alerts_fit_on_a_screen(site: str) -> None:
    async with a_browser(site) as page:
        bottoms = await page.locator(".row").evaluate_all(
            "rows => rows.map(row => row.getBoundingClientRect().bottom)"
        )
        assert sum(bottom <= 900 for bottom in bottoms) >= 10


async def test_a_page_of_fifty_alerts_is_light(site: str, sample: AsyncEngine) -> None:
    await add_alerts(sample, 60)
    async with a_browser(site) as page:
        sizes: list[int] = []
        session = await page.context.new_cdp_session(page)
        await session.send("Network.enable")
        await session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        session.on(
            "Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"])
        )
        await page.goto(f"{site}/alerts", wait_until="load")
        assert await page.locator(".row").count() >= 50
        assert sum(sizes) <= 150_000


async def test_a_store_without_alerts_teaches(app: FastAPI, serve: Serve) -> None:
    async with a_browser(serve(app, Limits())) as page:
        await page.get_by_text("No alert yet").wait_for()
        await page.get_by_role("link", name="Look at the feeds").wait_for()
