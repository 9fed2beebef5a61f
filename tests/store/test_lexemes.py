"""lexemes_of: texts that are folded together have the lexemes that each has alone."""

import random

import pytest

from monitor.store.search.lexemes import MOST_WORDS, SEPARATOR, lexemes_of, words_of
from monitor.watchlist.folding import fold_term

SPACED = ("bridges", "Müller", "straße", "don’t", "e\u0301tude", "ﬁnal", "x-ray", "1,000")
OTHER_SCRIPTS = ("وفي", "والوزير", "המורה", "北京市长", "ไทย")
MARKS = ("\u0301", "\n", "\n\n", "  ", "—", SEPARATOR, f"a{SEPARATOR}b", "")
WORDS = (*SPACED, *OTHER_SCRIPTS, *MARKS)


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("language", ["en", "ar", "de"])
def test_texts_folded_together_have_the_lexemes_of_each(seed: int, language: str) -> None:
    chance = random.Random(seed)
    glue = chance.choice(("", " "))
    lengths = [chance.choice((0, 1, 3, 200)) for _ in range(6)]
    texts = [glue.join(chance.choice(WORDS) for _ in range(length)) for length in lengths]
    together = lexemes_of(texts, language)
    assert together == [lexemes_of([text], language)[0] for text in texts]
    assert [each.words for each in together] == [words_of(text) for text in texts]


def test_words_have_stems_and_no_attached_letters_beside_them() -> None:
    [english], [arabic] = lexemes_of(["The bridges opened"], "en"), lexemes_of(["والوزير"], "ar")
    assert english.words == ["the", "bridges", "opened"]
    assert "~bridg" in english.others or "~bridge" in english.others
    assert fold_term("الوزير") in arabic.others


def test_a_text_without_words_has_no_lexemes() -> None:
    assert [(each.words, each.others) for each in lexemes_of(["", "—"], "en")] == [([], [])] * 2


def test_the_words_of_a_very_long_text_are_limited() -> None:
    long, short = lexemes_of(["word " * (MOST_WORDS + 5), "other"], "en")
    assert (len(long.words), short.words) == (MOST_WORDS, ["other"])
