"""Walls with status 200 leave what the feed said, also where they repeat the headline."""

import itertools

import pytest

from monitor.articles.make import make_article
from monitor.articles.page import text_of_page
from monitor.articles.walls import LONGEST_OFFER, is_not_found, is_offer
from monitor.records import Article
from tests.articles.test_make import a_draft
from tests.builders import NOON

TITLE = "Minister: the bridge must open in spring"
SUMMARY = "Anna Berg said on Friday that the bridge must open in spring, and at once."
STORY = (
    f"<p>{SUMMARY}</p><p>“We reject every further delay,” the minister said in the assembly.</p>"
    "<p>The assembly is to debate the request in the coming week, officials said.</p>"
)
WALLS = {
    "consent": "We and our partners use cookies to personalise content and ads. By clicking Accept "
    "you agree to our use of cookies and to the transfer of your data to other countries.",
    "log-in": "Sign in to continue reading. Enter your address and your password. Forgot your "
    "password? Create a free account to read three articles a month.",
    "challenge": "Verifying you are human. This may take a few seconds. The site needs to review "
    "the security of your connection before proceeding.",
    "not found": "Page not found. The page you are looking for does not exist or has been moved. "
    "Try searching, or go back to the home page of this site.",
    "region": "This content is not available in your country. Due to legal restrictions we cannot "
    "show you this page from your location.",
    "blocker": "Please disable your ad blocker. Advertising helps us to pay our journalists. Add "
    "us to the list of allowed sites and reload the page.",
    "script": "Please enable JavaScript to continue using this application, or use a supported "
    "browser to visit the site.",
}
OFFERS = {
    "en": "Subscribe to continue reading. Already a subscriber? Log in.",
    "de": "Weiterlesen mit einem Abo. Bereits Abonnent? Hier anmelden.",
    "fr": "Article réservé aux abonnés. Déjà abonné ? Identifiez-vous.",
    "es": "Contenido solo para suscriptores. Suscríbete para leer más.",
    "ru": "Полный текст доступен по подписке. Оформите подписку.",
    "uk": "Матеріал лише для передплатників.",
    "tr": "Devamını okumak için abone olun.",
    "ar": "اشترك لمتابعة القراءة",
    "fa": "این مطلب ویژه مشترکان است",
}
NOT_FOUND = (
    "Page not found", "Error 404", "404 - Wire", "Seite nicht gefunden", "Page introuvable",
    "Página no encontrada", "Страница не найдена", "Сторінку не знайдено", "Sayfa bulunamadı",
    "الصفحة غير موجودة", "صفحه یافت نشد",
)  # fmt: skip


def article_behind(body: str, title: str = TITLE, summary: str = SUMMARY) -> Article:
    """Return the article of an entry whose page has a body and a title."""
    html = f"<html><head><title>{title} - Wire</title></head><body>{body}</body></html>"
    page = text_of_page(html, expected=f"{TITLE} {summary}")
    draft = a_draft(title=TITLE, summary=summary, wants_page=True)
    article = make_article(draft, page, NOON)
    assert isinstance(article, Article)
    return article


@pytest.mark.parametrize("wall", WALLS)
@pytest.mark.parametrize("summary", [SUMMARY, "Soon."])
def test_a_wall_leaves_the_summary_whether_or_not_it_repeats_the_headline(
    wall: str, summary: str
) -> None:
    for times, heading in itertools.product((1, 4), ("", f"<h1>{TITLE}</h1>")):
        article = article_behind(heading + f"<p>{WALLS[wall]}</p>" * times, summary=summary)
        assert article.text == f"{TITLE}\n\n{summary}"
        assert "summary_only" in article.flags
        assert {"page_failed", "paywalled"} & set(article.flags)


@pytest.mark.parametrize("language", OFFERS)
def test_the_open_part_of_an_article_is_paywalled(language: str) -> None:
    article = article_behind(f"<h1>{TITLE}</h1><p>{SUMMARY}</p><p>{OFFERS[language]}</p>")
    assert article.flags == ("paywalled", "summary_only")
    assert article.text == f"{TITLE}\n\n{SUMMARY}"


@pytest.mark.parametrize("title", NOT_FOUND)
def test_a_page_that_says_that_it_does_not_exist_has_no_article(title: str) -> None:
    related = f"<h2>Most read</h2>{STORY}"
    article = article_behind(f"<h1>{title}</h1>{related}", title=title)
    assert article.flags == ("page_failed", "summary_only")


def test_a_whole_article_is_neither() -> None:
    whole = STORY + "<p>The builders did not answer questions about it, as before.</p>" * 9
    assert article_behind(f"<h1>{TITLE}</h1>{whole}").flags == ()
    text = "The minister said that the page was not found in the book. " * 50
    assert not is_not_found("Ministers argue about a page", text)
    assert not is_offer(text + OFFERS["en"])
    assert len(text) > LONGEST_OFFER
