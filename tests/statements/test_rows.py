"""Every row of a grammar holds in its own sentences, and a mistake in a row names it."""

import tomllib
from importlib import resources
from typing import Any

import pytest

from monitor.languages.files import every_language
from monitor.languages.load import lexicon_for, lexicon_without
from monitor.languages.patterns import match_before, match_from
from monitor.languages.rows import read_rows
from monitor.statements import read_statements
from monitor.statements.tokens import tokenize

KINDS = ("cue", "label", "veto", "stop")


def rows_of(language: str) -> list[tuple[str, str, dict[str, Any]]]:
    data = tomllib.loads(
        resources.files("monitor.languages").joinpath(f"{language}.toml").read_text("utf-8")
    )
    return [(language, kind, row) for kind in KINDS for row in data.get(kind, ())]


ROWS = [row for language in every_language() for row in rows_of(language)]
CUES = [(language, row) for language, kind, row in ROWS if kind == "cue"]
LABELS = [(language, row) for language, kind, row in ROWS if kind == "label"]
VETOES = [(language, row) for language, kind, row in ROWS if kind == "veto"]
STOPS = [(language, row) for language, kind, row in ROWS if kind == "stop"]


def lemmas(sentence: str, language: str, row: dict[str, Any]) -> set[str]:
    """Return the row's verbs among the cues of a sentence."""
    lexicon = lexicon_for(language)
    assert lexicon is not None
    seen = set()
    for statement in read_statements(sentence, language):
        assert statement.cue is not None
        atoms = tokenize(sentence, statement.cue.start, statement.cue.end, lexicon)
        seen |= {verb.lemma for atom in atoms if (verb := lexicon.verbs.get(atom.low))}
    wanted = set(row.get("lemma", "").split())
    return seen & wanted if wanted else seen


@pytest.mark.parametrize(
    ("language", "row"), CUES, ids=[f"{language}: {row['name']}" for language, row in CUES]
)
def test_a_cue_finds_the_speaker_in_its_sentences_alone(language: str, row: dict[str, Any]) -> None:
    lexicon = lexicon_without(language, row["name"])
    assert row["yes"]
    assert row["no"]
    for sentence in row["yes"]:
        [statement] = read_statements(sentence, language)
        assert statement.speaker is not None, sentence
        without = read_statements(sentence, language, lexicon=lexicon)
        assert all(other.speaker != statement.speaker for other in without), sentence
    for sentence in row["no"]:
        assert not read_statements(sentence, language), sentence


@pytest.mark.parametrize(
    ("language", "row"), LABELS, ids=[f"{language}: {row['name']}" for language, row in LABELS]
)
def test_a_label_decides_in_its_sentences_alone(language: str, row: dict[str, Any]) -> None:
    assert row["yes"]
    assert row["no"]
    lexicon = lexicon_without(language, row["name"])
    removes = row["form"] == "topic"
    for sentence in row["yes"]:
        [statement, *_] = read_statements(sentence, language)
        assert statement.speaker is not None, sentence
    for sentence in row["no"]:
        assert not read_statements(sentence, language), sentence
    needed = row["no"] if removes else row["yes"]
    without = [bool(read_statements(text, language, lexicon=lexicon)) for text in needed]
    assert set(without) == {removes}, needed


@pytest.mark.parametrize(("language", "row"), VETOES, ids=[row["name"] for _, row in VETOES])
def test_a_veto_removes_the_statement_in_its_sentences_alone(
    language: str, row: dict[str, Any]
) -> None:
    assert row["yes"]
    assert row["no"]
    for sentence in row["yes"]:
        assert read_statements(sentence, language), sentence
    for sentence in row["no"]:
        assert not lemmas(sentence, language, row), sentence


@pytest.mark.parametrize(("language", "row"), VETOES, ids=[row["name"] for _, row in VETOES])
def test_a_sentence_of_a_veto_needs_the_veto(language: str, row: dict[str, Any]) -> None:
    lexicon = lexicon_without(language, row["name"])
    assert any(read_statements(sentence, language, lexicon=lexicon) for sentence in row["no"])


