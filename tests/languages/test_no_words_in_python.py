"""No word of a language is in the Python of names, matches and alerts: they are in the files.

No module of statements and languages either has a word or an ending in letters that ASCII has not;
words in ASCII are read for in `tests.statements.test_words_in_data`.

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


LETTERS = {
    "watchlist/folding.py": "which letters are folded, and attached to a word by a script",
    "languages/folding.py": "which letters are folded",
    "watchlist/longer_names.py": "letters that the Arabic script attaches to a word",
    "watchlist/name_stems.py": "vowels",
    "watchlist/resolve.py": "vowels",
    "watchlist/wade_giles.py": "syllables of a romanisation",
    "watchlist/words.py": "ranges of characters",
    "statements/tokens.py": "ranges of characters",
    "statements/sentence_ends.py": "letters of the Arabic script",
    "languages/ending_format.py": "examples",
    "languages/file_format.py": "examples",
    "languages/name_format.py": "examples",
}
"""Modules with letters that ASCII has not, and why."""
ALL_MODULES = sorted(
    path.relative_to(FOLDER).as_posix()
    for folder in ("statements", "languages", "watchlist", "matches", "alerts")
    for path in (FOLDER / folder).rglob("*.py")
)
OTHER_LETTERS = re.compile(r"(?=[^\W\d_]*[^\W\d_a-zA-Z])[^\W\d_]{2,}")
"""A word with a letter that ASCII has not."""


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


def words_in_other_letters(source: str) -> set[str]:
    """Return the words and endings with letters that ASCII has not, outside of documentation."""
    tree = ast.parse(source)
    documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return {
        word
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if id(node) not in documentation
        for word in OTHER_LETTERS.findall(CLASSES.sub(" ", node.value))
    }


@pytest.mark.parametrize("name", [name for name in ALL_MODULES if name not in LETTERS])
def test_no_module_has_a_word_or_an_ending_in_other_letters(name: str) -> None:
    assert not words_in_other_letters((FOLDER / name).read_text("utf-8"))


def test_every_module_with_letters_needs_its_exception() -> None:
    for name in LETTERS:
        assert words_in_other_letters((FOLDER / name).read_text("utf-8")), name


@pytest.mark.parametrize(
    ("source", "word"),
    [
        ('ENDINGS = (("ого", "ому"),)', "ого"),
        ('if low.endswith("chè"): pass', "chè"),
        ('GREEK = {"ος": "ου"}', "ος"),
        ('BEFORE = re.compile("(?:على)")', "على"),
    ],
)
def test_the_test_sees_an_ending_in_other_letters(source: str, word: str) -> None:
    assert word in words_in_other_letters(source)


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
