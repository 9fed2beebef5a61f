"""Ordinary texts are read from the parser's events with the same outcome as from the tree."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.config.yaml_events import MAX_ALIASED, MAX_DEPTH
from monitor.config.yaml_lines import (
    Document,
    YamlSyntaxError,
    parse_any,
    parse_ordinary,
    parse_yaml,
)

SCALARS = (
    *("x", "Anna Berg", "Nora", "yes", "No", "on", "null", "~", "''", '"a: b"', "'it''s'", "é中😀"),
    *("1", "-1", "0o7", "017", "0x1f", "1_000", "1.5", ".inf", "-.NaN", "1e3", "1:30", "=", "<<"),
    *("2026-01-31", "2026-01-31 12:00:00", "2026-13-45", "|\n  folded\n  text\n", ">-\n  a\n  b\n"),
    *("!!str 5", "!!int x", "!!float 1", "!own x", "! x", "*a", "*b", "*c", "&a x", "&b 1", "# no"),
    *("[]", "{}", "[a, b]", "{a: 1}", "&a [x, y]", "&b {k: *a}", "[*a, *a]", "!!set {a}", ""),
    *("{a: 1, a: 2}", "{1: a}", "{[a]: b}", "{? a}", "[a: b]", '"\\ud800"', "@x", "`x", "%x", "\t"),
    *('"two\n  lines"', "two\n  lines", "9" * 30, "---", "...", "\u0085", "\u2028", "\ufeff"),
)
"""Texts in the place of a value: ordinary ones, other kinds of YAML 1.1, and mistakes."""
KEYS = ("a", "b", "id", "name", "'q'", '"b"', "1", "yes", "<<", "? a", "&c d", "*a", "!!str e", "é")

values = st.sampled_from(SCALARS)
keys = st.sampled_from(KEYS)


def indented(text: str) -> str:
    """Return a text two columns deeper."""
    return "\n".join(f"  {line}" if line else line for line in text.split("\n"))


def sequence(items: list[str]) -> str:
    """Return a block of items."""
    return "\n".join("-" + indented(item)[1:] for item in items)


def mapping(pairs: list[tuple[str, str]]) -> str:
    """Return a block of keys and values; values of several lines follow on their own."""
    lines = []
    for key, value in pairs:
        is_block = "\n" in value and value[:1] not in "|>"
        lines.append(f"{key}:\n{indented(value)}" if is_block else f"{key}: {value}")
    return "\n".join(lines)


blocks = st.recursive(
    values,
    lambda inner: (
        st.lists(inner, max_size=4).map(sequence)
        | st.lists(st.tuples(keys, inner), max_size=4).map(mapping)
    ),
    max_leaves=12,
)
texts = blocks | st.text(alphabet="ab:-?[]{},&*!|>'\"#%@`~<=.1 \n\t", max_size=60)


def paths_in(value: Any, depth: int = 0) -> Iterator[tuple[str | int, ...]]:
    """Yield the path of every value, and paths that lead nowhere."""
    yield ()
    yield ("missing", 3)
    if depth > MAX_DEPTH:
        return
    if isinstance(value, dict):
        for key in value:
            yield from ((key, *path) for path in paths_in(value[key], depth + 1))
    elif isinstance(value, list):
        yield (len(value),)
        for place, item in enumerate(value):
            yield from ((place, *path) for path in paths_in(item, depth + 1))


def outcome(text: str) -> Document | str:
    """Return the document as the tree gives it, or its mistake."""
    try:
        return parse_any(text)
    except YamlSyntaxError as error:
        return f"{error.line}: {error}"


@given(texts)
@example("a: 1\na: 2")
@example("a: &x 1\nb: &x 2\nc: *x")
@example("a: &x [*x]")
@example("- &x [&y a]\n- *x\n- *y")
@example("&a a: *a")
@example("- &a x\n- *a : 1")
@example("a: &a x\nb: {*a : {*a : 2}}")
@example("one\n---\ntwo")
@example("- 1\n...\n- 2")
@example("[1]\n...")
@example("- {a: 1}\n- a: {k: [1]}\n  b: 2\n  a:\n    k: [2,\n 3]\n    k: [4]\n")
@example("a: {k: 1, k: 2}\nb: 3\na: {k: 3, k: 4}")
@example("- &x {a: 1, b: 2}\n- {b: 3, <<: *x}\n- <<: [*x, {c: 4}]\n  a: 5\n  d:\n    <<: *x\n")
@example("<<: {a: 1}\n<<: {a: 2, b: 3}\n'<<': 4")
@example("a: <<")
@example("- <<\n- {<<: {<<: {a: {b: 1}}}}")
@example("{<<: {a: 1, a: 2}}")
@example("{<<: {a: 1, a: 2}, a: [x, y]}")
@example("{[{a: 1, a: 2}]: b}")
@example("a: !!str 5\n!!str b: !!float 1\nc: !!binary aGk=\nd: !!null x")
@example("%YAML 1.2\n---\n[yes]")
def test_events_and_tree_give_the_same(text: str) -> None:
    ordinary = parse_ordinary(text)
    if ordinary is None:
        return
    tree = outcome(text)
    assert isinstance(tree, Document), f"the tree refuses the text: {tree}"
    assert repr(ordinary.value) == repr(tree.value)
    assert ordinary.repeated == tree.repeated
    for path in paths_in(tree.value):
        assert ordinary.line_of(path) == tree.line_of(path), path


@given(texts)
def test_every_text_has_the_outcome_of_the_tree(text: str) -> None:
    expected = outcome(text)
    if isinstance(expected, str):
        with pytest.raises(YamlSyntaxError) as caught:
            parse_yaml(text)
        assert f"{caught.value.line}: {caught.value}" == expected
    else:
        document = parse_yaml(text)
        assert repr(document.value) == repr(expected.value)
        assert document.repeated == expected.repeated


@pytest.mark.parametrize(
    "text",
    [
        "actors:\n- id: a\n  name: Nora\n  romanise: no\n",
        "{a: [1, 2.5, ~, 'x', \"y\", 2026-01-31]}",
        "a: 1\na: 2",
        "a: !!str 1",
        "a: {<<: {b: 1}}",
        "a: &x {b: 1}\nc: {<<: *x, d: 2}",
        "a: &tags [x, y]\nb: [{tags: *tags}, {tags: *tags}]",
        "- |\n  two\n  lines\n- >-\n  folded\n  text\n",
        "[" * MAX_DEPTH + "]" * MAX_DEPTH,
    ],
)
def test_ordinary_texts_need_no_tree(text: str) -> None:
    assert parse_ordinary(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "a: &x 1\na: *x",
        "1: a",
        "? [a]\n: b",
        "a: !own 1",
        "a: !!map {}",
        "a: {<<: [1]}",
        "a: 1:30",
        "a",
        "",
        "- a\n---\n- b",
        "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1),
        "a: *missing",
        "a: &x [*x]",
        "a: &x 1\nb: &y [*x]\nc: *y",
        "a: &x 1\nb: &x 2",
    ],
)
def test_other_texts_are_left_to_the_tree(text: str) -> None:
    assert parse_ordinary(text) is None


def test_aliases_that_refer_to_too_much_are_left_to_the_tree() -> None:
    items = ", ".join(["x"] * 99)
    many = f"a: &a [{items}]\nb: [{', '.join(['*a'] * (MAX_ALIASED // 100))}]"
    assert parse_ordinary(many) is not None
    assert parse_ordinary(many.replace("[*a", "[*a, *a")) is None


def test_a_long_list_takes_less_than_half_of_the_time_of_its_tree() -> None:
    item = "- id: actor-{}\n  name: Anna Berg\n  kind: person\n  aliases:\n  - Nora Berg\n"
    text = "actors:\n" + "".join(map(item.format, range(3_000)))

    def least(read: Any) -> float:
        costs = []
        for _ in range(3):
            began = time.process_time()
            assert len(read(text).value["actors"]) == 3_000
            costs.append(time.process_time() - began)
        return min(costs)

    assert least(parse_yaml) < least(parse_any) / 2
