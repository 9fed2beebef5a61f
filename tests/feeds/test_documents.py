"""Feed documents of every format and with every defect that is common in the wild.

The documents are written here; each has the shape of real ones. `test_captured` runs over captured
feeds where they are available.
"""

import pytest

from monitor.feeds.parse import MOST_ENTRIES, parse_feed
from monitor.feeds.values import FeedDocument
from monitor.records.errors import FeedError
from tests.costs import growth

URL = "https://wire.example/rss"
PROLOG = "<?xml version='1.0' encoding='UTF-8'?>"


def an_item(number: int, title: str = "Ferry returns", extra: str = "") -> str:
    return (
        f"<item><guid isPermaLink='false'>n{number}</guid><title>{title} {number}</title>"
        f"<link>https://wire.example/{number}</link><description>Text {number}.</description>"
        f"<pubDate>Fri, 20 Nov 2026 10:00:00 GMT</pubDate>{extra}</item>"
    )


def rss(items: str, prolog: str = PROLOG, head: str = "") -> str:
    return f"{prolog}<rss version='2.0'><channel><title>Wire</title>{head}{items}</channel></rss>"


def items(count: int) -> str:
    return "".join(map(an_item, range(count)))


RDF = (
    "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
    "xmlns='http://purl.org/rss/1.0/' xmlns:dc='http://purl.org/dc/elements/1.1/'>"
    "<channel><title>Wire</title></channel><item rdf:about='https://wire.example/1'>"
    "<title>Ferry returns</title><link>https://wire.example/1</link>"
    "<dc:date>2026-11-20T10:00:00Z</dc:date></item></rdf:RDF>"
)
ATOM = (
    "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='en-GB'><title>Wire</title><id>f</id>"
    "<link rel='self' href='https://wire.example/atom'/><link rel='hub' href='https://hub.example/'/>"
    "<entry><id>tag:1</id><title>Ferry returns</title><link href='/1'/>"
    "<updated>2026-11-20T10:00:00Z</updated><content type='html'>&lt;p&gt;Text.&lt;/p&gt;</content>"
    "<author><name>Ana Berg</name></author></entry></feed>"
)
RSS_091 = (
    "<?xml version='1.0'?><!DOCTYPE rss PUBLIC '-//Netscape Communications//DTD RSS 0.91//EN' "
    "'http://my.netscape.com/publish/formats/rss-0.91.dtd'><rss version='0.91'><channel>"
    "<title>Wire</title><item><title>Ferry returns</title><link>https://wire.example/1</link>"
    "</item></channel></rss>"
)


@pytest.mark.parametrize("body", [rss(an_item(1)), RDF, ATOM, RSS_091])
def test_every_format_gives_its_entry(body: str) -> None:
    document = parse_feed(body.encode(), "", URL)
    [entry] = document.entries
    assert document.title == "Wire"
    assert entry.title.startswith("Ferry returns")
    assert entry.link == "https://wire.example/1"


def test_an_atom_feed_gives_language_hub_own_address_author_and_date() -> None:
    document = parse_feed(ATOM.encode(), "", URL)
    assert (document.language, document.hub) == ("en", "https://hub.example/")
    assert document.own_url == "https://wire.example/atom"
    assert document.entries[0].authors == ("Ana Berg",)
    assert document.entries[0].published_at is not None


DEFECTS = {
    "bare ampersand": (rss(an_item(1, "Tom & Jerry") + an_item(2)), 2),
    "bare less-than": (rss(an_item(1, "a < b") + an_item(2)), 2),
    "control characters": (rss(an_item(1, "Ra\x01in\x0b") + an_item(2)), 2),
    "junk behind the root": (rss(items(2)) + "<script>x()</script> junk", 2),
    "white space before the prolog": ("\n\n  " + rss(items(2)), 2),
    "a warning before the prolog": ("<br />\n<b>Warning</b>: x() failed<br />" + rss(items(2)), 2),
    "named entities of HTML": (rss(an_item(1, "Caf&eacute;&nbsp;&ndash;") + an_item(2)), 2),
    "an undeclared namespace": (rss(an_item(1, extra="<media:x>y</media:x>") + an_item(2)), 2),
    "an unclosed CDATA": (rss(an_item(1) + "<item><title><![CDATA[open</title></item>"), 1),
    "cut in the middle of an item": (rss(items(3))[:-180], 2),
    "no closing tags": (rss(items(2)).removesuffix("</channel></rss>"), 2),
    "no guid": (rss("<item><title>a</title></item><item><title>b</title></item>"), 2),
    "the same guid twice": (rss(an_item(1) + an_item(1)), 2),
    "a bogus encoding": (rss(items(2), "<?xml version='1.0' encoding='x-bogus'?>"), 2),
    "an empty channel": (rss(""), 0),
    "a comment alone": ("<!-- nothing yet -->", 0),
}  # fmt: skip


@pytest.mark.parametrize("name", DEFECTS)
def test_a_defect_costs_no_other_entry(name: str) -> None:
    body, entries = DEFECTS[name]
    assert len(parse_feed(body.encode(), "", URL).entries) >= entries


