"""No code of a language decides grammar in Python: what a language does is in its file.

A module that asks "is it German?" is right for German alone; one that asks whether every noun has a
capital is right for each language whose file says so. Read are comparisons of a language with a
code, sets and tables of codes, and codes as arguments of functions.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import monitor
from monitor.languages.files import UNDETERMINED, every_language

FOLDER = Path(monitor.__file__).parent
CODES = frozenset((*every_language(), UNDETERMINED)) - {"any"}
"""But for the name of the file of a text whose language is not known, which is a word too."""
FOLDERS = ("statements", "languages", "watchlist", "matches", "alerts")
MODULES = sorted(
    path.relative_to(FOLDER).as_posix()
    for folder in FOLDERS
    for path in (FOLDER / folder).rglob("*.py")
    if path.parent.name != "exchange"  # names of columns: "id"
)
ALLOWED = {
    ("watchlist/likeness.py", "en"): "the weights of the model were made from English alone",
    ("watchlist/variants.py", "ckb"): "its clitics are attached to names with letters of Sorani",
    ("watchlist/variants.py", "fa"): "its endings are attached to any name in Arabic script",
    ("watchlist/variants.py", "ko"): "its particles are attached to any name in Hangul",
    ("watchlist/inflection.py", "ko"): "its particles are attached to any word in Hangul",
}
"""Codes of one module and why it names them: they are of a model, or a script decides."""
METHODS = frozenset("get pop endswith startswith removeprefix removesuffix find".split())
"""Their arguments are keys and parts of words: "id", "no"."""
FOLDS = frozenset(("frozenset", "set", "tuple"))


def is_language(node: ast.expr) -> bool:
    """Return whether an expression is named for a language: ``self._language``."""
    return ast.unparse(node).rpartition(".")[2].lstrip("_") in ("language", "lang")


def constants(nodes: list[ast.expr] | list[ast.expr | None]) -> list[str]:
    return [node.value for node in nodes if isinstance(node, ast.Constant) and node.value in CODES]


def compared(node: ast.Compare) -> list[str]:
    sides = [node.left, *node.comparators]
    return constants(sides) if any(map(is_language, sides)) else []


def collected(elements: list[ast.expr] | list[ast.expr | None]) -> list[str]:
    """Return the codes of a collection that has nothing else."""
    codes = constants(elements)
    return codes if codes and len(codes) == len(elements) else []


def passed(node: ast.Call) -> list[str]:
    name = ast.unparse(node.func).rpartition(".")[2]
    return [] if name in METHODS else constants(node.args)


def written_codes(source: str) -> Iterator[str]:
    """Yield the codes of languages that decide something in a module."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Compare):
            yield from compared(node)
        elif isinstance(node, ast.Set | ast.List | ast.Tuple):
            yield from collected(node.elts)
        elif isinstance(node, ast.Dict):
            yield from collected(node.keys)
        elif isinstance(node, ast.Call):
            yield from passed(node)


@pytest.mark.parametrize("name", MODULES)
def test_no_module_decides_by_the_code_of_a_language(name: str) -> None:
    codes = set(written_codes((FOLDER / name).read_text("utf-8")))
    assert {code for code in codes if (name, code) not in ALLOWED} == set()


def test_every_exception_is_needed() -> None:
    for name, code in ALLOWED:
        assert code in set(written_codes((FOLDER / name).read_text("utf-8"))), name


@pytest.mark.parametrize(
    "source",
    [
        'if language == "de": pass',
        'if self._language not in ("de", "nl"): pass',
        'NOUNS = frozenset(("de",))',
        'ENDINGS = {"de": ("en", "n")}',
        'endings = attached_endings("de")',
    ],
)
def test_the_test_sees_a_code_that_decides(source: str) -> None:
    assert "de" in set(written_codes(source))


@pytest.mark.parametrize(
    "source",
    ['row.get("id")', 'word.endswith("no")', 'if word in ("he", "she"): pass', '{"id": 1, "x": 2}'],
)
def test_the_test_knows_keys_and_words_from_codes(source: str) -> None:
    assert not set(written_codes(source))
