"""The behaviours of polling, one by one, numbered as in the list that the project was given; `docs/polling.md` tells them."""

import asyncio
import gzip
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.alerts.feed_troubles import find_troubles
from monitor.deliveries import AlertFilter
from monitor.feed_watch import FeedWatch
from monitor.feeds.parse import parse_feed
from monitor.feeds.schedule import LONGEST_RETRY_AFTER, LONGEST_WAIT, first_due_at, parse_retry_after, stable_share
from monitor.feeds.values import Feed, FeedError, feed_id
from monitor.flow import read_article
from monitor.flow.poll_feed import MOVED_AFTER, UNCONDITIONAL_EVERY, Polled, new_state, poll_feed
from monitor.flow.ports import FETCH_ERRORS, FetchError
from monitor.http import fetcher as fetching
from monitor.http.fetcher import HttpFetcher
from monitor.http.guard import is_public
from monitor.http.pages import WebPages
from monitor.records import FeedState
from monitor.store import Archive, Queries
from tests.builders import INDEX, an_article
from tests.fakes import DirectParser, FakePages
from tests.polling.server import Answer, Request, Server, always, cut_off, drip, gzipped, response, rss, running

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
PAGE = (
    "<html><head><title>Bridge</title></head><body><nav>Home About</nav><article><h1>Bridge</h1>"
    + "<p>The council said the bridge would open on Monday after a year of work on both of its towers.</p>" * 3
    + "<blockquote>We waited long enough for this bridge, and so did everybody in town.</blockquote>"
    + "<ul><li>Tolls end in May, the council said.</li></ul></article></body></html>"
)

Ask = Callable[..., Awaitable[Polled]]


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """A server on loopback."""
    async with running(Server()) as server:
        yield server


@pytest.fixture
async def ask(server: Server) -> AsyncIterator[Ask]:
    """Polls a path of the server as the poller does, with the state of the poll before."""
    fetcher = HttpFetcher(contact="https://example.org/contact", allow_hosts=("127.0.0.1",))

    async def poll(path: str, state: FeedState | None = None, *, now: datetime = NOW, **given: object) -> Polled:
        url = server.origin + path
        feed = Feed(**{"id": feed_id(url), "url": url, "full_text": False, **given})  # type: ignore[arg-type]
        return await poll_feed(
            feed,
            state or new_state(feed, now),
            fetcher=fetcher,
            parser=DirectParser(),
            pages=WebPages(fetcher) if given.get("full_text") else FakePages(),
            now=now,
        )

    yield poll
    await fetcher.aclose()


def in_turn(*answers: bytes) -> Answer:
    """Return an answer that gives each of these once, then the last for ever."""
    waiting = list(answers)

    async def answer(_: Request) -> bytes:
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]

    return answer


async def test_01_validators_are_kept_byte_for_byte_and_replaced_by_what_the_answer_carries(
    server: Server, ask: Ask
) -> None:
    server.answers["/f"] = in_turn(
        response(200, rss("1"), etag='W/"a  b"', last_modified="yesterday, perhaps"),
        response(304, etag='"new"'),
        response(200, rss("1", "2")),
    )
    first = await ask("/f")
    second = await ask("/f", first.state)
    assert server.asked[1].headers["if-none-match"] == 'W/"a  b"'
    assert server.asked[1].headers["if-modified-since"] == "yesterday, perhaps"
    assert (second.state.failures, second.state.etag) == (0, '"new"')
    third = await ask("/f", second.state)
    assert (third.state.etag, third.state.last_modified) == (None, None)


async def test_02_validators_come_with_the_state_that_is_stored_after_the_articles(server: Server, ask: Ask) -> None:
    server.answers["/f"] = in_turn(response(200, rss("1"), etag='"1"'), response(200, b"<html>gone</html>", etag='"2"'))
    first = await ask("/f")
    assert (len(first.articles), first.state.etag) == (
        1,
        '"1"',
    )  # both in one outcome: the poller stores the state last
    broken = await ask("/f", first.state)
    assert (broken.state.error, broken.state.etag) == ("not_a_feed", '"1"')


