"""Tokens: what was met before is read from memory, with the same atoms as at the first time."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.languages.lexicon import Lexicon
from monitor.languages.load import lexicon_for, lexicon_without
from monitor.statements import tokens
from monitor.statements.atoms import Atom

PIECES = st.sampled_from(
    (
        *(" ", " ", " ", " ", "\n", "\t", "\u00a0", ".", ".", "..", "…", ",", ";", ":", "!", "?"),
        *(
            "-",
            " - ",
            "--",
            " -- ",
            "—",
            "'",
            "’",
            "(",
            ")",
            "[",
            "]",
            "\u0640",
            " \u0640 ",
            "؟",
            "،",
        ),
        *(
            "word",
            "The",
            "Le",
            "May",
            "don't",
            "l'état",
            "a-t-il",
            "U.S",
            "G.K",
            "Mr",
            "6",
            "12:30",
        ),
        *(
            "0:1",
            "3.5",
            "1,000",
            "NATO",
            "A",
            "قال",
            "د",
            "ב",
            "Şahin'in",
            "Bonn.Wie",
            "E'",
            "cosi'",
            "Ont.,",
            "İ",
            "ß",
        ),
    )
)
TEXTS = st.lists(PIECES, max_size=12).map("".join)
LANGUAGES = ("en", "de", "fr", "it", "tr", "ar", "he", "ru")


def _as_tuples(atoms: list[Atom]) -> list[tuple[str, int, int, str]]:
    return [(atom.low, atom.start, atom.end, atom.tag) for atom in atoms]


def _one_by_one(text: str, lexicon: Lexicon) -> list[tuple[str, int, int, str]]:
    atoms: list[Atom] = []
    tokens._search_atoms(text, 0, len(text), lexicon, atoms)
    return _as_tuples(atoms)


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=300, deadline=None)
@given(text=TEXTS)
def test_chunks_have_the_atoms_that_are_found_one_by_one(language: str, text: str) -> None:
    lexicon = lexicon_for(language)
    assert lexicon is not None
    for _ in range(2):  # at first, and from memory
        read = tokens.tokenize(text, 0, len(text), lexicon)
        assert _as_tuples(read) == _one_by_one(text, lexicon)


def test_a_chunk_is_remembered_once_however_often_it_occurs() -> None:
    lexicon = lexicon_without("en", "")
    assert lexicon is not None
    tokens.tokenize("harbour, bridge harbour, bridge", 0, 31, lexicon)
    assert sorted(lexicon.chunks) == ["bridge", "harbour,"]


def test_no_chunk_longer_than_the_limit_is_remembered() -> None:
    lexicon = lexicon_without("en", "")
    assert lexicon is not None
    text = "a," * tokens.LONGEST_CHUNK
    assert len(tokens.tokenize(text, 0, len(text), lexicon)) == len(text)
    assert not lexicon.chunks
