"""What an operator lets the pages show of articles."""

import html
import re
from datetime import timedelta
from urllib.parse import urlencode

from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.deliveries import AlertFilter
from monitor.store import Store
from monitor.web import ArticleTerms, Health, WebSettings, create_web
from tests.web.asking import TOKEN, reader_of, repeat
from tests.web.pages.conftest import SampleInForce


async def test_an_article_shows_what_the_operator_lets_it_show(
    sample: AsyncEngine, in_force: SampleInForce
) -> None:
    page = await Store(sample).alerts.find(AlertFilter(rules=("sadr-on-troops",)), limit=1)
    article = page.items[0].article
    text = await Store(sample).articles.texts({article.id})
    last = text[article.id].strip().rpartition("\n")[2]

    async def page_with(terms: ArticleTerms) -> str:
        settings = WebSettings(token=TOKEN, articles=terms)
        app = create_web(sample, settings, Health(lambda: None), in_force, repeat)
        async with reader_of(app) as browser:
            return (await browser.get(f"/articles/{article.id}")).text

    whole = await page_with(ArticleTerms())
    assert "Kept here: text, title, address and statements." in whole
    short = await page_with(
        ArticleTerms(extent="statements", note="© the outlets", texts_kept=timedelta(days=30))
    )
    assert "© the outlets" in short
    assert "Kept here: the text for" in short
    assert re.search(r"\d+ paragraphs? without a statement", short)
    assert last in whole


async def test_paragraphs_that_the_operator_hides_are_on_no_page(
    sample: AsyncEngine, in_force: SampleInForce
) -> None:
    settings = WebSettings(token=TOKEN, articles=ArticleTerms(extent="statements"))
    app = create_web(sample, settings, Health(lambda: None), in_force, repeat)
    alerts = (await Store(sample).alerts.find(AlertFilter(), limit=200)).items
    hidden_count = 0
    async with reader_of(app) as browser:
        for alert in [each for each in alerts if each.actor][:12]:
            hidden = await _paragraphs_without_a_statement(sample, alert.article.id)
            hidden_count += len(hidden)
            search = urlencode({"kind": "articles", "q": f"publisher:{alert.article.publisher}"})
            addresses = (
                f"/articles/{alert.article.id}",
                f"/alerts/{alert.id}",
                f"/alerts?open={alert.id}",
                f"/search?{search}",
            )
            for address in addresses:
                text = html.unescape((await browser.get(address)).text)
                assert [each for each in hidden if each in text] == [], address
    assert hidden_count > 0


async def _paragraphs_without_a_statement(engine: AsyncEngine, article: str) -> list[str]:
    stored = await Store(engine).articles.get(article)
    assert stored is not None
    statements = await Store(engine).statements.of_article(article)
    said = [span.text for statement in statements for span in statement.content]
    paragraphs = [each.strip() for each in stored.text.split("\n\n")]
    return [
        each
        for each in paragraphs
        if each and each != stored.title and not any(words in each for words in said)
    ]
