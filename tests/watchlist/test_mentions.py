"""Mentions of actors in texts of eleven languages, namesakes and strangers among them."""

from pathlib import Path

import pytest

from corpus.mentions import KINDS, find_all, marked_texts
from monitor.flow.match_reading import match_reading
from monitor.flow.read_article import read_article
from monitor.matches.evidence import Evidence
from monitor.matches.rules import find_near_misses
from monitor.watchlist import Actor, Rule, Watchlist, WatchlistIndex
from tests.builders import an_article


@pytest.mark.parametrize("split", ["work", "held"])
def test_mentions_are_nearly_all_right_and_few_are_missed(split: str) -> None:
    score = find_all(split)
    assert score.precision >= 0.98, score.wrong
    assert score.recall >= 0.93, score.missed
    assert score.undecided >= 0.9 * score.of_undecided


@pytest.mark.parametrize("split", ["work", "held"])
def test_mentions_in_texts_like_newspapers_do_not_fall_below_the_measured_figures(
    split: str,
) -> None:
    score = find_all(split, "press")
    # Of the held half no error is shown: they are not read.
    precise, complete = score.precision >= 0.91, score.recall >= 0.91
    assert precise
    assert complete


@pytest.mark.parametrize(
    ("split", "precision", "recall"), [("work", 0.92, 0.98), ("held", 0.84, 0.89)]
)
def test_mentions_as_on_public_pages_do_not_fall_below_the_measured_figures(
    split: str, precision: float, recall: float
) -> None:
    score = find_all(split, "pages")
    # Of the held half no error is shown: they are not read.
    precise, complete = score.precision >= precision, score.recall >= recall
    assert precise
    assert complete


def test_the_pages_have_400_mentions() -> None:
    texts = [text for split in ("work", "held") for text in marked_texts(split, "pages")]
    assert sum(len(text.mentions) for text in texts) >= 400
    assert len({text.language for text in texts}) >= 18


def test_the_corpus_has_enough_of_everything() -> None:
    texts = [text for split in ("work", "held") for text in marked_texts(split)]
    assert sum(len(text.mentions) for text in texts) >= 600
    assert len({text.language for text in texts}) >= 11


def test_each_half_of_the_press_collection_has_200_mentions_of_every_kind() -> None:
    for split in ("work", "held"):
        texts = list(marked_texts(split, "press"))
        assert sum(len(text.mentions) for text in texts) >= 200
        assert len({text.language for text in texts}) >= 12
        assert {text.kind for text in texts} == set(KINDS)


def test_an_ending_may_belong_to_a_found_mention_and_a_neighbour_may_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "watchlist.yaml").write_text(
        "actors: [{id: ab, name: Anna Berg, kind: person}]\n", "utf-8"
    )
    (tmp_path / "work.txt").write_text(
        "=== a en\n[ab:Anna Berg]’s plan. [ab:Anna Berg’s=Anna Berg] plan.\n"
        "=== b en\nAnna [ab:Bergman=Berg] sang, Anna Berg did not.\n",
        "utf-8",
    )
    monkeypatch.setattr("corpus.mentions.HERE", tmp_path)
    outcome = find_all("work")
    assert outcome.right == 2
    assert outcome.wrong == ["b: 'Anna Berg' is not ab"]
    assert outcome.missed == ["b: 'Berg' is ab"]


ACTORS = (
    Actor(id="mayor", name="Anna Berg", kind="person", descriptions=("mayor of Holm",)),
    Actor(id="senator", name="John Marsh", kind="person", descriptions=("the senator",)),
    Actor(id="banker", name="John Marsh", kind="person", descriptions=("the banker",)),
)
BY_MARSH = Rule(id="marsh", name="Marsh", speakers=("senator",))
INDEX = WatchlistIndex(
    Watchlist(actors=ACTORS, rules=(BY_MARSH, Rule(id="berg", name="Berg", speakers=("mayor",))))
)


def test_nothing_is_guessed_of_a_speaker_whose_name_two_bear() -> None:
    reading = read_article(
        an_article(text="Rates\n\nJohn Marsh said that rates would rise."), INDEX
    )
    [statement] = reading.statements
    assert statement.speaker is not None
    assert (statement.speaker.actor, statement.speaker.maybe) == (None, ("senator", "banker"))
    assert match_reading(reading, INDEX) == ()
    assert not find_near_misses(
        Evidence(statement, reading, INDEX)
    )  # nothing but the speaker was asked for


def test_the_words_around_a_name_show_which_actor_it_means() -> None:
    reading = read_article(
        an_article(text="Rates\n\nSenator John Marsh said that rates would rise. He left."), INDEX
    )
    assert [match.actor for match in match_reading(reading, INDEX)] == ["senator"]


def test_a_stranger_of_the_same_name_is_not_the_actor() -> None:
    text = "Album\n\nThe singer Anna Berg said that the album was done. “I am glad,” Berg said."
    reading = read_article(an_article(text=text), INDEX)
    assert reading.mentions == ()
    assert {(each.text, each.actors) for each in reading.undecided} == {
        ("Anna Berg", ("mayor",)),
        ("Berg", ("mayor",)),
    }
    assert match_reading(reading, INDEX) == ()


def test_a_doubt_about_the_name_is_a_doubt_about_the_statement() -> None:
    text = (
        "Holm\n\nAnna Berg, a singer once and mayor of Holm now, said that the bridge was closed."
    )
    reading = read_article(an_article(text=text), INDEX)
    assert [mention.actor for mention in reading.mentions] == ["mayor"]
    singer = (
        "Holm\n\nThe singer Anna Berg said in Holm, where she is mayor, that the bridge was closed."
    )
    doubted = read_article(an_article(text=singer), INDEX)
    assert [mention.sure < 1 for mention in doubted.mentions] == [True]
