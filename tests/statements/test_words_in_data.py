"""No word of a language is written in the Python of the grammar: words come from languages/*.toml.

A string that is compared with a word of the text, or a set of words, is a word of a language.
Names of lists, frames, forms and tags are not: they are keys of the files.
"""

import ast
import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

import monitor.statements
from monitor.languages.rows import CUE_FORMS, LABEL_FORMS

FOLDER = Path(monitor.statements.__file__).parent
GRAMMAR = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.py"))
TECHNICAL = frozenset(
    """according answer askto bare base clause colon direct indirect ing listener mark mixed noun
    object person past postponed quote quoting quotation quotes relative reported that third to any
    ed op po say who he she they either order deny quotes spent context speech role title
    event opinion""".split()
).union(CUE_FORMS, LABEL_FORMS)
"""Forms of verbs, content and rows, frames, kinds, tags and names of lists."""
OUTSIDE = frozenset(("acts.py", "chooser.py", "cases.py", "features.py"))
"""Modules about acts and the chooser: their strings are names of acts and of features."""
COMPARED = ("low", "lemma", "word", "opener", "pronoun", "head")


def words_of_languages() -> frozenset[str]:
    words: set[str] = set()
    for file in resources.files("monitor.languages").iterdir():
        if not file.name.endswith(".toml"):
            continue
        data: dict[str, Any] = tomllib.loads(file.read_text("utf-8"))
        for section in ("closed", "nouns", "words", "verbs"):
            values = data.get(section, {}).values()
            words.update(*(value.split() for value in values if isinstance(value, str)))
    return frozenset(word for word in words if word.isalpha() and len(word) > 1)


WORDS = words_of_languages()


def documentation(tree: ast.Module) -> set[int]:
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def keys(tree: ast.Module) -> set[int]:
    """Return the keys of lists: ``words["title"]``, ``lexicon.words_in("title", "role")``."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    lookups = (call for call in calls if ast.unparse(call.func).endswith(".words_in"))
    names = {id(name) for call in lookups for name in call.args}
    return names | {id(node.slice) for node in ast.walk(tree) if isinstance(node, ast.Subscript)}


def slots(tree: ast.Module) -> set[int]:
    """Return the names of the fields in ``__slots__``."""
    assigned = (node for node in ast.walk(tree) if isinstance(node, ast.Assign))
    lists = (node.value for node in assigned if ast.unparse(node.targets[0]) == "__slots__")
    return {id(name) for names in lists for name in ast.walk(names)}


def is_word_compared(node: ast.AST) -> bool:
    """Return whether a comparison has a word of the text on its left and a literal on its right."""
    if not isinstance(node, ast.Compare):
        return False
    left = ast.unparse(node.left).rpartition(".")[2]
    right = node.comparators[0]
    parts = right.elts if isinstance(right, ast.Tuple | ast.List | ast.Set) else [right]
    literals = [part for part in parts if isinstance(part, ast.Constant)]
    return left in COMPARED and any(
        isinstance(part.value, str) and part.value.isalpha() for part in literals
    )


@pytest.mark.parametrize("name", [name for name in GRAMMAR if name not in OUTSIDE])
def test_no_module_of_the_grammar_writes_a_word_of_a_language(name: str) -> None:
    tree = ast.parse((FOLDER / name).read_text("utf-8"))
    ignored = documentation(tree) | keys(tree) | slots(tree)
    written = [
        (node.lineno, word)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if id(node) not in ignored
        for word in node.value.split()
        if word in WORDS - TECHNICAL
    ]
    assert not written


@pytest.mark.parametrize("name", [name for name in GRAMMAR if name not in OUTSIDE])
def test_no_module_of_the_grammar_compares_a_word_with_a_literal(name: str) -> None:
    tree = ast.parse((FOLDER / name).read_text("utf-8"))
    compared = [ast.unparse(node) for node in ast.walk(tree) if is_word_compared(node)]
    assert not compared


def test_the_test_sees_a_word_that_is_written() -> None:
    tree = ast.parse('if atom.low in ("because", "although"): pass')
    assert any(is_word_compared(node) for node in ast.walk(tree))
    assert {"because", "although"} <= WORDS
