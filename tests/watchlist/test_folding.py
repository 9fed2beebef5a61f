"""What counts as the same letter, with the way back to the text's own offsets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.watchlist.folding import fold, fold_term

TEXTS = (
    st.text(st.sampled_from("aB éØłİıß\n\t -—'“”أيىـَ\u200c\u200b\u00a0Я漢ไ𝐏\ud800ﬁ")) | st.text()
)


@given(TEXTS)
def test_a_name_is_folded_as_the_text_around_it(text: str) -> None:
    assert fold_term(text) == " ".join(fold(text).text.split())


@given(TEXTS)
def test_every_place_of_folded_text_leads_back_in_order(text: str) -> None:
    folded = fold(text)
    origins = [folded.origin(place) for place in range(len(folded.text) + 1)]
    assert origins == sorted(origins)  # the letters of a ligature share a place
    assert origins[-1] <= len(text)


@given(TEXTS)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold_term(fold_term(text)) == fold_term(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Wałęsa", "Walesa"),
        ("Jens Stoltenberg", "JENS STOLTENBERG"),
        ("Sørensen", "Sorensen"),
        ("İmamoğlu", "imamoglu"),
        ("Νίκος", "νικοσ"),
        ("مُقْتَدَى", "مقتدی"),
        ("al–Sadr", "al-Sadr"),
        ("O’Brien", "O'Brien"),
        ("＂Berg＂", "'Berg'"),
    ],
)
def test_these_are_one(one: str, other: str) -> None:
    assert fold_term(one) == fold_term(other)


def test_a_dash_with_spaces_parts_names() -> None:
    assert fold("left - Ali").text == "left   ali"
