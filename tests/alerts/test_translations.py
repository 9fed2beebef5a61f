"""The rule for translations, on the set of ``corpus/translations.txt``."""

from corpus.translations import join
from monitor.alerts.translations import numbers_of


def test_translations_are_joined_by_their_numbers_and_never_wrongly() -> None:
    score = join()
    assert (score.pairs, score.wrong) == (44, [])
    assert score.apart >= 650  # grows with the speakers that the engine can name
    assert score.joined / score.pairs >= 0.9


def test_numbers_are_the_same_in_every_script() -> None:
    for text in ("2,500 of 12 in 2026", "2.500 und 12", "2 500 et 12", "٢٬٥٠٠ و١٢", "2500 5 12 ۱۲"):
        assert numbers_of(text) == {2500, 12}
