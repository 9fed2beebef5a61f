"""Headlines: as written, with their marks, without markup."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.titles import literal_title, plain_title


@pytest.mark.parametrize(
    ("value", "title"),
    [
        ("party A <20% and party B >50%", "party A <20% and party B >50%"),
        ("I <3 Baghdad", "I <3 Baghdad"),
        ("How should &lt;selectedoption&gt; work?", "How should <selectedoption> work?"),
        ("PM: &#8220;We go&#8221; &amp; stays", "PM: “We go” & stays"),
        ("PM: &amp;ldquo;We go&amp;rdquo;", "PM: “We go”"),
        ("<b>Sadr</b>: We <i class='x'>reject</i> it", "Sadr: We reject it"),
        ("&lt;b&gt;Sadr&lt;/b&gt;: no", "Sadr: no"),
        ("AT&T says no", "AT&T says no"),
        ("AT&amp;T says no", "AT&T says no"),
        ("two\n lines\tand  spaces", "two lines and spaces"),
        (None, ""),
    ],
)
def test_a_headline_is_read_as_its_author_meant_it(value: str | None, title: str) -> None:
    assert plain_title(value) == title


@pytest.mark.parametrize(
    ("value", "title"),
    [
        ("1 < 2 &amp; 3 > 2", "1 < 2 &amp; 3 > 2"),
        ("<b>bold</b>", "<b>bold</b>"),
        ("PM: &#8220;No&#8221;", "PM: “No”"),
    ],
)
def test_nothing_is_markup_in_a_literal_title(value: str, title: str) -> None:
    assert literal_title(value) == title


WORDS = st.lists(st.sampled_from(["“No”", "AT", "5", "<20%", ">", "Berg:", "é", "’s"]), min_size=1)


@given(WORDS, st.integers(0, 2))
def test_a_headline_survives_every_number_of_escapings(words: list[str], times: int) -> None:
    title = " ".join(words)
    escaped = title
    for _ in range(times):
        escaped = html.escape(escaped)
    assert plain_title(escaped) == title