@pytest.mark.parametrize(("language", "row"), STOPS, ids=[row["name"] for _, row in STOPS])
def test_content_ends_at_a_stop_in_its_sentences_alone(language: str, row: dict[str, Any]) -> None:
    lexicon = lexicon_without(language, row["name"])
    for sentence in row["yes"]:
        [short], [long] = (
            read_statements(sentence, language),
            read_statements(sentence, language, lexicon=lexicon),
        )
        assert long.text.startswith(short.text)
        assert len(short.text) < len(long.text)
    for sentence in row["no"]:
        assert read_statements(sentence, language) == read_statements(
            sentence, language, lexicon=lexicon
        )


def test_patterns_fit_words_beginnings_endings_tags_lists_and_gaps() -> None:
    lexicon = lexicon_for("en")
    assert lexicon is not None
    words = tokenize("he was never going to sell", 0, 26, lexicon)
    row = {"name": "x", "before": "he|she <B> .. to", "after": "go* {place} *ll"}
    [veto] = read_rows({"veto": [row]}, {"place": frozenset(("to",))}).vetoes_of("sell", "base", "")
    assert match_before(veto.before, words, 5)
    assert not match_before(veto.before, words, 4)
    assert match_from(veto.after, words, 3) == 6
    assert match_from(veto.after, words, 2) is None


def test_an_optional_slot_fits_a_word_or_nothing() -> None:
    lexicon = lexicon_for("en")
    assert lexicon is not None
    rows = {"veto": [{"name": "x", "before": "his <w>? *{end}", "after": "the <w>? <w>? bridge"}]}
    [veto] = read_rows(rows, {"end": frozenset(("claims",))}).vetoes_of("say", "past", "that")
    words = tokenize("his old counterclaims the very old bridge", 0, 41, lexicon)
    assert match_before(veto.before, words, 3)
    assert not match_before(veto.before, words, 2)
    assert match_from(veto.after, words, 3) == 7
    assert match_from(veto.after, words[:4] + words[6:], 3) == 5
    assert match_from(veto.after, words, 4) is None


def test_a_slot_may_refuse_tags() -> None:
    lexicon = lexicon_for("en")
    assert lexicon is not None
    [veto] = read_rows({"veto": [{"name": "x", "unless": "<!D> bridge"}]}, {}).vetoes_of(
        "say", "past", "that"
    )
    words = tokenize("the old bridge", 0, 14, lexicon)
    assert match_before(veto.unless, words, 3)
    assert not match_before(veto.unless, [words[0], words[2]], 2)
    assert not match_before(veto.unless, words[2:], 1)


def test_a_cue_of_an_unknown_form_is_named() -> None:
    row = {"name": "x", "match": "per", "form": "accordin"}
    with pytest.raises(ValueError, match="row 'x': unknown form 'accordin'; use according"):
        read_rows({"cue": [row]}, {})


def test_a_label_of_an_unknown_form_is_named() -> None:
    row = {"name": "x", "match": "video", "form": "topics"}
    with pytest.raises(ValueError, match="row 'x': unknown form 'topics'; use speaker"):
        read_rows({"label": [row]}, {})


def test_a_label_fits_all_words_before_its_colon_and_one_behind_it() -> None:
    lexicon = lexicon_for("en")
    assert lexicon is not None
    row = {"name": "x", "match": "{given_name} ..", "form": "opinion", "has": "must"}
    rows = read_rows({"label": [row]}, {"given_name": frozenset(("anna",))})
    label, said = (tokenize(text, 0, len(text), lexicon) for text in ("Anna Berg", "we must go"))
    assert rows.has_label("opinion", label, said)
    assert not rows.has_label("opinion", label[1:], said)
    assert not rows.has_label("opinion", label, said[2:])
    assert not rows.has_label("topic", label, said)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"name": "x", "afer": "to"}, "row 'x': unknown key 'afer'; use after"),
        ({"name": "x", "after": "{places}"}, "row 'x': no list {places} in the file"),
        ({"name": "x", "after": "*{places}"}, "row 'x': no list {places} in the file"),
    ],
)
def test_a_mistake_in_a_row_is_named(row: dict[str, str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_rows({"veto": [row]}, {})
