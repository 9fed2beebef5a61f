"""Near copies are recognised; other stories on the same subject are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.copies import recognise
from monitor.articles.near_copies import fingerprints, is_copy, pack, unpack


@pytest.mark.parametrize("split", ["work", "held"])
def test_copies_are_found_and_other_stories_stay_apart(split: str) -> None:
    result = recognise(split)
    assert result.copies + result.others >= 150
    assert len(result.missed) <= 0.05 * result.copies, result.missed
    assert len(result.wrong) <= 0.01 * result.others, result.wrong


@given(st.text(), st.text())
def test_being_a_copy_goes_both_ways_and_texts_of_no_words_are_none(one: str, other: str) -> None:
    a, b = fingerprints(one), fingerprints(other)
    assert is_copy(a, b) == is_copy(b, a)
    assert unpack(pack(a)) == a
    assert not is_copy(fingerprints(""), a)
