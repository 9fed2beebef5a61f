"""The seam between the rules and a chooser: options as records, the chosen ones are read on."""

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.gold import GoldArticle, GoldStatement
from corpus.linear import LinearChooser, features_of
from corpus.train import (
    Example,
    best_least,
    examples_of,
    fit,
    gain_of,
    leave_one_publisher_out,
    main,
)
from monitor.statements import read_statements
from monitor.statements.chooser import Option, follow_rules

TEXT = (
    "Ferry delayed\n\nHarbour master Ana Dolan said that the ferry was late, very late; "
    "the quay was empty. “We wait for the tide,” she said on the quay. The crew waited."
)
FRENCH = "Bac\n\n« Nous attendons la marée », a déclaré la maire Ana Dolan. Le bac est en retard."


def _options(text: str, language: str) -> list[Option]:
    seen: list[Option] = []

    def record(options: Sequence[Option]) -> Sequence[int]:
        seen.extend(options)
        return follow_rules(options)

    read_statements(text, language, record)
    return seen


@pytest.mark.parametrize(("text", "language"), [(TEXT, "en"), (FRENCH, "fr")])
def test_a_chooser_that_follows_the_rules_changes_nothing(text: str, language: str) -> None:
    calls: list[int] = []

    def follow(options: Sequence[Option]) -> Sequence[int]:
        calls.append(len(options))
        return follow_rules(options)

    expected = read_statements(text, language)
    assert expected
    assert read_statements(text, language, follow) == expected
    assert len(calls) == 1


def test_an_option_records_what_the_rules_know_of_a_candidate() -> None:
    options = [option for option in _options(TEXT, "en") if option.reading == "rules"]
    first, second = sorted(options, key=lambda option: option.content)
    assert (first.language, first.cue, first.kind, first.rivals) == ("en", "said", "indirect", 1)
    assert first.source == "Harbour master Ana Dolan"
    assert TEXT[first.content[0][0] :].startswith("that the ferry was late")
    assert (first.first, first.distance, first.share) == ("t", 1, 1.0)
    assert (second.kind, second.source, second.source_tag) == ("direct", "she", "p")
    assert second.distance < 0
    assert not first.is_headline
    assert first.is_saying
    assert len({first.group, second.group}) == 2


def test_other_readings_end_at_marks_of_the_sentence_or_at_its_end() -> None:
    options = [option for option in _options(TEXT, "en") if option.cue == "said"]
    group = next(option.group for option in options if option.kind == "indirect")
    contents = {TEXT[slice(*o.content[0])]: o for o in options if o.group == group}
    clause = "that the ferry was late"
    assert {clause, f"{clause}, very late", f"{clause}, very late; the quay was empty"} == set(
        contents
    )
    assert sum(option.reading == "rules" for option in contents.values()) == 1
    shortest = contents[clause]
    assert (shortest.following, shortest.next_word) == (",", "very")
    assert shortest.rest == len(", very late; the quay was empty.")


def test_a_chosen_reading_is_the_content_of_the_statement() -> None:
    def shortest(options: Sequence[Option]) -> Sequence[int]:
        best: dict[int, int] = {}
        for number, option in enumerate(options):
            held = options[best.setdefault(option.group, number)]
            if option.content[-1][1] < held.content[-1][1]:
                best[option.group] = number
        return sorted(best.values())

    texts = [statement.text for statement in read_statements(TEXT, "en", shortest)]
    assert texts[0] == "that the ferry was late"


def test_statements_that_are_not_chosen_are_not_read() -> None:
    def only_direct(options: Sequence[Option]) -> Sequence[int]:
        return [n for n in follow_rules(options) if options[n].kind == "direct"]

    [statement] = read_statements(TEXT, "en", only_direct)
    assert statement.text == "We wait for the tide"
    assert read_statements(TEXT, "en", lambda _: ()) == ()


