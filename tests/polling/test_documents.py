"""Behaviours 12 to 22 of polling, by the numbers of docs/explanation/polling.md."""

import logging
from datetime import timedelta

import msgspec
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.alerts.feed_troubles import find_troubles
from monitor.deliveries import AlertFilter
from monitor.feeds.parse import parse_feed
from monitor.feeds.transition import new_state
from monitor.feeds.values import Feed, feed_id
from monitor.flow.poll_feed import poll_feed
from monitor.flow.ports import PollPorts
from monitor.flow.read_article import read_article
from monitor.http.fetcher import HttpFetcher
from monitor.records.errors import FeedError, FetchError
from monitor.records.public_addresses import is_public
from monitor.services.feed_watch import FeedWatch
from monitor.store import Archive, Store
from tests.builders import INDEX, an_article
from tests.fakes import DirectParser, FakePages
from tests.polling.polls import NOW, Ask, in_turn
from tests.polling.server import Server, always, response, rss

PAGE = (
    "<html><head><title>Bridge</title></head><body><nav>Home About</nav><article><h1>Bridge</h1>"
    + "<p>The council said the bridge would open on Monday after a year of work on its towers.</p>"
    * 3
    + "<blockquote>We waited long enough for this bridge, and so did the whole town.</blockquote>"
    + "<ul><li>Tolls end in May, the council said.</li></ul></article></body></html>"
)


def a_summary(link: str) -> bytes:
    """Return a feed of one entry that only summarises its page."""
    entry = (
        f"<item><guid>1</guid><link>{link}</link><title>Bridge</title>"
        "<description>Soon.</description></item>"
    )
    return f"<rss version='2.0'><channel>{entry}</channel></rss>".encode()


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "Größe"), ("windows-1256", "رئيس الوزراء"), ("koi8-r", "Министр заявил"),
        ("utf-16", "Größe"), ("big5", "總統"),
        ("euc-kr", "대통령"), ("gb18030", "镕"), ("windows-1252", "“Größe”"),
    ],
)  # fmt: skip
def test_12_every_character_set_is_read_right(encoding: str, text: str) -> None:
    named = "gb2312" if encoding == "gb18030" else encoding
    item = f"<item><title>{text}</title></item>"
    prolog = f"<?xml version='1.0' encoding='{named}'?>"
    declared = f"{prolog}<rss version='2.0'><channel>{item}</channel></rss>"
    assert parse_feed(declared.encode(encoding), "", "http://x.example/").entries[0].title == text
    bare = declared.partition("?>")[2].encode(encoding)
    assert (
        parse_feed(bare, f"text/xml; charset={named}", "http://x.example/").entries[0].title == text
    )


def test_12_one_stray_byte_does_not_turn_a_feed_into_another_character_set() -> None:
    body = rss(*(f"Größe {number} ☺" for number in range(200))).replace(b"Story", b"Story \xe9", 1)
    entries = parse_feed(body, "", "http://x.example/").entries
    assert entries[1].title == "Story Größe 1 ☺"


def test_13_malformed_xml_recovers_and_a_page_names_the_feeds_that_it_offers() -> None:
    broken = rss("1", "2").replace(b"Story 1", b"Story & <b 1")
    assert len(parse_feed(broken, "image/png", "http://x.example/").entries) == 2
    link = b"<link rel=alternate type='application/rss+xml' href='/feed.xml'>"
    page = b"<!doctype html><html>" + link + b"</html>"
    with pytest.raises(FeedError) as caught:
        parse_feed(page, "application/rss+xml", "http://x.example/")
    assert caught.value.kind == "not_a_feed"
    assert "http://x.example/feed.xml" in caught.value.detail


def test_14_entity_bombs_and_endless_feeds_are_refused_or_cut() -> None:
    bomb = (
        b"<?xml version='1.0'?><!DOCTYPE x [" + b"<!ENTITY a 'aaaaaaaaaa'>" * 100 + b"]>" + rss("1")
    )
    with pytest.raises(FeedError):
        parse_feed(bomb, "", "http://x.example/")
    document = parse_feed(rss(*map(str, range(3000))), "", "http://x.example/")
    assert (len(document.entries), document.left_out) == (2000, 1000)
    local = b"<?xml version='1.0'?><!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>" + rss(
        "1"
    ).partition(b"?>")[2].replace(b"Story 1", b"&x;")
    assert "root:" not in parse_feed(local, "", "http://x.example/").entries[0].title


