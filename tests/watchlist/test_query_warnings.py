"""Queries that are valid but mean something else are warned of; ordinary ones are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.records.errors import QueryError
from monitor.watchlist.query import parse_query
from monitor.watchlist.query_warnings import warn_of_query
from monitor.watchlist.words import Words


@pytest.mark.parametrize("operator", ["and", "or", "not", "And", "Or", "Not"])
@pytest.mark.parametrize("words", ["foreign {} troops", "(a OR b) {} c", "{} troops"])
def test_an_operator_in_lower_case_is_warned_of(operator: str, words: str) -> None:
    [warning] = warn_of_query(words.format(operator))
    assert f"write {operator.upper()}" in warning


@pytest.mark.parametrize(
    ("query", "advice"),
    [
        ("troops -pullout", "write NOT pullout"),
        ("tro?ps", "the only wildcard is *"),
        ("troops,soldiers", "write OR"),
        ("troops|soldiers", "write OR"),
        ("foreign NAER/6 troops", "write NEAR/n"),
        ("foreign NEAR/0 troops", "NEAR/1 joins neighbours"),
        ("NOT bridge", "every statement without"),
        ("(NOT bridge) OR troops", "every statement without"),
        ("NOT (a OR b) AND NOT c", "every statement without"),
    ],
)
def test_what_looks_like_an_operator_is_warned_of(query: str, advice: str) -> None:
    parse_query(query)
    assert any(advice in warning for warning in warn_of_query(query))


@pytest.mark.parametrize(
    "query",
    [
        "(US OR American) NEAR/6 (troop* OR force*)",
        '"rock and roll" AND NOT jazz',
        "“rock and roll”",
        "al-Sadr OR don't",
        "القوات الأجنبية OR القوات الأمريكية",
        "外国军队 OR 외국 군대 OR ทหาร",
        "",
    ],
)
def test_an_ordinary_query_is_not(query: str) -> None:
    assert list(warn_of_query(query)) == []


@pytest.mark.parametrize("marks", ["“”", "„“", "«»", '""', "””"])
def test_every_quotation_mark_quotes_a_phrase(marks: str) -> None:
    query = parse_query(f"{marks[0]}foreign troops{marks[1]}")
    assert query.first(Words("the foreign troops left")) is not None
    assert query.first(Words("foreign aid and troops")) is None


@given(st.text(max_size=60))
def test_any_valid_query_has_warnings_or_none(text: str) -> None:
    try:
        parse_query(text)
    except QueryError:
        return
    assert all(warn_of_query(text))
