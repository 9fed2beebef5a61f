"""Pieces of HTML to text: paragraphs and quotation marks survive."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.articles.fragment import text_of_fragment
from tests.costs import growth


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One.</p><p>Two<br>three</p>", "One.\n\nTwo\n\nthree"),
        ("<p>wrapped\nline</p>", "wrapped line"),
        ("plain wrapped\nline\n\nnext\n \nlast", "plain wrapped line\n\nnext\n\nlast"),
        ("plain wrapped\r\nline\r\n\r\nnext", "plain wrapped line\n\nnext"),
        ("5 < 6 & 7 > 3", "5 < 6 & 7 > 3"),
        ("below <20% and above >50%", "below <20% and above >50%"),
        ("a<script>x()</script><style>p{}</style>b", "ab"),
        ("a <!-- hidden --> b", "a b"),
        ("a &lt;!-- hidden --&gt; b", "a b"),
        ("a <!-- b", "a <!-- b"),
        ("<![CDATA[<p>inside</p>]]>", "inside"),
        ("", ""),
    ],
)
def test_paragraphs_are_those_that_a_reader_sees(markup: str, text: str) -> None:
    assert text_of_fragment(markup) == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("She said <q>no</q>.", "She said “no”."),
        ("She said <q>he asked <q>us</q> why</q>.", "She said “he asked ‘us’ why”."),
        ("<q>a<q>b<q>c</q></q></q>, <q>d</q>", "“a‘b“c”’”, “d”"),
        ("No</q> <q>yes</q>", "No” “yes”"),
        ("She said <q class=x>“no”</q>.", "She said “no”."),
        ("<p>She wrote:</p><blockquote>We go.</blockquote>", "She wrote:\n\n“We go.”"),
        ("<p>She wrote:</p><blockquote>“We go.”</blockquote>", "She wrote:\n\n“We go.”"),
        ("<p>She wrote:</p><blockquote>«We go.»</blockquote>", "She wrote:\n\n«We go.»"),
        (
            "She wrote:<blockquote><p>We go.</p><p>We win.</p></blockquote><p>End.</p>",
            "She wrote:\n\n“We go.\n\n“We win.”\n\nEnd.",
        ),
        ("<p>A picture.</p><blockquote>We go.</blockquote>", "A picture.\n\nWe go."),
        ("She wrote:<blockquote></blockquote>x", "She wrote:\n\nx"),
    ],
)
def test_quotations_have_marks(markup: str, text: str) -> None:
    assert text_of_fragment(markup) == text


PARAGRAPHS = st.lists(
    st.sampled_from(["“No,” she said.", "Tom & Jerry", "it’s 5 °C", "a–b"]), min_size=1, max_size=4
)


@given(PARAGRAPHS, st.integers(1, 3))
def test_markup_survives_every_number_of_escapings(paragraphs: list[str], times: int) -> None:
    markup = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in paragraphs)
    for _ in range(times - 1):
        markup = html.escape(markup)
    assert text_of_fragment(markup) == "\n\n".join(paragraphs)


@pytest.mark.parametrize("element", ["code", "pre", "samp", "kbd"])
def test_code_is_not_decoded_twice(element: str) -> None:
    text = text_of_fragment(f"<p>Use <{element}>&lt;p&gt;a&lt;/p&gt;</{element}></p>")
    assert " ".join(text.split()) == "Use <p>a</p>"


@pytest.mark.parametrize(
    "piece",
    ["<a ", "<!--", "</", "<?", "<a b='", "<p>", "<blockquote>", "<q>", "&lt;p&gt;", "&#9"],
)  # fmt: skip
def test_the_cost_is_linear(piece: str) -> None:
    def work(length: int) -> None:
        text_of_fragment("x " + piece * (length // len(piece)))

    assert growth(work, 10_000, 160_000) < 5


@given(st.text(alphabet="<>/pqb=\"'!-&;#l\n ", max_size=80))
def test_any_characters_are_text(markup: str) -> None:
    assert isinstance(text_of_fragment(markup), str)