async def test_03_an_unchanged_body_is_not_parsed_and_validators_are_left_out_now_and_then(
    server: Server, ask: Ask
) -> None:
    server.answers["/f"] = always(200, rss("1"), etag='"1"')
    server.answers["/e"] = always(200, rss("1"), etag='"1"', expires="0")
    first = await ask("/f")
    again = await ask("/f", first.state)
    assert (again.articles, again.state.body_hash) == ((), first.state.body_hash)
    await ask("/f", msgspec.structs.replace(first.state, polls=UNCONDITIONAL_EVERY - 1))
    assert "if-none-match" not in server.asked[-1].headers
    assert (await ask("/e")).state.etag is None


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("120", 120), ("0", 0), ("Sun, 01 Mar 2026 12:10:00 GMT", 600), ("soon", None), ("99999999", 86400), ("-5", None)],
)
async def test_04_retry_after_is_a_floor_of_at_most_a_day_and_rubbish_is_ignored(
    server: Server, ask: Ask, value: str, seconds: int | None
) -> None:
    found = parse_retry_after(value, NOW)
    assert found == (None if seconds is None else timedelta(seconds=seconds))
    server.answers["/f"] = always(429, retry_after="7200")
    polled = await ask("/f", interval=timedelta(minutes=5))
    assert polled.state.error == "rate_limited"
    assert polled.retry_after == timedelta(hours=2)
    assert polled.state.next_due_at is not None
    assert timedelta(hours=2) <= polled.state.next_due_at - NOW <= LONGEST_RETRY_AFTER


async def test_05_a_permanent_move_is_followed_and_kept_only_when_it_holds(server: Server, ask: Ask) -> None:
    server.answers["/old"] = always(301, location="/newer")
    server.answers["/newer"] = always(308, location="/new")
    server.answers["/new"] = always(200, rss("1"))
    server.answers["/odd"] = always(302, location="/new")
    state = None
    for poll in range(1, MOVED_AFTER + 1):
        polled = await ask("/old", state)
        state = polled.state
        assert (state.moved_url is not None) == (poll == MOVED_AFTER)
    assert state is not None
    assert state.moved_url == f"{server.origin}/new"
    before = server.hits["/old"]
    after = await ask("/old", state)
    assert server.hits["/old"] == before
    assert "moved for good" in str(after.state.notice)
    assert (await ask("/odd")).state.moved_to is None
    server.answers["/new"] = always(500)
    for _ in range(2):
        state = (await ask("/old", state)).state
    assert state.moved_url is None  # given up for the configured address


async def test_05_loops_too_many_hops_and_downgrades_are_errors_of_their_own(server: Server, ask: Ask) -> None:
    server.answers["/loop"] = always(301, location="/loop2")
    server.answers["/loop2"] = always(301, location="/loop")
    for hop in range(8):
        server.answers[f"/hop{hop}"] = always(302, location=f"/hop{hop + 1}")
    assert (await ask("/loop")).state.error == "redirect_loop"
    assert (await ask("/hop0")).state.error == "too_many_redirects"

    class Downgrading(HttpFetcher):
        async def _fetch(self, url: str, headers: dict[str, str], verify_tls: bool) -> tuple[int, str]:
            return 301, "http://wire.example/rss"

    with pytest.raises(FetchError) as caught:
        await Downgrading(contact="x").fetch("https://wire.example/rss", {})
    assert caught.value.kind == "downgrade"


async def test_05_a_new_address_that_is_another_feed_s_is_told_and_not_taken(server: Server) -> None:
    server.answers["/old"] = always(301, location="/other")
    server.answers["/other"] = always(200, rss("1"))
    fetcher = HttpFetcher(contact="x", allow_hosts=("127.0.0.1",))
    feed = Feed(id="f", url=f"{server.origin}/old", full_text=False)
    state = new_state(feed, NOW)
    for _ in range(MOVED_AFTER + 1):
        polled = await poll_feed(
            feed, state, fetcher=fetcher, parser=DirectParser(), pages=FakePages(), now=NOW, is_another=lambda _: True
        )
        state = polled.state
    await fetcher.aclose()
    assert state.moved_url is None
    assert "another feed" in str(state.notice)


