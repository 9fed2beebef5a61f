"""The query language: what holds, where, and what a mistake says."""

import pytest

from monitor.records.errors import QueryError
from monitor.watchlist import parse_query
from monitor.watchlist.words import Words


@pytest.mark.parametrize(
    ("query", "text", "holds"),
    [
        ("troops", "American troops left", True),
        ("troop*", "the troops", True),
        ("troop*", "the stroop", False),
        ("US AND troops", "the US sent troops", True),
        ("us troops", "the US sent troops", True),
        ("US OR UK", "from the UK", True),
        ("NOT US", "from the UK", True),
        ("troops NOT police", "troops and police", False),
        ('"foreign troops"', "foreign troops", True),
        ('"foreign troops"', "troops foreign", False),
        ('"foreign troo*"', "foreign troops", True),
        ("(US OR foreign) NEAR/3 troop*", "foreign and other troops", True),
        ("(US OR foreign) NEAR/2 troop*", "troops that are not at all foreign", False),
        ("troop* NEAR/3 (US OR foreign)", "foreign and other troops", True),
        ("Şii", "sii", True),
        ("القوات الأجنبية", "القُوّات الاجنبية", True),
    ],
)
def test_a_query_holds_where_its_words_do(query: str, text: str, holds: bool) -> None:
    assert bool(parse_query(query).spans(Words(text))) is holds


@pytest.mark.parametrize(
    ("query", "language", "text", "met"),
    [
        ("外国军队", "zh", "政府要求外国军队撤离。", "外国军队"),
        ("外國軍隊", "zh", "政府要求外国军队撤离。", "外国军队"),
        ("外国军队", "zh", "外国的军队", ""),
        ("外国 NEAR/8 撤离", "zh", "外国军队在年底撤离", "外国军队在年底撤离"),
        ("軍隊", "ja", "外国の軍隊は去った", "軍隊"),
        ("トランプ", "ja", "ドナルド・トランプは", "トランプ"),
        ("ทหารต่างชาติ", "th", "รัฐบาลขอให้ทหารต่างชาติถอนตัว", "ทหารต่างชาติ"),
        ("군대", "ko", "외국 군대가 철수했다", "군대가"),
        ("군대", "ko", "외국 군인이 철수했다", ""),
        ("accord", "fr", "Il a signé l’accord hier", "accord"),
        ("l'accord", "fr", "un accord de paix", "accord"),
        ("trump", "fr", "le plan de Trump's Tower et l'accord", "Trump's"),
        ("occupation", "fr", "la fin de l'occupation, dit-on", "occupation"),
        ("accordo", "it", "la firma dell’accordo", "accordo"),
        ("u", "fr", "qu'un u", "u"),
    ],
)
def test_words_are_found_in_running_text(query: str, language: str, text: str, met: str) -> None:
    spans = parse_query(query, language).spans(Words(text, language))
    assert [text[start:end] for start, end in spans] == ([met] if met else [])


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("to force Palestinians", False),
        ("they want to use force", True),
        ("to force them, by force", True),
        ("force", True),
        ("", False),
    ],
)
def test_a_word_may_exclude_its_neighbours(text: str, holds: bool) -> None:
    assert bool(parse_query('force NOT NEAR/1 "to"', "en").first(Words(text, "en"))) is holds


def test_not_before_a_word_is_no_neighbour() -> None:
    assert parse_query("troops NOT police").first(Words("troops left")) is not None
    assert parse_query("a NOT NEAR/2 b NEAR/4 c").first(Words("a x x b c")) is not None


def test_a_word_inside_a_long_neighbour_is_excluded_behind_many_short_ones() -> None:
    query = parse_query("t NOT NEAR/1 (p NEAR/100 q OR z)")
    assert query.first(Words(f"p {'z ' * 70}x t q")) is None
    assert query.first(Words(f"p {'z ' * 70}x t")) is not None


def test_spans_slice_back_to_the_words() -> None:
    text = "The “foreign” troops’ bases"
    [(start, end)] = parse_query("foreign NEAR/2 troops").spans(Words(text))
    assert text[start:end] == "foreign” troops"


@pytest.mark.parametrize(
    ("query", "column"),
    [
        ("a AND (b OR", 12),
        ("(a", 1),
        ('a "b', 3),
        ("a) b", 2),
        ("", 1),
        ("a NEAR b", 3),
        ("a*b", 1),
        ("AND a", 1),
    ],
)
def test_a_mistake_names_its_column(query: str, column: int) -> None:
    with pytest.raises(QueryError) as caught:
        parse_query(query)
    assert caught.value.column == column


@pytest.mark.parametrize(
    "query",
    ["a OR b", "a AND NOT c", "NOT c", "b NEAR/2 a", '"a b" OR c', "(a OR c) AND (b OR d*)", "b*"],
)
@pytest.mark.parametrize("text", ["a b", "b x a", "c a", "", "x c d b a", "b b a"])
def test_the_first_place_is_the_first_of_all_places(query: str, text: str) -> None:
    words, parsed = Words(text), parse_query(query)
    assert parsed.first(words) == next(iter(parsed.spans(words)), None)
