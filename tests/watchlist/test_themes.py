"""Themes: forms of words, languages, similarity; the presearcher affects speed only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.records.errors import QueryError
from monitor.watchlist import Theme, Watchlist, WatchlistIndex, parse_query
from monitor.watchlist.themes import TEXTS_COUNTED
from monitor.watchlist.words import Words

WORDS = "army armies base bases soldier soldiers leave left foreign water".split()
QUERIES = (
    "army",
    '"army"',
    "arm*",
    "base NEAR/2 soldier",
    "(foreign OR water) AND NOT leave",
    '"foreign base"',
    "NOT water",
    "so* OR bases",
)
THEMES = tuple(Theme(id=str(number), name="t", query=query) for number, query in enumerate(QUERIES))


def themes_of(text: str, *themes: Theme, language: str = "en") -> dict[str, float]:
    """Return the themes that a text meets, with their scores."""
    return {
        hit.theme: hit.score
        for hit in WatchlistIndex(Watchlist(themes=themes)).find_themes(text, language)
    }


@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join), min_size=1, max_size=5))
def test_the_presearcher_gives_the_same_hits_as_evaluating_every_query(texts: list[str]) -> None:
    index = WatchlistIndex(Watchlist(themes=THEMES))
    # Enough texts for hits before and after it has counted which words are rare.
    for text in texts * (TEXTS_COUNTED // len(texts) + 1):
        hits = {hit.theme for hit in index.themes.find_uncached(text, "en")}
        words = Words(text, "en")
        queries = [(theme.id, parse_query(theme.query, "en")) for theme in THEMES]
        assert hits == {id_ for id_, query in queries if query.first(words) is not None}


@pytest.mark.parametrize(
    ("language", "query", "text"),
    [
        ("en", "troop", "The troops left."),
        ("en", "withdraw NEAR/3 soldier", "They are withdrawing their soldiers."),
        ("de", "Truppe", "Die Truppen ziehen ab."),
        ("ar", "قوات", "على القوات أن ترحل"),
        ("tr", "ordu", "Ordusu çekildi."),
    ],
)
def test_a_word_of_a_query_stands_for_its_forms(language: str, query: str, text: str) -> None:
    assert themes_of(text, Theme(id="t", name="t", query=query), language=language) == {"t": 1.0}


def test_a_word_in_quotation_marks_stands_for_itself() -> None:
    assert themes_of("The troops left.", Theme(id="t", name="t", query='"troop"')) == {}


FOREIGN = Theme(
    id="foreign",
    name="t",
    query="xyz",
    examples=("Foreign soldiers must leave our soil.",),
    min_likeness=0.4,
)


def test_a_statement_like_an_example_meets_the_theme_with_a_score() -> None:
    themes = themes_of("The presence of foreign military in the country is illegal.", FOREIGN)
    assert 0.4 <= themes["foreign"] < 1.0


@pytest.mark.parametrize("text", ["Oil prices fell sharply.", "The new bridge will open in May."])
def test_a_statement_on_something_else_does_not(text: str) -> None:
    assert themes_of(text, FOREIGN) == {}


def test_likeness_is_off_in_a_language_that_its_weights_do_not_know() -> None:
    assert themes_of("Foreign soldiers must leave our soil.", FOREIGN, language="tr") == {}


@pytest.mark.parametrize("part", ["(", "NOT ", "(a OR ", "NOT (", "a NEAR/2 "])
@pytest.mark.parametrize("depth", [60, 1_000, 3_000])
def test_a_query_that_is_nested_too_deeply_is_refused(part: str, depth: int) -> None:
    with pytest.raises(QueryError, match="more than 50"):
        parse_query(part * depth)


def test_a_query_of_many_levels_side_by_side_is_accepted() -> None:
    parse_query(" OR ".join(["(a AND (b OR NOT c))"] * 200))