async def test_15_an_article_stays_itself_whatever_its_address_looks_like(
    server: Server, ask: Ask
) -> None:
    def feed(*items: str) -> bytes:
        return f"<rss version='2.0'><channel>{''.join(items)}</channel></rss>".encode()

    one = "<item><link>http://www.wire.example/a/?utm_source=x</link><title>A</title></item>"
    other = "<item><link>https://wire.example/a</link><title>A</title></item>"
    server.answers["/f"] = in_turn(response(200, feed(one)), response(200, feed(other) + b" "))
    first = await ask("/f")
    assert (await ask("/f", first.state)).articles == ()
    same = [
        f"<item><guid>x</guid><link>https://wire.example/{n}</link><title>{n}</title></item>"
        for n in range(4)
    ]
    server.answers["/same"] = always(200, feed(*same))
    assert len({article.id for article in (await ask("/same")).articles}) == 4
    bare = ["<item><title>Rain</title></item>", "<item><title>Sun</title></item>"]
    server.answers["/bare"] = always(200, feed(*bare))
    assert len((await ask("/bare")).articles) == 2


async def test_16_a_site_that_changes_all_its_guids_is_backfill(server: Server, ask: Ask) -> None:
    old = "Mon, 02 Feb 2026 11:00:00 GMT"
    server.answers["/f"] = in_turn(
        response(200, rss(*map(str, range(20)), date=old)),
        response(200, rss(*(f"n{n}" for n in range(20)), date=old)),
    )
    first = await ask("/f")
    changed = await ask("/f", first.state)
    assert len(changed.articles) == 20
    assert all("backfill" in article.flags for article in changed.articles)


async def test_17_an_edited_entry_comes_again_under_its_id(server: Server, ask: Ask) -> None:
    server.answers["/f"] = in_turn(
        response(200, rss("1")), response(200, rss("1", text="Corrected. " * 9))
    )
    first = await ask("/f")
    edited = await ask("/f", first.state)
    assert [(a.id, a.revision) for a in edited.articles] == [(first.articles[0].id, 2)]


@pytest.mark.parametrize(
    ("date", "published", "flag"),
    [
        ("Sun, 01 Mar 2026 11:00:00 GMT", "2026-03-01T11:00:00+00:00", None),
        ("Sun, 01 Mar 2026 12:04:00 GMT", "2026-03-01T12:04:00+00:00", None),
        ("Sun, 01 Mar 2026 12:06:00 GMT", None, "date_future"),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None, "date_missing"),
        ("٢٠٢٦-٠٣-٠١ ١١:٠٠", "2026-03-01T11:00:00+00:00", None),
        ("1404/12/10", None, "date_missing"),
        ("yesterday", None, "date_missing"),
        ("", None, "date_missing"),
    ],
)
async def test_18_no_article_is_lost_for_its_date(
    server: Server, ask: Ask, date: str, published: str | None, flag: str | None
) -> None:
    server.answers["/f"] = always(200, rss("1", "2", date=date))
    polled = await ask("/f")
    assert len(polled.articles) == 2
    article = polled.articles[0]
    assert (article.published_at.isoformat() if article.published_at else None) == published
    assert (flag in article.flags) if flag else not article.flags


@pytest.mark.parametrize(
    "address",
    [
        "10.1.2.3", "192.168.1.1", "127.0.0.1", "169.254.169.254", "100.64.0.1", "224.0.0.1",
        "0.0.0.0", "::1", "fe80::1", "fc00::1",
        "64:ff9b::a00:1", "2002:a00:1::", "2001:0:a00:1::", "::ffff:10.0.0.1", "::",
    ],
)  # fmt: skip
def test_19_private_addresses_are_refused(address: str) -> None:
    assert not is_public(address)


async def test_19_the_address_is_checked_at_every_hop(server: Server) -> None:
    fetcher = HttpFetcher(contact="x", allow_hosts=("localhost",))
    server.answers["/f"] = always(302, location="http://127.0.0.1:1/secret")
    with pytest.raises(FetchError) as caught:
        await fetcher.fetch(f"{server.origin.replace('127.0.0.1', 'localhost')}/f", {})
    await fetcher.aclose()
    assert caught.value.kind == "blocked_address"


