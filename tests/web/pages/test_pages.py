"""Every page over the sample store without a browser: answers, markup, forms and their checks."""

import itertools
import re
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.config import load_configuration
from monitor.config.changes import MODELS
from monitor.deliveries import AlertFilter
from monitor.store import Store
from monitor.web.pages.watchlist_forms import changed_body, form_of
from monitor.web.services.watchlists import body_of
from tests.waiting import until
from tests.web.asking import CONFIG, reader_of
from tests.web.pages.addresses import every_address
from tests.web.pages.conftest import SampleInForce

HOSTILE = {
    "q": "(",
    "since": "nonsense",
    "until": "9999-12-31T23:59:59-23:59",
    "cursor": "1e999",
    "open": "\x00",
    "actor": "\x00",
    "theme": "\u202e\x00",
    "publisher": "a" * 600,
    "speaker": "\x00",
    "act": "'",
    "kind": "%",
}
INLINE = re.compile(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|javascript:", re.IGNORECASE)


async def test_every_page_answers_without_inline_code_and_with_one_heading(
    sample_app: FastAPI, sample: AsyncEngine
) -> None:
    async with reader_of(sample_app) as browser:
        for address in await every_address(sample):
            answer = await browser.get(address)
            assert answer.status_code == 200, address
            assert INLINE.findall(answer.text) == [], address
            assert answer.text.count("<h1") == 1, address
            ids = re.findall(r'\sid="([^"]+)"', answer.text)
            assert len(ids) == len(set(ids)), (address, sorted(ids))


async def test_every_link_of_every_page_leads_to_a_page(
    sample_app: FastAPI, sample: AsyncEngine
) -> None:
    seen: dict[str, str] = {}
    async with reader_of(sample_app) as browser:
        for address in await every_address(sample):
            html = (await browser.get(address)).text
            for link in re.findall(r'<a[^>]*?\shref="(/[^"#]*)', html):
                seen.setdefault(link.replace("&amp;", "&"), address)
        kinds: dict[str, str] = {}
        for link in seen:  # one link of each shape: ids differ, pages do not
            shape = re.sub(r"(?<=/)[\w%-]*[0-9a-f]{8,}|=[^&]*", "*", link)
            kinds.setdefault(shape, link)
        for link in kinds.values():
            answer = await browser.get(link)
            assert answer.status_code in (200, 303), (link, seen[link])


async def test_words_of_articles_carry_their_language_and_direction(
    sample_app: FastAPI, sample: AsyncEngine
) -> None:
    page = await Store(sample).alerts.find(AlertFilter(languages=("ar",)), limit=1)
    alert = page.items[0]
    async with reader_of(sample_app) as browser:
        html = (await browser.get(f"/alerts/{alert.id}")).text
        assert re.search(r'<p class="saying" lang="ar" dir="rtl">', html)
        article = (await browser.get(f"/articles/{alert.article.id}")).text
        assert re.search(r'<h1 lang="ar" dir="rtl">', article)


async def test_reported_speech_has_no_quotation_marks(
    sample_app: FastAPI, sample: AsyncEngine
) -> None:
    store = Store(sample)
    alerts = (await store.alerts.find(AlertFilter(), limit=200)).items
    async with reader_of(sample_app) as browser:
        for kind, has_marks in (("indirect", False), ("direct", True)):
            alert = next(
                each for each in alerts if each.statement.kind == kind and each.kind == "statement"
            )
            html = (await browser.get(f"/alerts/{alert.id}")).text
            saying = re.search(r'<p class="saying".*?</p>', html, re.DOTALL)
            assert saying is not None
            assert ('<q class="quoted">' in saying[0]) is has_marks
            assert '<strong class="cue">' in saying[0]


async def test_operators_alerts_are_cards_of_their_own_kind(
    sample_app: FastAPI, sample: AsyncEngine
) -> None:
    page = await Store(sample).alerts.find(AlertFilter(rules=("feed-failing",)), limit=1)
    async with reader_of(sample_app) as browser:
        html = (await browser.get(f"/alerts/{page.items[0].id}")).text
    assert "For operators" in html
    assert '<q class="quoted">' not in html
    assert 'href="/feeds"' in html


@pytest.mark.parametrize("name", ["actors", "themes", "rules"])
def test_every_item_of_the_watchlist_survives_its_form(name: str) -> None:
    from monitor.web.pages.forms import parse

    kind = name
    for item in getattr(load_configuration(CONFIG).watchlist, kind)[:200]:
        body = body_of(kind, item)  # type: ignore[arg-type]
        again = changed_body(kind, body, form_of(kind, body))  # type: ignore[arg-type]
        model: Any = MODELS[kind]  # type: ignore[index]
        assert parse(model, {"id": item.id, **again}) == item


async def test_an_editor_changes_a_rule_and_sees_mistakes_at_their_fields(
    sample_app: FastAPI, sample: AsyncEngine, in_force: SampleInForce
) -> None:
    address = "/watchlist/rules/sadr-on-troops"
    async with reader_of(sample_app) as browser:
        wrong = {
            "name": "",
            "severity": "high",
            "speakers": "nobody-at-all",
            "quiet_hours": "25:00",
        }
        refused = await browser.post(address, data=wrong)
        assert refused.status_code == 422
        for field in ("name", "quiet_hours"):
            assert re.search(rf'name="{field}"[^>]*aria-invalid="true"', refused.text), field
        assert (await Store(sample).changes.all()) == ()
        right = {"name": "Sadr, renamed", "severity": "critical", "speakers": "muqtada-al-sadr"}
        assert (await browser.post(address, data=right)).status_code == 303
        [change] = await Store(sample).changes.all()
        assert (change.id, change.who) == ("sadr-on-troops", "token")
        assert change.body is not None
        assert change.body["severity"] == "critical"
        page = await browser.get(address)
        assert "Restore" in page.text
        restored = await browser.post(address, data={"restore": str(change.version)})
        assert restored.status_code == 303
        assert (await browser.post(address, data={"restore": "99"})).status_code == 404
        removed = await browser.post("/watchlist/rules/threats-to-bases", data={"remove": "1"})
        assert removed.status_code == 303
        taken = await browser.post("/watchlist/rules/new", data={"id": "sadr-on-troops"})
        assert "is taken" in taken.text
    assert in_force.index is not None


async def test_a_subscription_is_created_edited_paused_and_deleted(
    sample_app: FastAPI, sample: AsyncEngine
) -> None:
    new = "/subscriptions/new"
    async with reader_of(sample_app) as browser:
        right = {"id": "hook", "channel.type": "webhook", "channel.url": "https://x.example/h"}
        created = await browser.post(new, data={**right, "filter.rules": "sadr-on-troops"})
        assert "whsec_" in created.text
        assert "whsec_" not in (await browser.get("/subscriptions/hook")).text
        unknown = {**right, "id": "h2", "filter.rules": "sadr-on-troop"}
        assert "did you mean" in (await browser.post(new, data=unknown)).text
        edit = {**right, "filter.min_severity": "high"}
        assert (await browser.post("/subscriptions/hook/edit", data=edit)).status_code == 200
        for action in ("pause", "resume", "test"):
            answer = await browser.post(f"/subscriptions/hook/{action}")
            assert answer.headers["location"] == "/subscriptions/hook"
        stored = {each.subscription.id: each for each in await Store(sample).subscriptions.all()}
        assert stored["hook"].subscription.filter.min_severity == "high"
        assert (await browser.post("/subscriptions/mail/delete")).status_code == 409
        assert (await browser.post("/subscriptions/hook/delete")).status_code == 303
        assert (await browser.post("/subscriptions/hook/nonsense")).status_code == 404


async def test_a_silence_is_previewed_created_and_ended(
    sample_app: FastAPI, sample: AsyncEngine
) -> None:
    async with reader_of(sample_app) as browser:
        preview = await browser.get("/silences/new?rule=sadr-on-troops&actor=muqtada-al-sadr")
        held = re.search(r"held back (\d+) of (\d+)", preview.text)
        assert held is not None
        assert 0 < int(held[1]) < int(held[2])
        wrong = await browser.post("/silences/new", data={"rule": "no-such", "duration": "2h"})
        assert re.search(r'name="rule"[^>]*aria-invalid="true"', wrong.text)
        right = {"rule": "sadr-on-troops", "duration": "2h", "comment": "known"}
        assert (await browser.post("/silences/new", data=right)).status_code == 303
        [newest, *_] = await Store(sample).silences.all()
        assert (newest.who, newest.comment) == ("token", "known")
        assert (await browser.post(f"/silences/{newest.id}/end")).status_code == 303
        assert (await browser.post(f"/silences/{newest.id}/end")).status_code == 404


async def test_a_reader_changes_nothing_and_an_editor_no_tokens(
    sample_app: FastAPI, sample: AsyncEngine
) -> None:
    tokens = Store(sample).tokens
    reader, _ = await tokens.create("rea", "reader", None)
    editor, _ = await tokens.create("eddi", "editor", None)
    async with reader_of(sample_app, reader) as browser:
        for path in (
            "/silences/new",
            "/subscriptions/new",
            "/watchlist/rules/new",
            "/rejected/x/drop",
        ):
            assert (await browser.post(path, data={"id": "x"})).status_code == 403
    async with reader_of(sample_app, editor) as browser:
        assert (await browser.post("/system/tokens", data={"name": "x"})).status_code == 403
        assert "Create a token" not in (await browser.get("/system")).text
    async with reader_of(sample_app) as browser:
        created = await browser.post("/system/tokens", data={"name": "ana", "role": "editor"})
        assert "is shown only now" in created.text
        wrong = await browser.post("/system/tokens", data={"name": "ana!", "lasts": "5x"})
        assert re.search(r'name="lasts"[^>]*aria-invalid="true"', wrong.text)


async def test_a_dead_letter_is_dropped(sample_app: FastAPI, sample: AsyncEngine) -> None:
    [first, second] = await Store(sample).rejections.find()
    async with reader_of(sample_app) as browser:
        assert first.message in (await browser.get("/rejected")).text.replace("&#39;", "'")
        assert (await browser.post(f"/rejected/{first.id}/drop")).status_code == 303
        assert (await browser.post(f"/rejected/{first.id}/drop")).status_code == 404
    assert [each.id for each in await Store(sample).rejections.find()] == [second.id]


@pytest.mark.parametrize(
    "page", ["/alerts", "/search", "/views/new", "/silences/new", "/rejected", "/compare"]
)
async def test_no_pair_of_hostile_parameters_fails_a_page(sample_app: FastAPI, page: str) -> None:
    async with reader_of(sample_app) as browser:
        for pair in itertools.combinations(HOSTILE.items(), 2):
            answer = await browser.get(page, params=dict(pair))
            assert answer.status_code < 500, pair


async def test_another_site_cannot_post_a_form(sample_app: FastAPI) -> None:
    headers = {"Origin": "https://evil.example"}
    async with reader_of(sample_app) as browser:
        answer = await browser.post("/silences/new", data={"rule": "x"}, headers=headers)
        assert answer.status_code == 403


@pytest.mark.parametrize(
    "address",
    [
        "/alerts?since=nonsense",
        "/alerts?q=%28",
        "/alerts?min_severity=x&state=y&act=z",
        "/alerts?since=99999999d",
        "/alerts?actor=" + "a" * 300,
        "/alerts?open=none",
        "/search?q=speaker:",
        "/actors/muqtada-al-sadr?side=nonsense",
        "/compare?actor=none&actor=",
        "/compare?actor=MUQTADA+AL-SADR&actor=%00",
        "/rejected?cursor=unknown&stage=%28",
        "/subscriptions/new?channel=nonsense&min_severity=x",
        "/watchlist/rules/new?pattern.kind=nonsense&themes=x",
        "/watchlist?kind=nonsense",
        "/settings?back=//evil.example&theme=x&language=xx",
    ],
)
async def test_a_hostile_address_is_answered(sample_app: FastAPI, address: str) -> None:
    async with reader_of(sample_app) as browser:
        answer = await browser.get(address)
        assert answer.status_code in (200, 303)
        assert answer.headers.get("location", "/alerts") == "/alerts"


async def test_what_does_not_exist_is_said_as_a_page(sample_app: FastAPI) -> None:
    async with reader_of(sample_app) as browser:
        for address in ("/feeds/none", "/watchlist/replays/none", "/subscriptions/none"):
            answer = await browser.get(address)
            assert answer.status_code == 404, address
            assert "To the alerts" in answer.text
        assert (await browser.get("/system?audit=-1")).status_code == 422
        assert (await browser.post("/feeds/none", data={"name": "x"})).status_code == 404


async def test_feeds_are_found_by_part_of_their_name(sample_app: FastAPI) -> None:
    async with reader_of(sample_app) as browser:
        html = (await browser.get("/feeds?q=COURR")).text
        assert html.count('<a href="/feeds/') == 1
        assert "1 failing" in html
        assert "Nothing found" in (await browser.get("/feeds?q=no-such-feed")).text


async def test_actors_are_compared_by_name_too(sample_app: FastAPI) -> None:
    async with reader_of(sample_app) as browser:
        names = "actor=muqtada+AL-sadr&actor=US-led+coalition&actor=muqtada-al-sadr"
        html = (await browser.get(f"/compare?{names}")).text
    assert html.count("<section><h2>") == 2
    assert "mistake" not in html


async def test_a_view_is_saved_opened_followed_and_deleted(
    sample_app: FastAPI, sample: AsyncEngine
) -> None:
    del sample
    list_ = "?min_severity=critical&actor=kataib-hezbollah&since=7d"
    async with reader_of(sample_app) as browser:
        unnamed = await browser.post(f"/views/new{list_}", data={"name": ""})
        assert re.search(r'name="name"[^>]*aria-invalid="true"', unnamed.text)
        saved = await browser.post(f"/views/new{list_}", data={"name": "Threats", "is_shared": "1"})
        assert saved.status_code == 303
        html = (await browser.get("/views")).text
        address = re.search(r'<a href="(/alerts[^"]*)"><strong>Threats', html)
        assert address is not None
        rows = (await browser.get(address[1].replace("&amp;", "&"))).text
        assert rows.count('class="row critical') == rows.count('class="row ') > 0
        feed = re.search(r'href="(/api/v1/feeds-of-views/[^"]+\.atom)"', html)
        assert feed is not None
        assert (await browser.get(feed[1])).text.count("<entry>") > 0
        id_ = feed[1].rpartition("/")[2].partition(".")[0]
        assert (await browser.post(f"/views/{id_}/delete")).status_code == 303
        assert "Threats" not in (await browser.get("/views")).text


async def test_a_change_of_a_rule_is_tried_before_it_is_saved(
    sample_app: FastAPI, sample: AsyncEngine
) -> None:
    form = {"name": "Sadr", "severity": "high", "speakers": "kataib-hezbollah", "try": "1"}
    async with reader_of(sample_app) as browser:
        started = await browser.post("/watchlist/rules/sadr-on-troops", data=form)
        assert started.status_code == 303
        address = started.headers["location"]

        async def is_done() -> bool:
            return "Gained" in (await browser.get(address)).text

        await until(is_done)
        page = (await browser.get(address)).text
        counts = re.findall(r"(Gained|Lost)</dt><dd>(\d+)", page)
        assert all(int(count) > 0 for _, count in counts)
        assert len(counts) == 2
        wrong = await browser.post(
            "/watchlist/rules/sadr-on-troops", data={**form, "speakers": "no"}
        )
        assert re.search(r'name="speakers"[^>]*aria-invalid="true"', wrong.text)
    assert await Store(sample).changes.all() == ()


async def test_feeds_are_added_polled_paused_and_removed(
    sample_app: FastAPI, sample: AsyncEngine
) -> None:
    async with reader_of(sample_app) as browser:
        wrong = await browser.post("/feeds/add", data={"url": "ftp://x"})
        assert re.search(r'name="url"[^>]*aria-invalid="true"', wrong.text)
        url = "https://new.example/feed.xml"
        added = await browser.post("/feeds/add", data={"url": url, "publisher": "new"})
        assert added.status_code == 303
        [change] = await Store(sample).changes.all()
        assert change.body is not None
        assert change.body["url"] == url
        broken = await browser.post("/feeds/opml", data={"opml": "no xml"})
        assert broken.status_code in (303, 422)
        assert (await browser.post("/feeds/none/poll")).status_code == 404
        assert (await browser.post("/feeds/none/nonsense")).status_code == 404
        assert (await browser.get("/api/v1/opml")).status_code == 200


async def test_a_dead_letter_is_not_retried_without_kafka(
    sample_app: FastAPI, sample: AsyncEngine
) -> None:
    [first, _] = await Store(sample).rejections.find()
    async with reader_of(sample_app) as browser:
        answer = await browser.post(f"/rejected/{first.id}/retry")
        assert answer.status_code == 503
        assert "MONITOR_KAFKA" in answer.text


async def test_a_hit_is_marked_inside_of_its_sentence(
    sample_app: FastAPI, sample: AsyncEngine
) -> None:
    del sample
    async with reader_of(sample_app) as browser:
        html = (await browser.get("/search?q=convoy")).text
        quoted = re.search(r'<q class="quoted">“We will strike every (.*?) that enters', html)
        assert quoted is not None
        assert quoted[1] == '<mark class="hit">convoy</mark>'


async def test_an_alert_stays_the_first_heading_of_its_own_page(
    sample_app: FastAPI, sample: AsyncEngine
) -> None:
    [alert] = (await Store(sample).alerts.find(AlertFilter(), limit=1)).items
    async with reader_of(sample_app) as browser:
        for current, heading in ((f"/alerts/{alert.id}", "<h1"), ("/alerts?q=x", "<h2")):
            part = {"HX-Request": "true", "HX-Current-URL": f"http://monitor{current}"}
            html_ = (await browser.get(f"/alerts/{alert.id}", headers=part)).text
            assert f'{heading} class="title"' in html_
