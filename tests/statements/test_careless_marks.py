"""Marks and full stops without their blanks in the Arabic script."""

import pytest

from monitor.statements import read_statements


def read(text: str, language: str) -> list[tuple[str, str, str]]:
    return [(s.kind, s.text, s.said_by) for s in read_statements(text, language)]


@pytest.mark.parametrize("verb", ["گفت", "تأکید کرد", "افزود", "هشدار داد"])
@pytest.mark.parametrize("mark", ['"', ': "', ':" '])
def test_a_straight_mark_right_behind_a_persian_verb_opens(verb: str, mark: str) -> None:
    text = f'محمد کریمی {verb}{mark}پل تا پایان سال آماده می‌شود".'
    assert read(text, "fa") == [("direct", "پل تا پایان سال آماده می‌شود", "محمد کریمی")]


@pytest.mark.parametrize("mark", ['"', ': "', ':" '])
def test_a_straight_mark_right_behind_an_arabic_name_opens(mark: str) -> None:
    text = f'قال الوزير سامي حداد{mark}الجسر سيفتح غدا أمام الجميع".'
    assert read(text, "ar") == [("direct", "الجسر سيفتح غدا أمام الجميع", "سامي حداد")]


@pytest.mark.parametrize("joined", ["بـ", "لـ", "ب", "ل", "كـ"])
def test_a_mark_behind_a_joined_preposition_sets_off_a_name(joined: str) -> None:
    text = f'قال الوزير سامي حداد إن مجموعة على صلة {joined}"اللواء الأخضر" دخلت البلدة ليلا.'
    assert [kind for kind, _, said_by in read(text, "ar") if said_by == "سامي حداد"] == ["indirect"]


@pytest.mark.parametrize("title", ["د.", "د. "])
@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("أكد {}سامي حداد أن الجسر سيفتح غدا.", "ar", "سامي حداد"),
        ("{}کاوە ساڵح، بەڕێوەبەری تەندروستی، وتی کە پردەکە دەکرێتەوە.", "ckb", "کاوە ساڵح"),
    ],
)
def test_a_title_of_one_letter_is_no_part_of_a_name(
    text: str, language: str, name: str, title: str
) -> None:
    assert [said_by for _, _, said_by in read(text.format(title), language)] == [name]


def test_an_acronym_with_full_stops_ends_no_sentence() -> None:
    text = "قال سامي حداد لوكالة د.ب.أ إن الجسر سيفتح غدا."
    assert read(text, "ar") == [("indirect", "إن الجسر سيفتح غدا", "سامي حداد")]