async def test_06_gone_mutes_missing_slows_down_and_success_resets(server: Server, ask: Ask) -> None:
    server.answers["/gone"] = always(410)
    server.answers["/f"] = in_turn(response(404), response(404), response(200, rss("1")))
    gone = await ask("/gone")
    assert (gone.state.muted, gone.state.error) == (True, "gone")
    waits, state = [], None
    for _ in range(2):
        state = (await ask("/f", state)).state
        assert state.next_due_at is not None
        waits.append(state.next_due_at - NOW)
    assert state is not None
    assert waits[0] < waits[1] <= LONGEST_WAIT
    well = await ask("/f", state)
    assert (well.state.failures, well.state.error, well.state.muted) == (0, None, False)


async def test_07_errors_have_classes(server: Server, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "TOTAL", 1.0)
    server.answers.update(
        {
            "/500": always(503), "/403": always(403), "/cf": always(403, cf_mitigated="challenge"), "/429": always(429),
            "/410": always(410), "/html": always(200, b"<html><body>Hi</body></html>"), "/cut": cut_off(rss("1")),
            "/slow": drip(rss("1"), 0.1), "/headers": always(200, b"", bad="a\r\nno header"),
            "/xml": always(200, b"<rss version='2.0'><channel>" + b"<!ENTITY a 'b'>" * 100),
            "/gz": always(200, gzip.compress(rss("1"))[:-20], content_encoding="gzip"),
        }
    )  # fmt: skip
    wanted = {
        "/500": "http_5xx", "/403": "http_4xx", "/none": "http_4xx", "/cf": "challenge", "/429": "rate_limited", "/410": "gone",
        "/html": "not_a_feed", "/cut": "incomplete", "/slow": "total_timeout", "/headers": "bad_headers", "/xml": "parse",
        "/gz": "incomplete",
    }  # fmt: skip
    found = {path: (await ask(path)).state.error for path in wanted}
    assert found == wanted
    fetcher = HttpFetcher(contact="x")
    for url, kind in {
        "http://10.0.0.1/rss": "blocked_address", "ftp://wire.example/rss": "bad_url", "http://wire.invalid/rss": "dns",
        f"{server.origin}/f": "blocked_address",
    }.items():  # fmt: skip
        with pytest.raises(FetchError) as caught:
            await fetcher.fetch(url, {})
        assert caught.value.kind == kind
    await fetcher.aclose()
    assert {*wanted.values(), "dns", "blocked_address", "bad_url"} <= set(FETCH_ERRORS)


async def test_08_the_interval_follows_the_news_and_wishes_are_clamped(server: Server, ask: Ask) -> None:
    hints = (
        "<ttl>90</ttl><sy:updatePeriod xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'>hourly</sy:updatePeriod>"
    )
    server.answers["/quiet"] = always(200, rss("1"))
    server.answers["/busy"] = in_turn(*(response(200, rss(*map(str, range(n)))) for n in range(1, 15)))
    server.answers["/wish"] = in_turn(
        response(200, rss("1", head=hints)), response(304, cache_control="max-age=999999999")
    )
    given = {"interval": timedelta(minutes=5), "longest": timedelta(hours=1)}
    quiet = busy = None
    intervals = []
    for _ in range(14):
        quiet = (await ask("/quiet", quiet, **given)).state
        busy = (await ask("/busy", busy, **given)).state
        intervals.append(quiet.interval_s)
    assert intervals == sorted(intervals)
    assert (intervals[0], intervals[-1]) == (300.0, 3600.0)
    assert busy is not None
    assert busy.interval_s == 300.0
    wish = (await ask("/wish", **given)).state
    assert (wish.hint_s, wish.interval_s) == (5400.0, 300.0)  # it brought news
    wish = (await ask("/wish", wish, **given)).state
    assert (wish.hint_s, wish.interval_s) == (86400.0, 3600.0)
    own = (await ask("/wish", wish, interval=timedelta(minutes=2))).state
    assert own.interval_s == 120.0  # an interval of its own is kept