async def test_20_credentials_go_into_a_header_and_nowhere_else(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    fetcher = HttpFetcher(
        contact="https://example.org/contact", allow_hosts=("127.0.0.1", "localhost")
    )
    url = f"{server.origin.replace('http://', 'http://user:hunter2@')}/f"
    server.answers["/f"] = always(
        302, location=f"{server.origin.replace('127.0.0.1', 'localhost')}/g"
    )
    server.answers["/g"] = always(200, rss("1"))
    feed = Feed(url=url, full_text=False)
    polled = await poll_feed(
        feed,
        new_state(feed, NOW),
        ports=PollPorts(fetcher=fetcher, parser=DirectParser(), pages=FakePages()),
        now=NOW,
    )
    await fetcher.aclose()
    assert server.requests[0].headers["authorization"].startswith("Basic ")
    assert "authorization" not in server.requests[1].headers
    assert "news-monitor/" in server.requests[0].headers["user-agent"]
    assert "https://example.org/contact" in server.requests[0].headers["user-agent"]
    records = msgspec.json.encode(polled.state).decode() + "".join(map(repr, polled.articles))
    assert "hunter2" not in records + caplog.text


async def test_21_a_summary_s_page_is_read_and_a_forbidden_or_failed_one_leaves_the_summary(
    server: Server, ask: Ask
) -> None:
    server.answers["/f"] = always(200, a_summary(f"{server.origin}/page"))
    server.answers["/page"] = always(200, PAGE.encode(), content_type="text/html")
    [whole] = (await ask("/f", full_text="auto")).articles
    assert "We waited long enough" in whole.text
    assert "Tolls end in May" in whole.text
    assert "Home About" not in whole.text
    server.answers["/page"] = always(402)
    [summary] = (await ask("/f", full_text="auto")).articles
    assert {"page_failed", "summary_only"} <= set(summary.flags)
    assert "Soon." in summary.text


async def test_21_robots_txt_is_respected(server: Server, ask: Ask) -> None:
    server.answers["/f"] = always(200, a_summary(f"{server.origin}/page"))
    server.answers["/page"] = always(200, PAGE.encode())
    server.answers["/robots.txt"] = always(200, b"User-agent: *\nDisallow: /page\n")
    [summary] = (await ask("/f", full_text="auto")).articles
    assert server.hits["/page"] == 0
    assert "page_failed" in summary.flags


@pytest.mark.parametrize(
    ("changes", "trouble"),
    [
        ({"last_new_at": NOW - timedelta(hours=11), "gap_s": 7200.0}, "feed-silent"),
        ({"last_new_at": NOW - timedelta(hours=9), "gap_s": 7200.0}, None),
        ({"last_new_at": NOW - timedelta(hours=5), "gap_s": 60.0}, None),
        ({"last_new_at": NOW - timedelta(days=9)}, None),
        (
            {"error": "dns", "failures": 5, "last_success_at": NOW - timedelta(hours=2)},
            "feed-failing",
        ),
        ({"error": "dns", "failures": 4, "last_success_at": NOW - timedelta(hours=2)}, None),
        ({"error": "dns", "failures": 9, "last_success_at": NOW - timedelta(minutes=5)}, None),
        ({"error": "gone", "failures": 1, "muted": True, "last_success_at": NOW}, "feed-failing"),
    ],
)
def test_22_absence_and_failure_are_reported_when_they_last(
    changes: dict[str, object], trouble: str | None
) -> None:
    state = msgspec.structs.replace(new_state(Feed(url="https://wire.example/rss"), NOW), **changes)
    assert [state_trouble.trouble for state_trouble in find_troubles([state], NOW)] == (
        [trouble] if trouble else []
    )


async def test_22_an_alert_names_the_actors_that_the_feed_used_to_cover_and_comes_once(
    engine: AsyncEngine,
) -> None:
    archive, store = Archive(engine), Store(engine)
    for number, times in enumerate((1, 3)):
        for time in range(times):
            text = f"Bridge\n\nAnna Berg said that bridge {number} would open {time} times."
            article = an_article(
                id=f"a{number}{time}",
                feed=feed_id("https://wire.example/rss"),
                text=text,
                seen_at=NOW,
            )
            await archive.store([read_article(article, INDEX)])
    state = msgspec.structs.replace(
        new_state(Feed(url="https://wire.example/rss", name="Wire"), NOW),
        last_new_at=NOW - timedelta(days=3), gap_s=3600.0, polls=9,
    )  # fmt: skip
    await archive.store([state])
    watch = FeedWatch(store, lambda: INDEX)
    assert [await watch.check(NOW), await watch.check(NOW)] == [1, 0]
    assert await FeedWatch(store, lambda: INDEX).check(NOW) == 0  # another process
    [alert] = (await store.alerts.find(AlertFilter(rules=("feed-silent",)), limit=5)).items
    assert alert.kind == "feed"
    assert (
        alert.statement.text == "Wire has published nothing for 3 days; its usual gap is 1 h. "
        "It used to cover Anna Berg."
    )
