"""Web pages to articles: the text, its marks, and none of the site around it."""

import gzip
import json
import re
import statistics
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from monitor.articles.page import text_of_page
from tests.shared import DATA, manifest_of, needs_data

LEAD = "The harbour council said on Friday that the northern ferry would sail again in spring."
QUOTE = "“We waited long enough for this ferry,” the chairwoman said."
BODY = "".join(
    f"<p>Paragraph {number} describes the pier, its {number + 3} cranes and the people at work "
    "there in the morning, when the first boats come in with the catch of the night.</p>"
    for number in range(6)
)
MENU_ITEM = "<li><a href='/s{0}'>Section {0} of the site with a long name</a></li>"
MENU = "".join(map(MENU_ITEM.format, range(90)))
BANNER = (
    "<p>We value your privacy. We and our 845 partners store and access information on a device, "
    "such as cookies, and process personal data. You can accept all or manage your choices.</p>"
)


def a_page(article: str, *, head: str = "", before: str = "") -> str:
    return (
        f"<!doctype html><html lang='en'><head><title>Ferry returns</title>{head}</head><body>"
        f"<nav><ul>{MENU}</ul></nav>{before}<main><article><h1>Ferry returns</h1>{article}"
        "</article></main><footer>All rights reserved</footer></body></html>"
    )


def text_of(html: str | bytes, **given: str) -> str:
    page = text_of_page(html, "https://wire.example/a", **given)
    assert page is not None
    return page.text


def test_the_article_is_returned_without_the_site() -> None:
    end = f"<blockquote>{QUOTE}</blockquote><ul><li>Fares stay.</li></ul>"
    text = text_of(a_page(f"<p>{LEAD}</p>{BODY}{end}"))
    for part in (LEAD, QUOTE, "Fares stay", "Paragraph 5"):
        assert part in text
    assert "Section" not in text
    assert "All rights" not in text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>The chairwoman said: <q>We waited.</q></p>", "said: “We waited.”"),
        ("<p>The chairwoman said: <Q cite='x'>We waited.</Q></p>", "said: “We waited.”"),
        (f"<table><tr><td><p>{QUOTE}</p></td></tr></table>", QUOTE),
        (f"<TABLE class=x><tbody><tr><td><p>{QUOTE}</p></td></tr></tbody></TABLE>", QUOTE),
        (f"<blockquote><p>{QUOTE}</p></blockquote>", QUOTE),
    ],
)
def test_no_quotation_is_lost(markup: str, text: str) -> None:
    assert text in text_of(a_page(BODY + markup))


@pytest.mark.parametrize(
    "name", ["cookie-consent", "CookieBanner", "onetrust-banner", "gdpr-notice", "cookie_bar"]
)
@pytest.mark.parametrize("attribute", ["class", "id"])
def test_a_consent_banner_is_not_the_article(name: str, attribute: str) -> None:
    banner = f"<div {attribute}='{name}'>{BANNER}</div>"
    text = text_of(a_page(f"{banner}<p>{LEAD}</p><p>{QUOTE}</p>"))
    assert QUOTE in text
    assert "privacy" not in text


CHARSETS = {
    "iso-8859-2": 'Premier powiedział: "Łódź odrzuca każdego żołnierza".',
    "windows-1251": "Министр заявил: «Мы отвергаем это».",
    "windows-1256": "قال الوزير إن الحكومة ترفض ذلك",
    "gb18030": "总理说：“我们拒绝这样做。”",
    "utf-8": "Der Präsident sagte: „Nein.“",
    "windows-1252": "“Nein”, sagte er – und ging.",
}  # fmt: skip


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("place", ["http", "meta", "http-equiv"])
def test_the_character_set_of_http_or_of_the_page_is_used(charset: str, place: str) -> None:
    text = CHARSETS[charset]
    meta = {
        "http": "",
        "meta": f"<meta charset='{charset}'>",
        "http-equiv": f"<meta http-equiv=Content-Type content='text/html; charset={charset}'>",
    }[place]
    body = a_page(f"<p>{text}</p>" * 6, head=meta).encode(charset)
    content_type = f"text/html; charset={charset}" if place == "http" else "text/html"
    assert text in text_of(body, content_type=content_type)


@pytest.mark.parametrize("label", ["iso-8859-1", "ISO-8859-1", "latin1", "us-ascii"])
def test_quotation_marks_of_windows_under_a_latin_label_survive(label: str) -> None:
    body = a_page(f"<p>{QUOTE}</p>{BODY}", head=f"<meta charset='{label}'>").encode("cp1252")
    assert QUOTE in text_of(body)


@pytest.mark.parametrize(
    ("metadata", "is_paywalled"),
    [
        ('"isAccessibleForFree": false', True),
        ('"isAccessibleForFree":"False"', True),
        ('"isAccessibleForFree" : "http://schema.org/False"', True),
        ('"isAccessibleForFree": true', False),
        ('"isAccessibleForFree":"True"', False),
        ('"headline": "false"', False),
    ],
)
def test_a_paywall_is_recognised(metadata: str, is_paywalled: bool) -> None:
    head = f"<script type='application/ld+json'>{{{metadata}}}</script>"
    page = text_of_page(a_page(f"<p>{LEAD}</p>{BODY}", head=head))
    assert page is not None
    assert page.is_paywalled is is_paywalled


@pytest.mark.parametrize("tier", ["locked", "LOCKED", "free", "metered", ""])
@pytest.mark.parametrize("quote", ['"', "'", ""])
def test_a_locked_content_tier_is_a_paywall(tier: str, quote: str) -> None:
    name = f"property={quote}article:content_tier{quote}"
    head = f"<meta {name} content={quote}{tier or 'free'}{quote}>"
    page = text_of_page(a_page(f"<p>{LEAD}</p>{BODY}", head=head))
    assert page is not None
    assert page.is_paywalled is (tier.lower() == "locked")


def test_a_page_without_an_article_is_none() -> None:
    assert text_of_page("<html><body></body></html>") is None
    assert text_of_page(b"") is None


def word_f1(text: str, gold: str) -> float:
    """Return the harmonic mean of precision and recall of words, with their repeats."""
    mine, theirs = _words(text), _words(gold)
    return 2 * sum((mine & theirs).values()) / max(1, sum(mine.values()) + sum(theirs.values()))


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))


def gold_texts(page: dict[str, Any]) -> list[str]:
    """Return the texts of which the page holds one: some publishers have gold of several years."""
    file = DATA / "articles" / page["gold"]
    if file.suffix == ".txt":
        return [file.read_text("utf-8")]
    gold = json.loads(file.read_text("utf-8"))
    bodies = [gold[version]["body"] for version in page["parser_versions"] if version in gold]
    return ["\n".join(_texts(body)) for body in bodies]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)


@needs_data
def test_captured_pages_give_their_gold_text() -> None:
    scores = {}
    authors = 0
    for page in manifest_of("articles"):
        html = gzip.decompress((DATA / "articles" / page["html"]).read_bytes())
        article = text_of_page(html, page.get("url"))
        assert article is not None, page["html"]
        assert article.title
        authors += article.author is not None
        scores[page["html"]] = max(word_f1(article.text, gold) for gold in gold_texts(page))
    worst = sorted(scores.items(), key=lambda score: score[1])[:5]
    assert len(scores) >= 38
    assert statistics.mean(scores.values()) >= 0.95, worst
    assert authors > len(scores) / 2