@pytest.mark.parametrize(
    ("body", "kind", "detail"),
    [
        ("", "not_a_feed", "empty"),
        ("   ", "not_a_feed", "empty"),
        ("plain words", "not_a_feed", ""),
        ("<!doctype html><html><body>Sign in</body></html>", "not_a_feed", "no feed"),
        (
            "<html><link rel='alternate' type='application/atom+xml' href='/a'></html>",
            "not_a_feed",
            "https://wire.example/a",
        ),
        (
            "<redirect><newLocation>https://new.example/rss</newLocation></redirect>",
            "not_a_feed",
            "https://new.example/rss",
        ),
        ("{}", "not_a_feed", ""),
        ("<rss>" + "<!ENTITY a 'b'>" * 100, "parse", "entity"),
    ],
)  # fmt: skip
def test_what_is_not_a_feed_has_its_class_of_error(body: str, kind: str, detail: str) -> None:
    with pytest.raises(FeedError) as caught:
        parse_feed(body.encode(), "", URL)
    assert caught.value.kind == kind
    assert detail in caught.value.detail


def test_of_thousands_of_entries_the_first_are_read() -> None:
    document = parse_feed(rss(items(MOST_ENTRIES + 500)).encode(), "", URL)
    assert (len(document.entries), document.left_out) == (MOST_ENTRIES, 500)


def test_no_external_entity_is_opened_and_none_grows_the_document() -> None:
    local = "<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
    assert "root:" not in texts(parse_feed(rss(an_item(1, "&x;"), local).encode(), "", URL))
    nested = "".join(f"<!ENTITY a{n} '&a{n - 1};&a{n - 1};&a{n - 1};'>" for n in range(1, 30))
    laughs = f"<!DOCTYPE r [<!ENTITY a0 'ha'>{nested}]>"
    assert len(texts(outcome(rss(an_item(1, "&a29;"), laughs)))) < 10_000
    long = f"<!DOCTYPE r [<!ENTITY x '{'y' * 150}'>]>"
    assert len(texts(outcome(rss(an_item(1, "&x;" * 20_000), long)))) < 400_000


@pytest.mark.parametrize("value", ["&#8220;", "&#x201C;", "“"])
@pytest.mark.parametrize("quote", ["'", '"'])
def test_an_entity_for_a_quotation_mark_is_expanded(value: str, quote: str) -> None:
    declared = f"<!DOCTYPE r [<!ENTITY bq {quote}{value}{quote}>]>"
    feed = f"{declared}<rss><channel><item><title>&bq;We go”</title></item></channel></rss>"
    [entry] = parse_feed(feed.encode(), "", "http://a.example/").entries
    assert entry.title == "“We go”"


def test_an_entity_that_the_document_declares_is_expanded() -> None:
    declared = "<!DOCTYPE r [<!ENTITY mine 'mine!'>]>"
    assert "One mine!" in texts(
        parse_feed(rss(an_item(1, "One &mine;"), declared).encode(), "", URL)
    )


@pytest.mark.parametrize("link", ["/a/1", "a/1", "//cdn.example/1", "https://wire.example/a/1"])
def test_links_are_absolute_and_guids_as_written(link: str) -> None:
    item = f"<item><guid>10001</guid><link>{link}</link><title>a</title></item>"
    for address in ("https://one.example/cdn1/rss", "https://two.example/cdn2/rss"):
        [entry] = parse_feed(rss(item).encode(), "", address).entries
        assert entry.guid == "10001"
        assert entry.link is not None
        assert entry.link.startswith("https://")


def test_a_guid_that_is_no_address_is_not_the_link() -> None:
    body = rss("<item><guid>10001</guid><title>a</title></item>").encode()
    [entry] = parse_feed(body, "", URL).entries
    assert (entry.guid, entry.link) == ("10001", None)


def test_the_source_of_an_aggregator_and_the_full_text_of_yandex_are_read() -> None:
    extra = (
        "<source url='https://outlet.example/rss'>Outlet</source>"
        "<yandex:full-text xmlns:yandex='http://news.yandex.ru'>The whole story.</yandex:full-text>"
    )
    [entry] = parse_feed(rss(an_item(1, extra=extra)).encode(), "", URL).entries
    assert entry.publisher == "outlet.example"
    assert entry.content == "The whole story."


@pytest.mark.parametrize(
    "piece",
    [
        "<!---->", "<a ", "<item><title>a & <a ", "<rss>", "<rss><", "<!DOCTYPE ", "<item><b ",
        "&", "&#9", "<redirect>", "<meta ", "<entry>",
    ],
)  # fmt: skip
def test_the_cost_of_a_hostile_document_is_linear(piece: str) -> None:
    def work(length: int) -> None:
        outcome("<rss version='2.0'><channel>" + piece * (length // len(piece)))

    assert growth(work, 5_000, 60_000) < 6


def outcome(body: str) -> FeedDocument | None:
    try:
        return parse_feed(body.encode(), "", URL)
    except FeedError:
        return None


def texts(document: FeedDocument | None) -> str:
    entries = document.entries if document else ()
    return "".join(entry.title + entry.summary + entry.content for entry in entries)
