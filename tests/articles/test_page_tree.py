"""The article is found beside menus of any length and kind, wherever a page puts it."""

import itertools

import pytest

from monitor.articles.page import text_of_page
from tests.costs import growth

TITLE = "Minister: the bridge must open in spring"
PARAGRAPHS = (
    "Anna Berg said on Friday that the bridge must open in spring.",
    "“We reject every further delay,” the minister said in the assembly of Arnheim.",
    "The assembly is to debate the request in the coming week, officials said.",
    "“They never asked the people,” she added, “and that will be remembered.”",
    "The builders did not answer questions about the statement.",
    "Observers expect weeks of talks before any decision is taken.",
)
SECTIONS = "Politics Economy Culture Sport Health Science World Weather Travel Opinion".split()


def a_menu(kind: str, links: int) -> str:
    """Return a menu of sections."""
    anchors = [
        f"<a href='/s/{number}'>{SECTIONS[number % 10]} section {number}</a>"
        for number in range(links)
    ]
    blocks = {
        "nav": "<nav><ul>{}</ul></nav>", "ul": "<ul>{}</ul>", "divs": "<div>{}</div>",
        "table": "<table>{}</table>", "paragraphs": "{}", "bar": "<div class='top'>{}</div>",
    }  # fmt: skip
    rows = {
        "nav": "<li>{}</li>", "ul": "<li>{}</li>", "divs": "<div>{}</div>",
        "table": "<tr><td>{}</td></tr>", "paragraphs": "<p>{}</p>", "bar": "{} | ",
    }  # fmt: skip
    return blocks[kind].format("".join(rows[kind].format(anchor) for anchor in anchors))


def a_body(kind: str, paragraphs: int) -> str:
    """Return an article in the markup of a kind of site."""
    texts = PARAGRAPHS[:paragraphs]
    marked = "".join(f"<p>{text}</p>" for text in texts)
    divided = "".join(f"<div>{text}</div>" for text in texts)
    heading = f"<h1>{TITLE}</h1>"
    return {
        "article": f"<article>{heading}{marked}</article>",
        "main": f"<main>{heading}{marked}</main>",
        "named": f"<div class='content'>{heading}{marked}</div>",
        "unnamed": f"<div>{heading}{marked}</div>",
        "cell": f"<table><tr><td>{heading}{marked}</td></tr></table>",
        "breaks": f"<div>{heading}{'<br><br>'.join(texts)}</div>",
        "bare": heading + marked,
        "blocks": f"<div>{heading}{divided}</div>",
    }[kind]


MENUS = ("nav", "ul", "divs", "table", "paragraphs", "bar")
BODIES = ("article", "main", "named", "unnamed", "cell", "breaks", "bare", "blocks")


@pytest.mark.parametrize("menu", MENUS)
@pytest.mark.parametrize("body", BODIES)
def test_a_menu_is_not_the_article_however_long_it_is(menu: str, body: str) -> None:
    for links, paragraphs, is_first in itertools.product((20, 150), (2, 6), (True, False)):
        parts = [a_menu(menu, links), a_body(body, paragraphs)]
        markup = "".join(parts if is_first else reversed(parts))
        html = f"<html><head><title>{TITLE} - Wire</title></head><body>{markup}</body></html>"
        page = text_of_page(html, expected=f"{TITLE} {PARAGRAPHS[0]}")
        assert page is not None
        assert [text for text in PARAGRAPHS[:paragraphs] if text not in page.text] == []
        assert "section" not in page.text


def test_links_within_sentences_and_a_page_of_links_alone_are_kept() -> None:
    linked = "".join(f"<p>He said <a href='/x'>that {text}</a></p>" for text in PARAGRAPHS)
    page = text_of_page(f"<html><body><article>{linked}</article></body></html>")
    assert page is not None
    assert all(text in page.text for text in PARAGRAPHS)
    lines = "".join(f"<li><a href='/{text[:4]}'>{text}</a></li>" for text in PARAGRAPHS)
    page = text_of_page(f"<html><body><article><ul>{lines}</ul></article></body></html>")
    assert page is None or "Anna Berg" in page.text


def test_the_element_that_contains_the_summary_is_the_article_among_others() -> None:
    teasers = "".join(
        f"<div class='teaser'><h3><a href='/{number}'>Prize {number} awarded</a></h3>"
        f"<p>The committee met in the morning and chose number {number} after long talks.</p></div>"
        for number in range(40)
    )
    article = f"<div><h1>{TITLE}</h1>{'<br><br>'.join(PARAGRAPHS)}</div>"
    html = f"<html><body><div>{teasers}</div>{article}</body></html>"
    page = text_of_page(html, expected=f"{TITLE} {PARAGRAPHS[0]}")
    assert page is not None
    assert all(text in page.text for text in PARAGRAPHS)
    assert "committee" not in page.text


@pytest.mark.parametrize(
    "unit", ["<div class='aaaaaaaa'>", "<p><a href='/a'>A link of some</a></p>"]
)
def test_the_cost_is_linear(unit: str) -> None:
    body = " ".join(PARAGRAPHS)

    def read(size: int) -> object:
        return text_of_page(f"<html><body>{body}{unit * size}</body></html>", expected=TITLE)

    assert growth(read, 100, 1_000) < 3
