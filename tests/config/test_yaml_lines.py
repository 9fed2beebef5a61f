"""YAML is read in bounded time and depth, and every refusal has a line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config.yaml_events import MAX_DEPTH
from monitor.config.yaml_lines import YamlSyntaxError, parse_yaml
from tests.costs import growth


def bomb(levels: int, width: int) -> str:
    """Return levels of aliases, each of which refers to the level below several times."""
    lines = [f"l0: &l0 [{', '.join(['x'] * width)}]"]
    lines += [
        f"l{level}: &l{level} [{', '.join([f'*l{level - 1}'] * width)}]"
        for level in range(1, levels)
    ]
    return "\n".join(lines)


def test_aliases_that_refer_to_too_much_are_refused_at_the_cost_of_their_text() -> None:
    def refuse(levels: int) -> None:
        with pytest.raises(YamlSyntaxError, match="aliases refer to"):
            parse_yaml(bomb(levels, 9))

    assert growth(refuse, 6, 60) < 4  # the number of values grows by 9 with each level


def test_aliases_in_merge_keys_count() -> None:
    lines = ["l0: &l0 {k0: 1, k1: 1, k2: 1, k3: 1, k4: 1, k5: 1, k6: 1, k7: 1}"]
    lines += [f"l{n}: &l{n} {{<<: [{', '.join([f'*l{n - 1}'] * 9)}]}}" for n in range(1, 9)]
    with pytest.raises(YamlSyntaxError, match="aliases refer to"):
        parse_yaml("\n".join(lines))


def test_shared_lists_are_allowed() -> None:
    text = "tags: &tags [a, b, c]\nactors:\n" + "  - {tags: *tags}\n" * 1_000
    assert parse_yaml(text).value["actors"][999] == {"tags": ["a", "b", "c"]}


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 1_000, 200_000])
def test_deep_nesting_is_refused_with_a_line(opening: str, depth: int) -> None:
    closing = {"[": "]", "{a: ": "}"}.get(opening, "")
    with pytest.raises(YamlSyntaxError) as caught:
        parse_yaml("# one\n" + opening * depth + "x" + closing * depth)
    assert caught.value.line == 2


@given(st.integers(min_value=1, max_value=MAX_DEPTH - 1))
def test_ordinary_depth_is_read(depth: int) -> None:
    assert parse_yaml("[" * depth + "]" * depth).value is not None


@pytest.mark.parametrize(
    "value",
    [
        "2026-13-45",
        "9" * 5_000,
        "!!float x",
        "!!int x",
        "!!bool 5",
        "!!timestamp 5",
        "!!binary x",
        "!!python/object:os.system x",
        "*unknown",
        "\x01",
        "\ud800",
        '"\\ud800"',
        "{? [a] : b}",
        "!!set {a, b}",
        "!!omap [a: 1]",
        "!!pairs [a: 1]",
        "1:30",
        "22:00:00",
        "190:20:30.15",
    ],
)
def test_a_value_that_yaml_cannot_read_is_refused_with_its_line(value: str) -> None:
    with pytest.raises(YamlSyntaxError) as caught:
        parse_yaml(f"first: 1\nsecond: {value}\n")
    assert caught.value.line == 2


@given(st.text(max_size=200))
def test_any_text_gives_a_document_or_a_line(text: str) -> None:
    line = 1
    try:
        parse_yaml(text)
    except YamlSyntaxError as error:
        line = error.line
    assert line >= 1
