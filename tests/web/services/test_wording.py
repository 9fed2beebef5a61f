"""Texts are compared word by word, as a reader sees them."""

from hypothesis import given
from hypothesis import strategies as st

from monitor.web.services.wording import compare_words, likeness

WORDS = st.lists(st.sampled_from("we will not leave the old bridge today".split())).map(" ".join)


def test_case_accents_and_quotation_marks_do_not_count() -> None:
    segments = compare_words("We will not “leave” Erbîl.", "we will not leave Erbil")
    assert [segment.change for segment in segments] == ["same"]


def test_what_was_cut_and_what_was_added_is_named() -> None:
    segments = compare_words("the old bridge closes", "the bridge reopens")
    assert [(each.change, each.text.strip()) for each in segments] == [
        ("same", "the"),
        ("cut", "old"),
        ("same", "bridge"),
        ("cut", "closes"),
        ("added", "reopens"),
    ]


@given(WORDS, WORDS)
def test_the_segments_give_both_texts_back(before: str, after: str) -> None:
    segments = compare_words(before, after)
    old = "".join(each.text for each in segments if each.change != "added")
    new = "".join(each.text for each in segments if each.change != "cut")
    assert (old.split(), new.split()) == (before.split(), after.split())
    assert 0 <= likeness(before, after) <= 1
    assert likeness(before, before) == 1
