"""Behaviours 1 to 11 of polling, by the numbers of docs/explanation/polling.md."""

import asyncio
import gzip
from datetime import timedelta

import msgspec
import pytest

from monitor.feeds.parse import parse_feed
from monitor.feeds.schedule import (
    LONGEST_WAIT,
    first_due_at,
    stable_share,
)
from monitor.feeds.transition import MOVED_AFTER, UNCONDITIONAL_EVERY, new_state
from monitor.feeds.values import Feed
from monitor.flow.poll_feed import poll_feed
from monitor.flow.ports import FETCH_ERRORS, Fetched, PollPorts
from monitor.http.fetcher import FetchLimits, HttpFetcher, next_hop
from monitor.records.errors import FetchError
from monitor.records.retry_after import LONGEST_RETRY_AFTER, parse_retry_after
from tests.fakes import DirectParser, FakePages
from tests.polling.polls import NOW, Ask, in_turn
from tests.polling.server import Request, Server, always, cut_off, drip, gzipped, response, rss
from tests.waiting import until


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
    assert server.requests[1].headers["if-none-match"] == 'W/"a  b"'
    assert server.requests[1].headers["if-modified-since"] == "yesterday, perhaps"
    assert (second.state.failures, second.state.etag) == (0, '"new"')
    third = await ask("/f", second.state)
    assert (third.state.etag, third.state.last_modified) == (None, None)


async def test_02_validators_come_with_the_state_that_is_stored_after_the_articles(
    server: Server, ask: Ask
) -> None:
    server.answers["/f"] = in_turn(
        response(200, rss("1"), etag='"1"'), response(200, b"<html>gone</html>", etag='"2"')
    )
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
    assert "if-none-match" not in server.requests[-1].headers
    assert (await ask("/e")).state.etag is None


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("Sun, 01 Mar 2026 12:10:00 GMT", 600),
        ("soon", None),
        ("99999999", 86400),
        ("-5", None),
    ],
)
async def test_04_retry_after_is_a_floor_of_at_most_a_day_and_rubbish_is_ignored(
    server: Server, ask: Ask, value: str, seconds: int | None
) -> None:
    wait = parse_retry_after(value, NOW)
    assert wait == (None if seconds is None else timedelta(seconds=seconds))
    server.answers["/f"] = always(429, retry_after="7200")
    polled = await ask("/f", interval=timedelta(minutes=5))
    assert polled.state.error == "rate_limited"
    assert polled.retry_after == timedelta(hours=2)
    assert polled.state.next_due_at is not None
    assert timedelta(hours=2) <= polled.state.next_due_at - NOW <= LONGEST_RETRY_AFTER


async def test_05_a_permanent_move_is_followed_and_kept_only_when_it_holds(
    server: Server, ask: Ask
) -> None:
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
    assert "moved permanently" in str(after.state.notice)
    assert (await ask("/odd")).state.moved_to is None
    server.answers["/new"] = always(500)
    for _ in range(2):
        state = (await ask("/old", state)).state
    assert state.moved_url is None  # given up for the configured address


async def test_05_loops_too_many_hops_and_downgrades_are_errors_of_their_own(
    server: Server, ask: Ask
) -> None:
    server.answers["/loop"] = always(301, location="/loop2")
    server.answers["/loop2"] = always(301, location="/loop")
    for hop in range(8):
        server.answers[f"/hop{hop}"] = always(302, location=f"/hop{hop + 1}")
    assert (await ask("/loop")).state.error == "redirect_loop"
    assert (await ask("/hop0")).state.error == "too_many_redirects"

    with pytest.raises(FetchError) as caught:
        next_hop("https://wire.example/rss", "http://wire.example/rss")
    assert caught.value.kind == "downgrade"


async def test_05_a_new_address_that_is_another_feed_s_is_reported_and_not_used(
    server: Server,
) -> None:
    server.answers["/old"] = always(301, location="/other")
    server.answers["/other"] = always(200, rss("1"))
    fetcher = HttpFetcher(contact="x", allow_hosts=("127.0.0.1",))
    feed = Feed(url=f"{server.origin}/old", full_text=False)
    state = new_state(feed, NOW)
    for _ in range(MOVED_AFTER + 1):
        polled = await poll_feed(
            feed,
            state,
            ports=PollPorts(fetcher=fetcher, parser=DirectParser(), pages=FakePages()),
            now=NOW,
            is_other_feed=lambda _: True,
        )
        state = polled.state
    await fetcher.aclose()
    assert state.moved_url is None
    assert "another configured feed" in str(state.notice)


async def test_06_gone_mutes_missing_slows_down_and_success_resets(
    server: Server, ask: Ask
) -> None:
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


async def test_07_errors_have_classes(server: Server, ask: Ask) -> None:
    server.answers.update(
        {
            "/500": always(503), "/403": always(403), "/429": always(429),
            "/cf": always(403, cf_mitigated="challenge"),
            "/410": always(410), "/html": always(200, b"<html><body>Hi</body></html>"),
            "/cut": cut_off(rss("1")),
            "/slow": drip(rss("1"), 0.1), "/headers": always(200, b"", transfer_encoding="gzip"),
            "/xml": always(200, b"<rss version='2.0'><channel>" + b"<!ENTITY a 'b'>" * 100),
            "/gz": always(200, gzip.compress(rss("1"))[:-20], content_encoding="gzip"),
        }
    )  # fmt: skip
    wanted = {
        "/500": "http_5xx", "/403": "http_4xx", "/none": "http_4xx", "/cf": "challenge",
        "/429": "rate_limited", "/410": "gone",
        "/html": "not_a_feed", "/cut": "incomplete", "/slow": "total_timeout",
        "/headers": "bad_headers", "/xml": "parse",
        "/gz": "incomplete",
    }  # fmt: skip
    limits = {"/slow": FetchLimits(total_s=1.0)}
    outcomes = {path: (await ask(path, limits=limits.get(path))).state.error for path in wanted}
    assert outcomes == wanted
    fetcher = HttpFetcher(contact="x")
    for url, kind in {
        "http://10.0.0.1/rss": "blocked_address", "ftp://wire.example/rss": "bad_url",
        "http://wire.invalid/rss": "dns",
        f"{server.origin}/f": "blocked_address",
    }.items():  # fmt: skip
        with pytest.raises(FetchError) as caught:
            await fetcher.fetch(url, {})
        assert caught.value.kind == kind
    await fetcher.aclose()
    assert {*wanted.values(), "dns", "blocked_address", "bad_url"} <= set(FETCH_ERRORS)


