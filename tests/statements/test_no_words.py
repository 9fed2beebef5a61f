"""No word of any language is written in the readers: languages are data."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import monitor
from monitor.languages.file_format import KEYS, LISTS

STATEMENTS = Path(monitor.__file__).parent / "statements"
READERS = re.compile(
    "plain/|naming|entities|office|bearers|unlisted|known_words|bodies|speakers|case|dialogue|unspaced"
)
"""Modules that read every language but English."""
PLAIN = sorted(
    path
    for path in STATEMENTS.rglob("*.py")
    if READERS.match(path.relative_to(STATEMENTS).as_posix())
)
CLASSES = re.compile(r"\\.|\[[^\]]*\]|\?P<\w+>")
"""Escapes, classes of characters and group names of a pattern: scripts, not words."""
TAGS = re.compile(r"[XTwNDPCSpoBHMGRQ]+")
"""Tags of atoms, see `monitor.statements.atoms`."""
WORD = re.compile(r"[^\W\d_]{2,}")
TERMS = {
    "context", "quote", "postponed", "colon", "name", "that", "bare", "object", "according", "say",
    "quoting", "quotation", "clauses", "relays", "stop", "skip", "past", "ing", "base", "relative",
    "svo", "vso", "sov", "utf", "pronoun", "description", "surname", "spent", "answer", "clause",
    "who", "cue", "cases", "hushing", "soft", "hard", "reported",
}  # fmt: skip
"""Names of forms, frames, groups and orders."""


def docstrings(tree: ast.AST) -> set[int]:
    """Return the ids of the strings that are statements of their own."""
    expressions = [node for node in ast.walk(tree) if isinstance(node, ast.Expr)]
    return {id(expression.value) for expression in expressions}


def constants(path: Path) -> Iterator[str]:
    """Yield the strings of a module that are not docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    documentation = docstrings(tree)
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and id(node) not in documentation:
            yield ast.literal_eval(node)


@pytest.mark.parametrize("path", PLAIN, ids=[path.name for path in PLAIN])
def test_a_reader_of_all_languages_has_no_word_of_one(path: Path) -> None:
    names = {part for name in (*KEYS, *LISTS) for part in name.split("_")}
    for text in constants(path):
        if text in KEYS or text in LISTS:
            continue
        words = {word for word in WORD.findall(CLASSES.sub(" ", text)) if not TAGS.fullmatch(word)}
        assert words <= names | TERMS, (text, words)
