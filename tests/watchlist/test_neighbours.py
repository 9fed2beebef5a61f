"""Neighbours of each kind of difficulty: every mention is found, and nothing else.

The texts are in ``neighbours``, in the format of the mentions corpus: ``work.press.txt`` has names
of its own, ``press.press.txt`` the actors of the corpus.
"""

from pathlib import Path

import pytest

from corpus import mentions
from corpus.mentions import MarkedText, Outcome, compare, marked_texts, the_watchlist
from monitor.watchlist import WatchlistIndex

FOLDER = Path(__file__).parent / "neighbours"


def _name_of(marked: MarkedText) -> str:
    return f"{marked.id}-{marked.kind}"


@pytest.fixture(scope="module", name="index")
def _index() -> WatchlistIndex:
    return WatchlistIndex(the_watchlist("press", FOLDER))


@pytest.mark.parametrize("marked", list(marked_texts("work", "press", FOLDER)), ids=_name_of)
def test_a_text_has_the_marked_mentions_and_no_other(
    index: WatchlistIndex, marked: MarkedText
) -> None:
    outcome = Outcome()
    compare(index, marked, outcome)
    assert not outcome.wrong
    assert not outcome.missed
    assert outcome.undecided == outcome.of_undecided


@pytest.fixture(scope="module", name="corpus_index")
def _corpus_index() -> WatchlistIndex:
    return WatchlistIndex(the_watchlist("press"))


@pytest.mark.parametrize("marked", list(marked_texts("press", "press", FOLDER)), ids=_name_of)
def test_a_text_with_the_actors_of_the_corpus_has_the_marked_mentions_and_no_other(
    corpus_index: WatchlistIndex, marked: MarkedText
) -> None:
    test_a_text_has_the_marked_mentions_and_no_other(corpus_index, marked)


def test_there_are_neighbours_of_every_kind_in_ten_languages() -> None:
    texts = list(marked_texts("work", "press", FOLDER))
    assert {text.kind for text in texts} == set(mentions.KINDS)
    assert len({text.language for text in texts}) >= 10
