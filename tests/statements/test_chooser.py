"""The seam between the rules and a chooser: options as records, the chosen ones are read on."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from corpus.gold import GoldArticle, GoldStatement
from corpus.linear import LinearChooser, features_of
from corpus.train import Example, examples_of, f1_of, fit, leave_one_publisher_out
from monitor.statements import read_statements
from monitor.statements.chooser import Option, keep_all

TEXT = (
    "Ferry delayed\n\nHarbour master Ana Dolan said that the ferry was late. "
    "“We wait for the tide,” she said on the quay. The crew waited."
)
FRENCH = "Bac\n\n« Nous attendons la marée », a déclaré la maire Ana Dolan. Le bac est en retard."


def _options(text: str, language: str) -> list[Option]:
    seen: list[Option] = []

    def record(options: Sequence[Option]) -> Sequence[int]:
        seen.extend(options)
        return keep_all(options)

    read_statements(text, language, record)
    return seen


@pytest.mark.parametrize(("text", "language"), [(TEXT, "en"), (FRENCH, "fr")])
def test_a_chooser_that_keeps_everything_changes_nothing(text: str, language: str) -> None:
    expected = read_statements(text, language)
    assert expected
    assert read_statements(text, language, lambda options: range(len(options))) == expected


def test_an_option_records_what_the_rules_know_of_a_candidate() -> None:
    first, second = sorted(_options(TEXT, "en"), key=lambda option: option.content)
    assert (first.language, first.cue, first.kind, first.rivals) == ("en", "said", "indirect", 1)
    assert first.source == "Harbour master Ana Dolan"
    assert TEXT[slice(*first.content[0])] == "that the ferry was late"
    assert (first.first, first.following, first.distance) == ("t", ".", 1)
    assert (second.kind, second.source, second.source_tag) == ("direct", "she", "p")
    assert second.distance < 0
    assert not first.is_headline
    assert first.is_saying
    assert len({first.group, second.group}) == 2


def test_statements_that_are_not_chosen_are_not_read() -> None:
    def only_direct(options: Sequence[Option]) -> Sequence[int]:
        return [number for number, option in enumerate(options) if option.kind == "direct"]

    [statement] = read_statements(TEXT, "en", only_direct)
    assert statement.text == "We wait for the tide"
    assert read_statements(TEXT, "en", lambda _: ()) == ()


def test_the_most_probable_option_of_each_group_is_chosen_and_unlikely_ones_are_not() -> None:
    option = _options(TEXT, "en")[0]
    forms = {"good": 2.0, "better": 3.0, "bad": -3.0}
    options = [
        replace(option, form=form, group=group, distance=0)
        for group, form in enumerate(("good", "better", "bad"))
    ]
    weights = {name: forms[each.form] for each in options for name in features_of(each)
               if name.startswith(f"form {each.form} ")}  # fmt: skip
    chooser = LinearChooser(weights)
    assert chooser(options) == [0, 1]
    rivals = [replace(each, group=7) for each in options]
    assert chooser(rivals) == [1]
    assert chooser(rivals[::-1]) == [1]
    assert chooser(rivals[2:]) == []


def _example(form: str, publisher: str, *, is_right: bool) -> Example:
    option = replace(_options(TEXT, "en")[0], form=form, confidence=0.5)
    marked = (GoldStatement(),) if is_right else ()
    return Example(GoldArticle("x", "en", "", TEXT, marked, publisher), (option,), (is_right,))


def test_weights_that_are_fitted_twice_are_the_same_and_drop_a_form_that_is_always_wrong() -> None:
    publishers = ("Post", "Echo", "Packet")
    examples = [
        _example(form, publisher, is_right=form == "that")
        for form in ("that", "bare")
        for publisher in publishers
        for _ in range(6)
    ]
    weights = fit(examples)
    assert weights == fit(examples)
    assert f1_of(examples, None) == pytest.approx(200 / 3)
    assert f1_of(examples, weights) == 100
    assert leave_one_publisher_out([], examples) == 100


def test_an_example_is_right_where_the_option_is_a_marked_statement() -> None:
    start = TEXT.index("that the")
    marked = GoldStatement(content=[(start, start + len("that the ferry was late"))])
    [example] = examples_of([GoldArticle("x", "en", "", TEXT, (marked,))])
    kinds = dict(zip((option.kind for option in example.options), example.is_right, strict=True))
    assert kinds == {"indirect": True, "direct": False}