@pytest.mark.parametrize(
    ("head", "seconds"),
    [
        ("<ttl>90</ttl>", 5400), ("<ttl>-4</ttl>", None), ("<ttl>often</ttl>", None), ("<ttl>99999999</ttl>", 86400), ("<ttl></ttl>", None),
        ("<skipHours><hour>24</hour></skipHours>", None),
    ],
)  # fmt: skip
def test_08_nonsense_in_wishes_is_no_wish(head: str, seconds: int | None) -> None:
    hint = parse_feed(rss("1", head=head), "", "http://x.example/").hint
    assert hint == (None if seconds is None else timedelta(seconds=seconds))


def test_09_a_start_is_spread_and_the_spread_is_stable() -> None:
    due = [first_due_at(f"feed-{number}", timedelta(minutes=5), NOW) for number in range(1000)]
    assert due == [first_due_at(f"feed-{number}", timedelta(minutes=5), NOW) for number in range(1000)]
    busiest = max(sum(1 for moment in due if int((moment - NOW).total_seconds()) == second) for second in range(31))
    assert busiest < 70  # 1,000 over 30 seconds
    assert stable_share("a") == stable_share("a")


async def test_09_a_host_gets_two_requests_at_a_time_and_spaced(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "SPACING", 0.05)

    async def slow(_: Request) -> bytes:
        await asyncio.sleep(0.2)
        return response(200, rss("1"))

    server.answers["/f"] = slow

    class Polite(HttpFetcher):
        """Takes loopback for a stranger's host."""

        async def fetch(self, url: str, headers: dict[str, str], *, verify_tls: bool = True) -> object:  # type: ignore[override]
            self._allowed, allowed = (), self._allowed
            try:
                return await super().fetch(url, headers, verify_tls=verify_tls)
            finally:
                self._allowed = allowed

    fetcher = Polite(contact="x", allow_hosts=("127.0.0.1",))
    fetcher._client(True)  # made while loopback is allowed
    started = asyncio.get_running_loop().time()
    await asyncio.gather(*(fetcher.fetch(f"{server.origin}/f", {}) for _ in range(6)))
    await fetcher.aclose()
    assert server.most_at_once["/f"] == 2
    assert asyncio.get_running_loop().time() - started > 0.25


async def test_10_a_slow_server_and_a_bomb_are_given_up_and_a_lie_about_gzip_gets_one_more_try(
    server: Server, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "TOTAL", 1.0)
    monkeypatch.setattr(fetching, "MOST_BYTES", 1_000_000)
    bomb = gzip.compress(b"<rss>" + b" " * 20_000_000)

    async def liar(request: Request) -> bytes:
        if request.headers.get("accept-encoding") == "identity":
            return response(200, rss("1"))
        return response(200, rss("1"), content_encoding="gzip")

    server.answers.update(
        {"/slow": drip(rss("1"), 0.05), "/bomb": always(200, bomb, content_encoding="gzip"), "/liar": liar}
    )
    server.answers["/twice"] = always(200, gzipped(gzipped(rss("1"))), content_encoding="gzip")
    assert (await ask("/slow")).state.error == "total_timeout"
    assert (await ask("/bomb")).state.error == "too_large"
    assert len((await ask("/liar")).articles) == 1
    assert len((await ask("/twice")).articles) == 1


async def test_11_a_truncated_body_is_incomplete_and_keeps_the_old_validators(server: Server, ask: Ask) -> None:
    server.answers["/f"] = always(200, rss("1"), etag='"1"')
    first = await ask("/f")
    server.answers["/f"] = cut_off(rss("1", "2"))
    cut = await ask("/f", first.state)
    assert (cut.state.error, cut.state.etag, cut.articles) == ("incomplete", '"1"', ())


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "Größe"), ("windows-1256", "رئيس الوزراء"), ("koi8-r", "Министр заявил"), ("utf-16", "Größe"), ("big5", "總統"),
        ("euc-kr", "대통령"), ("gb18030", "镕"), ("windows-1252", "“Größe”"),
    ],
)  # fmt: skip
def test_12_every_character_set_is_read_right(encoding: str, text: str) -> None:
    named = "gb2312" if encoding == "gb18030" else encoding
    declared = f"<?xml version='1.0' encoding='{named}'?><rss version='2.0'><channel><item><title>{text}</title></item></channel></rss>"
    assert parse_feed(declared.encode(encoding), "", "http://x.example/").entries[0].title == text
    bare = declared.partition("?>")[2].encode(encoding)
    assert parse_feed(bare, f"text/xml; charset={named}", "http://x.example/").entries[0].title == text


