"""Markup to tokens: every text survives, and the cost is linear."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.records.markup import (
    decode_references,
    has_elements,
    strip_elements,
    tokenize,
)
from tests.costs import growth

HOSTILE = (
    "<a ",
    "<!--",
    "</",
    "<?",
    "<!",
    "<a b='",
    '<a b="x>" ',
    "<",
    "<![CDATA[",
    "&#9",
    '"<a b=',
)


def text_of(markup: str) -> str:
    return "".join(token.text for token in tokenize(markup) if token.kind == "text")


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("3 < 5 and 7 > 6", "3 < 5 and 7 > 6"),
        ("a <b title='x > y'>bold</b> word", "a bold word"),
        ('<img alt="it\'s > that">after', "after"),
        ("a<!-- <b>hidden</b> -->b", "ab"),
        ("<?xml version='1.0'?>text", "text"),
        ("<![CDATA[inside]]>", "inside]]>"),
        ("open <a href=", "open "),
        ("less <, <3, <=", "less <, <3, <="),
    ],
)
def test_only_what_html_calls_markup_is_markup(markup: str, text: str) -> None:
    assert text_of(markup) == text


@given(st.text(alphabet=st.characters(exclude_characters="<&")))
def test_text_without_markup_is_unchanged(text: str) -> None:
    assert text_of(text) == text


@given(st.text(alphabet="<>/ab=\"'!-?[]& ", max_size=60))
def test_any_characters_are_tokens_in_their_order(markup: str) -> None:
    tokens = list(tokenize(markup))
    assert all(token.text for token in tokens)
    position = 0
    for token in tokens:
        piece = token.text if token.kind == "text" else token.source
        position = markup.index(piece, position) + len(piece)


@pytest.mark.parametrize("piece", HOSTILE)
def test_the_cost_of_a_character_does_not_grow_with_the_length(piece: str) -> None:
    def work(length: int) -> None:
        for _ in tokenize(piece * (length // len(piece))):
            pass

    assert growth(work, 20_000, 400_000) < 5  # quadratic cost would be 20 times as much


def test_unknown_names_in_angle_brackets_remain_in_a_headline() -> None:
    assert strip_elements("A <selectedoption> and <b>B</b>") == "A <selectedoption> and B"
    assert not has_elements("5 <x> 6")
    assert has_elements("<P CLASS=x>")


@pytest.mark.parametrize(
    ("text", "decoded"),
    [
        ("&amp;ldquo;", "&ldquo;"),
        ("&#8220;x&#x201D;", "“x”"),
        ("&#" + "9" * 6000 + ";", ""),
        ("&#xFFFFFFFFFF;a", "a"),
        ("AT&T", "AT&T"),
    ],
)
def test_references_are_decoded_once_and_those_of_no_character_vanish(
    text: str, decoded: str
) -> None:
    assert decode_references(text) == decoded