@pytest.mark.parametrize("seed", range(20))
def test_any_choice_gives_statements_whose_offsets_fit_the_text(seed: int) -> None:
    chance = random.Random(seed)

    def any_choice(options: Sequence[Option]) -> Sequence[int]:
        groups = {option.group for option in options if chance.random() < 0.8}
        return sorted(
            chance.choice([n for n, option in enumerate(options) if option.group == group])
            for group in groups
        )

    for text, language in ((TEXT, "en"), (FRENCH, "fr")):
        for statement in read_statements(text, language, any_choice):
            assert all(text[span.start : span.end] == span.text for span in statement.content)


def test_the_most_probable_option_of_each_group_is_chosen_and_unlikely_ones_are_not() -> None:
    option = _options(TEXT, "en")[0]
    values = {"good": 2.0, "better": 3.0, "bad": -3.0}
    options = [
        replace(option, form=form, group=group, language="", kind="direct")
        for group, form in enumerate(values)
    ]
    weights = {
        name: values[each.form]
        for each in options
        for name in features_of(each)
        if name == f"form {each.form} direct"
    }
    chooser = LinearChooser(weights, 0.2)
    assert chooser(options) == [0, 1]
    rivals = [replace(each, group=7) for each in options]
    assert chooser(rivals) == [1]
    assert chooser(rivals[::-1]) == [1]
    assert chooser(rivals[2:]) == []
    assert LinearChooser({})(rivals) == [0]


def _example(form: str, publisher: str, *, is_right: bool) -> Example:
    option = replace(_options(TEXT, "en")[0], form=form, confidence=0.5, reading="rules")
    letters = {1, 2, 3}
    marked = (letters,) if is_right else ()
    return Example(GoldArticle("x", "en", "", TEXT, (), publisher), (option,), (letters,), marked)


def _separable() -> list[Example]:
    return [
        _example(form, publisher, is_right=form == "that")
        for form in ("that", "bare")
        for publisher in ("Post", "Echo", "Packet")
        for _ in range(6)
    ]


def test_weights_that_are_fitted_twice_are_the_same_and_drop_a_form_that_is_always_wrong() -> None:
    examples = _separable()
    chooser = fit(examples, 0.4)
    assert chooser == fit(examples, 0.4)
    gain = gain_of(examples, chooser)
    assert gain.by_rules == pytest.approx(200 / 3)
    assert gain.chosen == 100
    assert 0 < gain.low < gain.chosen - gain.by_rules < gain.high
    assert leave_one_publisher_out([], examples, 0.4).chosen == 100
    assert best_least(examples) > 0


def test_a_gain_in_one_article_of_many_is_within_chance() -> None:
    wrong = _example("bare", "Post", is_right=False)
    examples = [wrong, *(_example("that", "Post", is_right=True) for _ in range(30))]
    gain = gain_of(examples, lambda options: [n for n in (0,) if options[n].form == "that"])
    assert gain.chosen > gain.by_rules
    assert gain.low == 0


def test_an_option_is_right_where_it_is_a_marked_statement() -> None:
    start = TEXT.index("that the")
    marked = GoldStatement(content=[(start, TEXT.index(", very late"))])
    [example] = examples_of([GoldArticle("x", "en", "", TEXT, (marked,))])
    right = {
        TEXT[slice(*option.content[0])]
        for number, option in enumerate(example.options)
        if example.is_right(number)
    }
    assert "that the ferry was late" in right
    assert "We wait for the tide" not in right


def test_weights_that_do_not_gain_everywhere_are_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("corpus.train.examples_of", lambda _: _separable()[:6])
    monkeypatch.setattr("sys.argv", ["train", "--out", str(tmp_path / "weights.json")])
    with pytest.raises(SystemExit, match="not written"):
        main()
    assert not (tmp_path / "weights.json").exists()
    assert "held half      F1 100.0 by rules, 100.0 chosen; gain +0.0" in capsys.readouterr().out