def test_12_one_stray_byte_does_not_turn_a_feed_into_another_character_set() -> None:
    body = rss(*(f"Größe {number} ☺" for number in range(200))).replace(b"Story", b"Story \xe9", 1)
    entries = parse_feed(body, "", "http://x.example/").entries
    assert entries[1].title == "Story Größe 1 ☺"


def test_13_malformed_xml_recovers_and_a_page_names_the_feeds_that_it_offers() -> None:
    broken = rss("1", "2").replace(b"Story 1", b"Story & <b 1")
    assert len(parse_feed(broken, "image/png", "http://x.example/").entries) == 2
    page = b"<!doctype html><html><link rel=alternate type='application/rss+xml' href='/feed.xml'></html>"
    with pytest.raises(FeedError) as caught:
        parse_feed(page, "application/rss+xml", "http://x.example/")
    assert caught.value.kind == "not_a_feed"
    assert "http://x.example/feed.xml" in caught.value.detail


def test_14_entity_bombs_and_endless_feeds_are_refused_or_cut() -> None:
    bomb = b"<?xml version='1.0'?><!DOCTYPE x [" + b"<!ENTITY a 'aaaaaaaaaa'>" * 100 + b"]>" + rss("1")
    with pytest.raises(FeedError):
        parse_feed(bomb, "", "http://x.example/")
    document = parse_feed(rss(*map(str, range(3000))), "", "http://x.example/")
    assert (len(document.entries), document.left_out) == (2000, 1000)
    local = b"<?xml version='1.0'?><!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>" + rss("1").partition(b"?>")[
        2
    ].replace(b"Story 1", b"&x;")
    assert "root:" not in parse_feed(local, "", "http://x.example/").entries[0].title


async def test_15_an_article_stays_itself_whatever_its_address_looks_like(server: Server, ask: Ask) -> None:
    def feed(*items: str) -> bytes:
        return f"<rss version='2.0'><channel>{''.join(items)}</channel></rss>".encode()

    one = "<item><link>http://www.wire.example/a/?utm_source=x</link><title>A</title></item>"
    other = "<item><link>https://wire.example/a</link><title>A</title></item>"
    server.answers["/f"] = in_turn(response(200, feed(one)), response(200, feed(other) + b" "))
    first = await ask("/f")
    assert (await ask("/f", first.state)).articles == ()
    same = [f"<item><guid>x</guid><link>https://wire.example/{n}</link><title>{n}</title></item>" for n in range(4)]
    server.answers["/same"] = always(200, feed(*same))
    assert len({article.id for article in (await ask("/same")).articles}) == 4
    bare = ["<item><title>Rain</title></item>", "<item><title>Sun</title></item>"]
    server.answers["/bare"] = always(200, feed(*bare))
    assert len((await ask("/bare")).articles) == 2


async def test_16_a_site_that_changes_all_its_guids_alerts_nobody(server: Server, ask: Ask) -> None:
    old = "Mon, 02 Feb 2026 11:00:00 GMT"
    server.answers["/f"] = in_turn(
        response(200, rss(*map(str, range(20)), date=old)), response(200, rss(*(f"n{n}" for n in range(20)), date=old))
    )
    first = await ask("/f")
    changed = await ask("/f", first.state)
    assert len(changed.articles) == 20
    assert all("backfill" in article.flags for article in changed.articles)


