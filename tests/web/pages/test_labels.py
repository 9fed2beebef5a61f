"""Pages name what they show: names for ids, words for codes, and no text that ends nowhere."""

import re
from html import unescape

import msgspec
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.alerts.feed_troubles import RULES
from monitor.deliveries import AlertFilter
from monitor.feeds.remedies import REMEDIES
from monitor.store import Archive, Store
from monitor.web.pages.terms import TERMS, term_of
from monitor.web.services.naming import Names
from tests.web.asking import reader_of
from tests.web.pages.conftest import SampleInForce

INDEX = SampleInForce().index


@pytest.mark.parametrize(
    ("clause", "text", "words"),
    [
        ("speaker", "us-led-coalition or nato", "US-led coalition or NATO"),
        ("speaker", "not muqtada-al-sadr", "not Muqtada al-Sadr"),
        ("about", "nato, us-military", "NATO, US military"),
        (
            "theme",
            "foreign-troops and withdrawal",
            "Foreign troops in Iraq and Withdrawal of troops",
        ),
        ("speaker", "tag:militia", "tag:militia"),
        ("speaker", "Anna Berg", "Anna Berg"),
        ("confidence", "at least 0.80", "at least 0.80"),
        ("act", "", ""),
    ],
)
def test_what_a_clause_asks_for_is_shown_by_names(clause: str, text: str, words: str) -> None:
    assert " ".join(Names(INDEX).in_clause(clause, text)) == words


def test_every_error_of_a_feed_has_words() -> None:
    assert set(REMEDIES) <= set(TERMS)


async def test_near_misses_name_actors_and_themes(sample_app: FastAPI, sample: AsyncEngine) -> None:
    alerts = (await Store(sample).alerts.find(AlertFilter(), limit=200)).items
    ids = {actor.id for actor in INDEX.watchlist.actors if "-" in actor.id}
    ids |= {theme.id for theme in INDEX.watchlist.themes if "-" in theme.id}
    async with reader_of(sample_app) as browser:
        for alert in [alert for alert in alerts if alert.missed][:8]:
            html = (await browser.get(f"/alerts/{alert.id}")).text
            missed = html.partition('class="missed"')[2].partition("</details>")[0]
            words = set(unescape(re.sub(r"<[^>]+>", " ", missed)).replace(",", " ").split())
            assert words.isdisjoint(ids), alert.id


async def test_rules_of_operators_alerts_have_names_in_the_facets(sample_app: FastAPI) -> None:
    async with reader_of(sample_app) as browser:
        html = (await browser.get("/alerts")).text
        facets = html.partition('class="facets"')[2].partition("</aside>")[0]
        for id_, name in RULES.items():
            assert f">{name}</span>" in facets
            assert f">{id_}</span>" not in facets


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("rule sadr-on-troops", "the rule Sadr on foreign troops replaces it"),
        ("silence 12ab", '<a href="/silences">a silence</a>'),
        *((code, term_of(code)) for code in ("back-fill", "quiet hours", "repeat", "cool-down")),
    ],
)
async def test_a_suppressed_alert_says_why_in_words(
    sample_app: FastAPI, sample: AsyncEngine, reason: str, words: str
) -> None:
    [alert, *_] = (await Store(sample).alerts.find(AlertFilter(), limit=1)).items
    quiet = msgspec.structs.replace(
        alert, id="quiet", rule="quiet", suppressed=True, suppressed_by=reason
    )
    await Archive(sample).store([quiet])
    async with reader_of(sample_app) as browser:
        html = (await browser.get("/alerts/quiet")).text
        assert f" was notified: {words}</p>" in html


async def test_actors_are_found_by_a_tag_and_rules_lead_there(sample_app: FastAPI) -> None:
    tagged = [actor for actor in INDEX.watchlist.actors if "militia" in actor.tags]
    async with reader_of(sample_app) as browser:
        rules = (await browser.get("/watchlist")).text
        address = "/watchlist?kind=actors&amp;q=tag%3Amilitia"
        assert f'<a href="{address}">everyone tagged militia</a>' in rules
        page = (await browser.get(unescape(address))).text
        assert page.count('<tr><td data-label="Name">') == len(tagged) > 1
        answer = await browser.get("/api/v1/watchlist/actors", params={"q": "tag:militia"})
        assert [each["id"] for each in answer.json()["items"]] == sorted(
            actor.id for actor in tagged
        )


@pytest.mark.parametrize(
    "address",
    [
        "/actors/muqtada-al-sadr",
        "/actors/us-military?side=about",
        "/themes/foreign-troops",
        "/compare?actor=muqtada-al-sadr",
    ],
)
async def test_every_count_of_a_subject_leads_to_as_many_hits(
    sample_app: FastAPI, address: str
) -> None:
    async with reader_of(sample_app) as browser:
        html = (await browser.get(address)).text
        pattern = (
            r'<a href="(/search\?[^"]+(?:act|publisher)=[^"]+)">[^<]+</a> <span class="count">(\d+)'
        )
        counts = re.findall(pattern, html)
        assert counts
        for link, count in counts:
            page = (await browser.get(unescape(link))).text
            assert re.search(rf"\b{count} hits?\b", page), link


async def test_a_text_without_translation_is_marked_as_english(sample_app: FastAPI) -> None:
    async with reader_of(sample_app) as browser:
        headers = {"Accept-Language": "ar"}
        for address, text in (
            ("/rejected", "the body is not an article.v1: Expected `str`, got `int`"),
            ("/subscriptions", "the server refused the recipient"),
        ):
            html = (await browser.get(address, headers=headers)).text
            assert f'<bdi lang="en" dir="ltr">{text}</bdi>' in html
        system = (await browser.get("/system", headers=headers)).text
        assert re.search(r'<dd><bdi dir="ltr">[\w.]+</bdi></dd>', system)
