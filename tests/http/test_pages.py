"""Article pages: robots.txt, failures, and time."""

import asyncio
from dataclasses import dataclass, field

import pytest

from monitor.articles.page import Page
from monitor.flow.ports import Fetched, NoPage, PageRequest
from monitor.http.pages import ROBOTS_BYTES, WebPages
from monitor.http.workers import JobFailed
from monitor.records.errors import FetchError
from tests.fakes import DirectPageParser

ORIGIN = "https://wire.example"
STORY = "<article><p>The ferry would sail again in spring, the council said.</p></article>"
PAGE = f"<html><head><title>Ferry</title></head><body>{STORY * 9}</body></html>".encode()


@dataclass
class Site:
    """A fetcher of one site; a path without an answer is a 404."""

    answers: dict[str, bytes | Exception] = field(default_factory=dict)
    paths: list[str] = field(default_factory=list)
    silent: frozenset[str] = frozenset()

    async def fetch(self, url: str, headers: dict[str, str], *, verify_tls: bool = True) -> Fetched:
        """Return or raise the answer of a path."""
        path = url.removeprefix(ORIGIN)
        self.paths.append(path)
        if path in self.silent:
            await asyncio.Event().wait()
        answer = self.answers.get(path, FetchError("http_4xx", "404"))
        if isinstance(answer, Exception):
            raise answer
        return Fetched(url=url, status=200, body=answer)


async def read(site: Site, *paths: str, within_s: float = 10.0) -> list[Page | NoPage]:
    pages = WebPages(site, DirectPageParser(), within_s=within_s)
    requests = tuple(PageRequest(ORIGIN + path, "ferry") for path in paths)
    return list(await pages.read_pages(requests))


async def test_the_article_of_each_page_is_returned_in_order() -> None:
    pages = await read(Site({"/a": PAGE, "/c": PAGE}), "/a", "/b", "/c")
    assert [isinstance(page, Page) for page in pages] == [True, False, True]


async def test_robots_txt_is_fetched_once_for_pages_side_by_side() -> None:
    site = Site({"/robots.txt": b"User-agent: *\nDisallow: /b\n", "/a": PAGE, "/b": PAGE})
    first, second, _ = await read(site, "/a", "/b", "/a")
    assert isinstance(first, Page)
    assert second == NoPage("forbidden by robots.txt", is_final=True)
    assert site.paths.count("/robots.txt") == 1
    assert "/b" not in site.paths


async def test_only_the_first_half_megabyte_of_robots_txt_counts() -> None:
    robots = b"#" * ROBOTS_BYTES + b"\nUser-agent: *\nDisallow: /\n"
    [page] = await read(Site({"/robots.txt": robots, "/a": PAGE}), "/a")
    assert isinstance(page, Page)


@pytest.mark.parametrize(
    ("error", "is_final"),
    [
        (FetchError("http_5xx", "503"), False),
        (FetchError("http_4xx", "404"), False),
        (FetchError("bad_url", "x"), True),
        (FetchError("blocked_address", "x"), True),
        (FetchError("gone", "410"), True),
        (JobFailed("not finished"), False),
        (RuntimeError("a bug"), False),
    ],
)
async def test_a_failure_is_a_value_and_says_whether_another_attempt_may_help(
    error: Exception, is_final: bool
) -> None:
    bad, good = await read(Site({"/a": error, "/b": PAGE}), "/a", "/b")
    assert isinstance(bad, NoPage)
    assert bad.is_final is is_final
    assert isinstance(good, Page)


async def test_a_page_that_is_late_does_not_hold_up_the_others() -> None:
    late, good = await read(Site({"/b": PAGE}, silent=frozenset(("/a",))), "/a", "/b", within_s=3.0)
    assert isinstance(late, NoPage)
    assert isinstance(good, Page)


async def test_a_page_without_an_article_is_a_failure() -> None:
    [page] = await read(Site({"/a": b"<html><body></body></html>"}), "/a")
    assert isinstance(page, NoPage)