async def test_17_an_edited_entry_comes_again_under_its_id(server: Server, ask: Ask) -> None:
    server.answers["/f"] = in_turn(response(200, rss("1")), response(200, rss("1", text="Corrected. " * 9)))
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
        "10.1.2.3", "192.168.1.1", "127.0.0.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "0.0.0.0", "::1", "fe80::1", "fc00::1",
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
    fetcher = HttpFetcher(contact="https://example.org/contact", allow_hosts=("127.0.0.1", "localhost"))
    url = f"{server.origin.replace('http://', 'http://user:hunter2@')}/f"
    server.answers["/f"] = always(302, location=f"{server.origin.replace('127.0.0.1', 'localhost')}/g")
    server.answers["/g"] = always(200, rss("1"))
    feed = Feed(id="f", url=url, full_text=False)
    polled = await poll_feed(
        feed, new_state(feed, NOW), fetcher=fetcher, parser=DirectParser(), pages=FakePages(), now=NOW
    )
    await fetcher.aclose()
    assert server.asked[0].headers["authorization"].startswith("Basic ")
    assert "authorization" not in server.asked[1].headers
    assert "news-monitor/" in server.asked[0].headers["user-agent"]
    assert "https://example.org/contact" in server.asked[0].headers["user-agent"]
    told = msgspec.json.encode(polled.state).decode() + "".join(map(repr, polled.articles))
    assert "hunter2" not in told + caplog.text


async def test_21_a_summary_s_page_is_read_and_a_forbidden_or_failed_one_leaves_the_summary(
    server: Server, ask: Ask
) -> None:
    entry = f"<item><guid>1</guid><link>{server.origin}/page</link><title>Bridge</title><description>Soon.</description></item>"
    server.answers["/f"] = always(200, f"<rss version='2.0'><channel>{entry}</channel></rss>".encode())
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
    entry = f"<item><guid>1</guid><link>{server.origin}/page</link><title>Bridge</title><description>Soon.</description></item>"
    server.answers["/f"] = always(200, f"<rss version='2.0'><channel>{entry}</channel></rss>".encode())
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
        ({"error": "dns", "failures": 5, "last_success_at": NOW - timedelta(hours=2)}, "feed-failing"),
        ({"error": "dns", "failures": 4, "last_success_at": NOW - timedelta(hours=2)}, None),
        ({"error": "dns", "failures": 9, "last_success_at": NOW - timedelta(minutes=5)}, None),
        ({"error": "gone", "failures": 1, "muted": True, "last_success_at": NOW}, "feed-failing"),
    ],
)
def test_22_silence_and_failure_are_told_when_they_last(changes: dict[str, object], trouble: str | None) -> None:
    state = msgspec.structs.replace(new_state(Feed(id="f", url="https://wire.example/rss"), NOW), **changes)
    assert [found.trouble for found in find_troubles([state], NOW)] == ([trouble] if trouble else [])


async def test_22_an_alert_names_the_actors_that_the_feed_used_to_cover_and_comes_once(engine: AsyncEngine) -> None:
    archive, queries = Archive(engine), Queries(engine)
    for number, times in enumerate((1, 3)):
        for time in range(times):
            text = f"Bridge\n\nAnna Berg said that bridge {number} would open {time} times."
            article = an_article(id=f"a{number}{time}", feed="f", text=text, seen_at=NOW)
            await archive.store([read_article(article, INDEX)])
    state = msgspec.structs.replace(
        new_state(Feed(id="f", url="https://wire.example/rss", name="Wire"), NOW),
        last_new_at=NOW - timedelta(days=3), gap_s=3600.0, polls=9,
    )  # fmt: skip
    await archive.store([state])
    watch = FeedWatch(queries, archive, lambda: INDEX)
    assert [await watch.look(NOW), await watch.look(NOW)] == [1, 0]
    assert await FeedWatch(queries, archive, lambda: INDEX).look(NOW) == 0  # another process
    [alert] = (await queries.find_alerts(AlertFilter(rules=("feed-silent",)), limit=5)).items
    assert alert.kind == "feed"
    assert (
        alert.statement.text
        == "Wire brought nothing new for 3 days; usually it does every 1 h. It used to cover Anna Berg."
    )
