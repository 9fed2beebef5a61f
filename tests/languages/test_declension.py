"""Tables of declension: a line is an ending with its forms by case, and a script has one table."""

import pytest

from monitor.languages.declension import cyrillic_names, declensions
from monitor.languages.ending_format import CASES
from monitor.watchlist.body_cases import after_consonant, cases_in, cases_of_body
from monitor.watchlist.variants import name_variants


def test_languages_of_one_script_are_read_together() -> None:
    assert "cyrillic" in declensions()
    assert declensions().keys().isdisjoint(("ru", "uk"))


def test_an_ending_in_two_tables_has_the_forms_of_both() -> None:
    instrumental = cases_in("Орлов", cyrillic_names().people)
    assert instrumental is not None
    assert instrumental[3] == ("Орловым", "Орловим")


@pytest.mark.parametrize("name", sorted(declensions()))
def test_a_longer_ending_is_read_before_a_shorter_one(name: str) -> None:
    declension = declensions()[name]
    for table in (declension.adjectives, declension.nouns, declension.people):
        lengths = [len(ending) for ending, _ in table]
        assert lengths == sorted(lengths, reverse=True)


@pytest.mark.parametrize("name", sorted(declensions()))
def test_every_ending_has_all_cases(name: str) -> None:
    declension = declensions()[name]
    for table in (declension.adjectives, declension.nouns, declension.people):
        for ending, _ in table:
            cases = cases_in("x" + ending, table)
            assert cases is not None
            assert len(cases) == CASES
            assert all(cases)


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("Rada Miejska", "Rady Miejskiej Radzie Miejskiej Radę Miejską"),
        ("Nowa Nadzieja", "Nowej Nadziei Nową Nadzieją"),
        ("Ocelová společnost", "Ocelové společnosti Ocelovou společností"),
        ("Grüne Liga", "Grünen Liga"),
        ("Landgericht", "Landgerichts Landgerichtes"),
        ("Tuna Birliği", "Tuna Birliğinin Tuna Birliğine"),
        ("Δημοκρατική Ένωση", "Δημοκρατικής Ένωσης"),
        ("Городская больница", "Городской больницы Городскую больницу"),
        ("Міська рада", "Міської ради Міську раду"),
    ],
)
def test_names_of_bodies_decline_by_their_tables(name: str, forms: str) -> None:
    variants = list(name_variants(name, is_person=False))
    words = forms.split()
    length = len(name.split())
    for at in range(0, len(words), length):
        assert " ".join(words[at : at + length]) in variants


def test_a_word_in_no_table_does_not_decline() -> None:
    assert cases_in("Токио", cyrillic_names().nouns) is None
    assert after_consonant("Токио", cyrillic_names()) is None
    assert not set(cases_of_body("Tokyo Bay")) - {"Tokyo Bay"}
