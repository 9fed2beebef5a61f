"""Find the docstring under each field of a class: the meaning that the reference pages print."""

import ast
import inspect
import itertools
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def meanings_in(folder: Path) -> dict[str, dict[str, str]]:
    """Return the meaning of each field of each class in a folder, by class and field."""
    meanings: dict[str, dict[str, str]] = {}
    for file in sorted(folder.glob("*.py")):
        meanings |= _meanings_of(file.read_text("utf-8"))
    return meanings


def meanings_of(model: Any) -> dict[str, str]:
    """Return the meaning of each field of a class; none for a type without a source."""
    if not inspect.isclass(model):
        return {}
    source = textwrap.dedent(inspect.getsource(model))
    return _meanings_of(source)[model.__name__]


def _meanings_of(source: str) -> dict[str, dict[str, str]]:
    nodes = ast.walk(ast.parse(source))
    return {
        node.name: dict(_documented_fields(node))
        for node in nodes
        if isinstance(node, ast.ClassDef)
    }


def _documented_fields(node: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for field, following in itertools.pairwise(node.body):
        match field, following:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(meaning))),
            ):
                yield name, inspect.cleandoc(meaning)