async def test_08_the_interval_follows_the_news_and_wishes_are_clamped(
    server: Server, ask: Ask
) -> None:
    namespace = "http://purl.org/rss/1.0/modules/syndication/"
    period = f"<sy:updatePeriod xmlns:sy='{namespace}'>hourly</sy:updatePeriod>"
    hints = f"<ttl>90</ttl>{period}"
    server.answers["/quiet"] = always(200, rss("1"))
    server.answers["/busy"] = in_turn(
        *(response(200, rss(*map(str, range(n)))) for n in range(1, 15))
    )
    server.answers["/wish"] = in_turn(
        response(200, rss("1", head=hints)), response(304, cache_control="max-age=999999999")
    )
    given = {"interval": timedelta(minutes=5), "max_interval": timedelta(hours=1)}
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
        ("<ttl>90</ttl>", 5400), ("<ttl>-4</ttl>", None), ("<ttl>often</ttl>", None),
        ("<ttl></ttl>", None),
        ("<ttl>99999999</ttl>", 86400),
        ("<skipHours><hour>24</hour></skipHours>", None),
    ],
)  # fmt: skip
def test_08_nonsense_in_wishes_is_no_wish(head: str, seconds: int | None) -> None:
    hint = parse_feed(rss("1", head=head), "", "http://x.example/").hint
    assert hint == (None if seconds is None else timedelta(seconds=seconds))


def test_09_a_start_is_spread_and_the_spread_is_stable() -> None:
    due = [first_due_at(f"feed-{number}", timedelta(minutes=5), NOW) for number in range(1000)]
    assert due == [
        first_due_at(f"feed-{number}", timedelta(minutes=5), NOW) for number in range(1000)
    ]
    busiest = max(
        sum(1 for moment in due if int((moment - NOW).total_seconds()) == second)
        for second in range(31)
    )
    assert busiest < 70  # 1,000 over 30 seconds
    assert stable_share("a") == stable_share("a")


async def test_09_a_host_gets_two_requests_at_a_time_and_spaced(server: Server) -> None:

    async def slow(_: Request) -> bytes:
        await until(lambda: server.most_in_flight["/f"] == 2)  # no pair waits for a third request
        await asyncio.sleep(0.05)
        return response(200, rss("1"))

    server.answers["/f"] = slow

    class Polite(HttpFetcher):
        """Takes loopback for a stranger's host."""

        async def fetch(
            self, url: str, headers: dict[str, str], *, verify_tls: bool = True
        ) -> Fetched:
            self._allowed, allowed = (), self._allowed
            try:
                return await super().fetch(url, headers, verify_tls=verify_tls)
            finally:
                self._allowed = allowed

    fetcher = Polite(contact="x", allow_hosts=("127.0.0.1",), limits=FetchLimits(spacing_s=0.05))
    fetcher._client(True)  # made while loopback is allowed
    started = asyncio.get_running_loop().time()
    await asyncio.gather(*(fetcher.fetch(f"{server.origin}/f", {}) for _ in range(6)))
    await fetcher.aclose()
    assert server.most_in_flight["/f"] == 2
    assert asyncio.get_running_loop().time() - started > 0.25


async def test_10_a_slow_server_and_a_bomb_are_given_up_and_a_lie_about_gzip_gets_one_more_try(
    server: Server, ask: Ask
) -> None:
    quick, tight = FetchLimits(total_s=1.0), FetchLimits(most_bytes=1_000_000)
    bomb = gzip.compress(b"<rss>" + b" " * 20_000_000)

    async def liar(request: Request) -> bytes:
        if request.headers.get("accept-encoding") == "identity":
            return response(200, rss("1"))
        return response(200, rss("1"), content_encoding="gzip")

    server.answers.update(
        {
            "/slow": drip(rss("1"), 0.05),
            "/bomb": always(200, bomb, content_encoding="gzip"),
            "/liar": liar,
        }
    )
    server.answers["/twice"] = always(200, gzipped(gzipped(rss("1"))), content_encoding="gzip")
    assert (await ask("/slow", limits=quick)).state.error == "total_timeout"
    assert (await ask("/bomb", limits=tight)).state.error == "too_large"
    assert len((await ask("/liar")).articles) == 1
    assert len((await ask("/twice")).articles) == 1


async def test_11_a_truncated_body_is_incomplete_and_keeps_the_old_validators(
    server: Server, ask: Ask
) -> None:
    server.answers["/f"] = always(200, rss("1"), etag='"1"')
    first = await ask("/f")
    server.answers["/f"] = cut_off(rss("1", "2"))
    cut = await ask("/f", first.state)
    assert (cut.state.error, cut.state.etag, cut.articles) == ("incomplete", '"1"', ())
