"""Lines hold one idea: no nested ternary, one level of comprehension."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted(
    file for top in ("monitor", "bench", "corpus", "tools") for file in (ROOT / top).rglob("*.py")
)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def nested_lines(source: str, kinds: tuple[type[ast.AST], ...]) -> Iterator[int]:
    """Yield the line of each expression of these kinds that contains another of them."""
    for outer in ast.walk(ast.parse(source)):
        if isinstance(outer, kinds):
            inner = [
                node for node in ast.walk(outer) if isinstance(node, kinds) and node is not outer
            ]
            if inner:
                yield outer.lineno  # type: ignore[attr-defined]  # every expression has one


def test_nesting_is_seen() -> None:
    assert list(nested_lines("x = 1 if a else 2 if b else 3\n", (ast.IfExp,))) == [1]
    assert list(nested_lines("x = [y for z in w for y in z]\n", COMPREHENSIONS)) == []
    assert list(nested_lines("\nx = [[y for y in z] for z in w]\n", COMPREHENSIONS)) == [2]


@pytest.mark.parametrize("kinds", [(ast.IfExp,), COMPREHENSIONS], ids=["ternary", "comprehension"])
def test_nothing_is_nested(kinds: tuple[type[ast.AST], ...]) -> None:
    lines = {
        f"{file.relative_to(ROOT)}:{line}"
        for file in FILES
        for line in nested_lines(file.read_text("utf-8"), kinds)
    }
    assert lines == set()
