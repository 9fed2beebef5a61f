"""The forms of a word are one word; words of other meaning stay apart."""

import pytest

from monitor.watchlist.folding import fold_term
from monitor.watchlist.inflection import stem_of


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", "troop troops"),
        ("en", "deny denies denied denying"),
        ("en", "policy policies"),
        ("en", "strike strikes striking"),
        ("en", "run runs running"),
        ("en", "university universities"),
        ("de", "Truppe Truppen"),
        ("de", "Haus Häuser"),
        ("de", "Regierung Regierungen"),
        ("de", "Minister Ministers"),
        ("ar", "قوة القوة قوات القوات والقوات للقوات قواتهم"),
        ("ar", "وزير الوزير"),
        ("ar", "حكومة الحكومة وحكومته"),
        ("tr", "ordu ordusu ordunun"),
        ("tr", "birlik birlikleri birliğinin"),
        ("tr", "anlaşma anlaşmayı anlaşması"),
    ],
)
def test_these_are_forms_of_one_word(language: str, forms: str) -> None:
    assert len({stem_of(fold_term(form), language) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "university universe"),
        ("en", "general generally"),
        ("en", "news new"),
        ("de", "Bauer Bau"),
        ("ar", "وزير زير"),
        ("tr", "kara kar"),
        ("und", "troop troops"),
    ],
)
def test_these_are_words_of_their_own(language: str, words: str) -> None:
    assert len({stem_of(fold_term(word), language) for word in words.split()}) == len(words.split())
