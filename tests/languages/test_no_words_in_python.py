"""No word of a language is in the Python of names, matches and alerts: they are in the files.

Lists of words (a string that is split, a tuple, a set) and patterns are read; a sentence for the
user is not, nor a code of a language, a key of a file or an operator of the query language.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import monitor
from monitor.languages.files import every_language, read_language
from monitor.languages.name_format import NAME_SECTIONS

FOLDER = Path(monitor.__file__).parent
MODULES = sorted(
    path.relative_to(FOLDER).as_posix()
    for folder in ("watchlist", "matches", "alerts")
    for path in (FOLDER / folder).rglob("*.py")
    if path.parent.name != "exchange"  # names of columns
)
CLASSES = re.compile(r"\\.|\[[^\]]*\]|\?[Pp]<\w+>")
"""Escapes, classes of characters and group names of a pattern."""
WORD = re.compile(r"[^\W\d_]{2,}")
TERMS = frozenset("or not near about act actor for against und europe berlin".split())
"""Operators of queries, kinds of evidence, an unknown language, and the example of a time zone."""
ROMANISED = frozenset(("wade_giles.py",))
"""Syllables of a romanisation, which are not words."""
KEYS = frozenset(name for lists in NAME_SECTIONS.values() for name in lists)


def words_of_languages() -> frozenset[str]:
    """Return the words of closed classes, stop words and words around names, without patterns."""
    words: set[str] = set()
    for language in every_language():
        data = read_language(language) or {}
        closed = data.get("closed", {}).values()
        around = data.get("around_names", {}).values()
        for text in (*closed, *around, data.get("stop_words", "")):
            words.update(text.casefold().split())
    return frozenset(word for word in words if WORD.fullmatch(word))


WORDS = words_of_languages() - KEYS - TERMS - set(every_language())


def is_split(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Attribute) and node.func.attr == "split"


def is_pattern(node: ast.Call) -> bool:
    return ast.unparse(node.func) == "re.compile"


def is_of_endings(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Attribute) and node.func.attr in ("endswith", "startswith")


def strings(node: ast.AST) -> Iterator[str]:
    """Yield the strings in an expression, but for the arguments of calls: they are keys."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif not isinstance(node, ast.Call):
        for child in ast.iter_child_nodes(node):
            yield from strings(child)


def word_texts(tree: ast.AST) -> Iterator[str]:
    """Yield the strings that list words, and the patterns."""
    nodes = list(ast.walk(tree))
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    endings = {id(part) for call in calls if is_of_endings(call) for part in call.args}
    types = {id(node.slice) for node in nodes if isinstance(node, ast.Subscript)}
    for node in nodes:
        if isinstance(node, ast.Call) and is_split(node):
            yield from strings(node.func)
        elif isinstance(node, ast.Call) and is_pattern(node):
            yield from strings(node.args[0])
        elif isinstance(node, ast.Tuple | ast.List | ast.Set) and id(node) not in endings | types:
            yield from strings(ast.Tuple(node.elts, ast.Load()))


def written_words(source: str) -> set[str]:
    """Return the words of a language that a module lists or has in a pattern."""
    return {
        word
        for text in word_texts(ast.parse(source))
        for word in WORD.findall(CLASSES.sub(" ", text.casefold()))
        if word in WORDS
    }


@pytest.mark.parametrize("name", MODULES)
def test_no_module_lists_words_of_a_language(name: str) -> None:
    if Path(name).name not in ROMANISED:
        assert not written_words((FOLDER / name).read_text("utf-8"))


@pytest.mark.parametrize(
    "source",
    [
        'WORDS = frozenset("although because".split())',
        'WORDS = ("although", "because")',
        'PATTERN = re.compile(r"\\b(?:although|because)\\b")',
    ],
)
def test_the_test_sees_a_word_that_is_written(source: str) -> None:
    assert {"although", "because"} <= written_words(source)
