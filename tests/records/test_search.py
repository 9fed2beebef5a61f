"""Searches mean what they say, or are refused."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.records.errors import QueryError
from monitor.records.ids import fold_words
from monitor.records.search import FIELDS, parse_search

TEXT = fold_words("Anna Berg said: “The foreign troops leave in May”, at 9:30 in al-Sadr City.")


@pytest.mark.parametrize(
    ("search", "matches"),
    [
        ("", True),
        ("troops foreign", True),
        ("troop", True),
        ('"foreign troops"', True),
        ("“foreign troops”", True),
        ('"troops foreign"', False),
        ("TROOPS", True),
        ("al-sadr", True),
        ("9:30", True),
        ("soldiers OR troops", True),
        ("soldiers OR tanks", False),
        ("berg NOT troops", False),
        ("berg NOT tanks", True),
        ("berg -tanks", True),
        ('berg -"foreign troops"', False),
        ("tanks berg OR may", True),
        ("berg AND may", True),
        ("NOT tanks", True),
        ("berg and may", False),
    ],
)
def test_a_search_knows_words_phrases_or_and_not(search: str, matches: bool) -> None:
    assert parse_search(search).matches(TEXT) is matches


REFUSED = [
    '"foreign troops',
    "OR troops",
    "troops OR",
    "troops AND",
    "NOT",
    "troops NOT",
    "troops OR OR tanks",
    "AND",
    "(troops OR tanks)",
    "troop*",
    *(f"{field}:x" for field in FIELDS),
    "Speaker:Votel",
]


@pytest.mark.parametrize("search", REFUSED)
def test_what_a_search_does_not_know_is_refused_with_its_column(search: str) -> None:
    with pytest.raises(QueryError) as error:
        parse_search(search)
    assert 1 <= error.value.column <= len(search)


words = st.text(st.characters(categories=["Ll", "Nd"]), min_size=1, max_size=6).filter(fold_words)


@given(st.lists(words, min_size=1, max_size=4), words)
def test_operators_are_those_of_logic(present: list[str], absent: str) -> None:
    text = fold_words(" ".join(present))
    has = fold_words(absent) in text
    everything = " ".join(present)
    assert parse_search(everything).matches(text)
    assert parse_search(f'"{everything}"').matches(text)
    assert parse_search(f"{everything} NOT {absent}").matches(text) is not has
    assert parse_search(f"{absent} OR {everything}").matches(text)
    assert parse_search(f"{everything} AND {absent}").matches(text) is has


@given(st.text(max_size=60))
def test_any_text_is_a_search_or_refused(text: str) -> None:
    with contextlib.suppress(QueryError):
        assert parse_search(text).matches(TEXT) in (True, False)


@pytest.mark.parametrize(
    "text",
    ["language:ar", "site:wire.example", "author:Berg", "in:x", "a date:2026", "a NEAR/3 b"],
)  # fmt: skip
def test_what_other_searches_know_is_refused(text: str) -> None:
    with pytest.raises(QueryError, match="a search has words"):
        parse_search(text)


@pytest.mark.parametrize(
    "text", ["10:30", "https://wire.example/a", "Berg:", "Бер:г", '"re:invent"']
)
def test_a_colon_of_a_word_is_part_of_it(text: str) -> None:
    assert parse_search(text).conjunctions
