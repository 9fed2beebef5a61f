"""Headlines: as written, with their marks, without markup."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.articles.fragment import text_of_fragment
from monitor.feeds.parse import parse_feed
from monitor.feeds.titles import literal_title, plain_title


@pytest.mark.parametrize(
    ("value", "title"),
    [
        ("party A <20% and party B >50%", "party A <20% and party B >50%"),
        ("I <3 Baghdad", "I <3 Baghdad"),
        ("if a<b and c>d then <b>bold</b>", "if a<b and c>d then bold"),
        ("p<s for all x>y", "p<s for all x>y"),
        ("<span hidden>A</span> <i class=x>B</i> <br /> C", "A B C"),
        ("<q>We <q>go</q></q>", "“We ‘go’”"),
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


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("R&D at AT&T", "R&D at AT&T"),
        ("Trump&#146;s &#147;wall&#148;", "Trump’s “wall”"),
        ("&ldquo;No&rdquo; &mdash; PM", "“No” — PM"),
        ("&lt;q&gt;No&lt;/q&gt;, says PM", "“No”, says PM"),
        ("<q>No</q>, says PM", "“No”, says PM"),
        ("First line<br/>second", "First line second"),
        ("First line&lt;br&gt;second", "First line second"),
        ("&lt;![CDATA[No way]]&gt;", "No way"),
        ("Bundes&amp;shy;kanzler", "Bundeskanzler"),
        ("Bundes\u00adkanz\u200bler", "Bundeskanzler"),
        ("&unknown; &amp;unknown;", "&unknown; &unknown;"),
    ],
)
def test_a_headline_in_a_feed_keeps_its_marks_and_ampersands(written: str, title: str) -> None:
    item = f"<item><title>{written}</title><description>{written}</description></item>"
    feed = f"<rss version='2.0'><channel>{item}<item><title>Next</title></item></channel></rss>"
    entries = parse_feed(feed.encode(), "", "http://x.example/").entries
    assert [entry.title for entry in entries] == [title, "Next"]
    text = text_of_fragment(entries[0].summary)
    assert text.replace("\n\n", " ") == title


@given(
    st.lists(st.sampled_from(("&", "R&D", "&amp;", "&ldquo;", "&#8220;", "<![CDATA[&]]>", "x; ")))
)
def test_no_ampersand_costs_a_feed_another_entry(parts: list[str]) -> None:
    item = f"<item><title>T {''.join(parts)}</title></item>"
    feed = f"<rss version='2.0'><channel>{item}<item><title>Next</title></item></channel></rss>"
    entries = parse_feed(feed.encode(), "", "http://x.example/").entries
    assert [entry.title for entry in entries][1:] == ["Next"]
    for part, visible in (("R&D", "R&D"), ("&ldquo;", "“"), ("&#8220;", "“")):
        assert entries[0].title.count(visible) >= parts.count(part)
