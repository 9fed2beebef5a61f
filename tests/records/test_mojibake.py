"""UTF-8 that was decoded as another character set is repaired, and nothing else is changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.articles.fragment import text_of_fragment
from monitor.feeds.parse import parse_feed
from monitor.feeds.titles import plain_title
from monitor.records.mojibake import repair_encoding
from tests.costs import growth

SENTENCES = (
    "“We’ll go,” she said – at 5 °C, for £9",
    "„Wir gehen“, sagte Jürgen Größe in Köln",
    "« Nous irons à Liège », a déclaré Zoé",
    "«Iremos mañana», dijo el señor Núñez",
    "“Gideceğiz,” dedi Işık Şahin İstanbul’da",
    "«Мы пойдём», сказал министр Щукин",
    "«Ми підемо», сказав Їжакевич",
    "قال الوزير: «سنذهب غدا»",
    "گفت: «می‌رویم»",
    "وتی: «دەڕۆین بۆ هەولێر»",
)
"""A sentence in each language of the product, with its quotation marks."""

TABLES = ("cp1252", "latin-1")


def misread(text: str, table: str) -> str:
    """Return a text as a program shows it that takes its UTF-8 for another character set.

    Browsers show the bytes that the set does not define as control characters.
    """
    characters = []
    for byte in text.encode():
        try:
            characters.append(bytes([byte]).decode(table))
        except UnicodeDecodeError:
            characters.append(chr(byte))
    return "".join(characters)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_text_that_was_encoded_twice_is_repaired(sentence: str, table: str) -> None:
    once = misread(sentence, table)
    assert once != sentence
    assert repair_encoding(once) == sentence
    assert repair_encoding(misread(once, table)) == sentence


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_right_text_is_not_changed(sentence: str) -> None:
    assert repair_encoding(sentence) == sentence
    for other in SENTENCES:
        assert repair_encoding(f"{sentence} {other}") == f"{sentence} {other}"


WORDS = (
    "we’ll OLÉ DÉJÀ SÍ MÁS GRÖSSE Größe İSTANBUL ŞİMDİ NIÑOS Łódź São NÃO naïve 5°C £9 €8".split()
)
MARKS = ("“{}”", "„{}“", "«{}»", "« {} »", "‘{}’", "{}…", "{} –", "—{}", "{}:", "{}")


@given(st.lists(st.tuples(st.sampled_from(MARKS), st.sampled_from(WORDS)), min_size=1, max_size=6))
def test_words_in_capitals_beside_quotation_marks_are_not_changed(
    parts: list[tuple[str, str]],
) -> None:
    text = " ".join(mark.format(word) for mark, word in parts)
    assert repair_encoding(text) == text


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("sentence", SENTENCES)
def test_title_and_summary_of_an_entry_are_both_repaired(sentence: str, table: str) -> None:
    wrong = misread(sentence, table)
    feed = f"<rss version='2.0'><channel><item><title>{wrong}</title><description>&lt;p&gt;{wrong}"
    document = parse_feed(f"{feed}&lt;/p&gt;</description></item></channel></rss>".encode(), "", "")
    [entry] = document.entries
    assert (entry.title, text_of_fragment(entry.summary)) == (sentence, sentence)


def test_a_text_in_which_only_a_part_is_wrong_is_repaired() -> None:
    assert plain_title("‘Yes’, â€˜noâ€™ – Zoé and ZoÃ©") == "‘Yes’, ‘no’ – Zoé and Zoé"
    assert plain_title("&#226;&#128;&#156;No&#226;&#128;&#157;") == "“No”"


@pytest.mark.parametrize("unit", ["Ã", "ÃÃ©", "â€", "Ã¢â‚¬â„¢", "Ð¿", "РџСЂ"])
def test_the_cost_is_linear(unit: str) -> None:
    assert growth(lambda size: repair_encoding(unit * size), 5_000, 50_000) < 3
