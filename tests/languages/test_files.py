"""The files of the languages: grammars one by one, names and stop words together."""

from monitor.languages.files import (
    every_language,
    list_of,
    lists_of_all,
    read_language,
    stop_words_of_all,
)
from monitor.languages.load import lexicon_for


def test_a_file_without_a_grammar_knows_names_alone() -> None:
    assert "hu" in every_language()
    assert list_of("hu", "name_cases", "nominative")
    assert lexicon_for("hu") is None


def test_a_language_without_a_file_has_no_lists() -> None:
    assert read_language("xx") is None
    assert list_of("xx", "around_names", "determiners") == ""


def test_only_files_named_by_a_code_are_languages() -> None:
    assert read_language("given_names") is None
    assert read_language("../en") is None
    assert "given_names" not in every_language()


def test_lists_of_all_join_the_words_of_every_language() -> None:
    trainers = lists_of_all("shared_offices")["coach"].split()
    assert {"coach*", "entrenador*", "тренер*"} <= set(trainers)


def test_stop_words_of_every_language_are_read_together() -> None:
    assert {"the", "nicht", "это", "این"} <= set(stop_words_of_all().split())
