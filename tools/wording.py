"""Check that code and docs are plain technical English: ``python tools/wording.py [PATH...]``.

Rules, in order:

1. Prose is docstrings, comments and messages (string literals of three words and more) in Python
   files, and Markdown outside code. Each phrase of `PHRASES` in it is a finding.
2. Identifiers that `NAMES` lists are findings where code defines them: functions, parameters,
   assignments.
3. Lines in Markdown files are exempt inside fenced code and in inline code.
4. Files under a path of ``[tool.wording] exempt`` in pyproject.toml are not checked: quoted
   articles and history. Files under ``pending`` are checked only when they are named.

Exit status 1 if there is a finding, and one line per finding: ``file:line: phrase: remedy``.
"""

import ast
import io
import re
import subprocess
import sys
import tokenize
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]

PHRASES = {
    r"\btell(?:s|ing)?\b|\btold\b": "use report, notify, publish, log, return or distinguish",
    r"\banew\b": "use again",
    r"\bnobody\b|\bsomebody\b|\bwhoever\b": "name the person or the component",
    r"\bwhat nobody\b|\bwhat waits\b|\bhow manieth\b": "name the thing",
    r"\bmend(?:s|ed|ing)?\b": "use fix or repair",
    r"\bhush(?:es|ed)?\b": "use suppress",
    r"\bis no (?!longer\b|more than\b|less than\b|later than\b|earlier than\b|good\b|need\b)[a-z]+":
        "use is not a",
    r"\bare no (?!longer\b|more\b)[a-z]+": "use are not",
    r"\bstands? (?:in|at|behind|there|several|alone)\b": "use is, occurs or is listed",
    r"\bleft alone\b": "use suppressed, paused or unchanged",
    r"\bare left out\b|\bis left out\b|\bleft out:": "use omitted, or 'Default:'",
    r"\bmay stand several times\b": "use may be repeated",
    r"\btak(?:e|es|en|ing) on\b": "use acknowledge or start",
    r"\blook(?:s|ed|ing)? now and then\b": "use check every N seconds",
    r"\bnow and then\b": "state the interval",
    r"\b(?:is|was|are|were|be) away\b|\bwhile [a-z' ]+ away\b": "use unavailable",
    r"\bparked?\b|\bparking\b": "use dead letter, or move to rejected",
    r"\bpoison(?:ed|s)?\b": "use dead letter or unprocessable",
    r"\bas many as like\b|\bwho may\b|\bfrom who\b": "rewrite the sentence",
    r"\bknows everybody\b|\beverybody\b": "name the components",
    r"\bis waited for\b|\bis looked (?:for|at)\b|\bis asked for\b": "use the active voice",
    r"\bthe how\b|\bof how many\b": "use number",
    r"\bmarried\b|\bof its like\b|\bthe like alone\b": "rewrite the sentence",
    r"\bwhat became of\b": "use the outcome of",
    r"\bthat stood\b|\bstood still\b": "use stalled or was stored",
}  # fmt: skip
"""Patterns of prose that has to be translated back, each with its remedy."""

NAMES = {
    "told", "untold", "made", "_made", "found", "_found", "known", "_known", "shown", "_shown",
    "_told", "happened", "listed", "somebody", "nobody", "asked", "AT_ONCE", "LOOK_EVERY", "AWAY",
    "TELL_EVERY", "MANY", "_take_on", "say",
}  # fmt: skip
"""Bare participles and constants without a noun."""

LEAST_WORDS = 3
"""Words of a string literal that make it prose; shorter ones are keys and values."""

_INLINE_CODE = re.compile(r"``.*?``|`[^`\n]*`")
_RULES = [(re.compile(pattern, re.IGNORECASE), remedy) for pattern, remedy in PHRASES.items()]


@dataclass(frozen=True, slots=True)
class Finding:
    """One phrase or identifier against the standard."""

    path: str
    line: int
    phrase: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.phrase!r}: {self.remedy}"


def check_python(path: str, source: str) -> Iterator[Finding]:
    """Yield the findings in one Python file."""
    for line, text in (*_comments(source), *_strings(ast.parse(source))):
        yield from _check_prose(path, line, text)
    for line, name in _definitions(ast.parse(source)):
        if name in NAMES:
            yield Finding(path, line, name, "name the thing: a noun for a value, a verb to call")


def check_markdown(path: str, source: str) -> Iterator[Finding]:
    """Yield the findings in one Markdown file."""
    is_code = False
    for number, line in enumerate(source.splitlines(), 1):
        if line.lstrip().startswith(("```", "~~~")):
            is_code = not is_code
        elif not is_code and not line.startswith("    "):
            yield from _check_prose(path, number, line)


def _check_prose(path: str, first: int, text: str) -> Iterator[Finding]:
    plain = _INLINE_CODE.sub(_blank, text)
    for pattern, remedy in _RULES:
        for match in pattern.finditer(plain):
            line = first + plain.count("\n", 0, match.start())
            yield Finding(path, line, " ".join(match.group().split()), remedy)


def _blank(code: re.Match[str]) -> str:
    return "\n" * code.group().count("\n") or " "


def _comments(source: str) -> Iterator[tuple[int, str]]:
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string.lstrip("# ")


def _strings(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if len(text.split()) >= LEAST_WORDS:
                yield node.lineno, text


def _definitions(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.lineno, node.name
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id


def check_files(paths: Iterable[str], root: Path, exempt: tuple[str, ...]) -> list[Finding]:
    """Return the findings in all files of these paths (relative to ``root``), less the exempt."""
    findings: list[Finding] = []
    for path in paths:
        if path.startswith(exempt):
            continue
        if path.endswith(".py"):
            findings += check_python(path, (root / path).read_text("utf-8"))
        elif path.endswith(".md"):
            findings += check_markdown(path, (root / path).read_text("utf-8"))
    return findings


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Check the given paths, or every file that git knows; return the exit status."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *arguments]
    listing = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    settings = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]["wording"]
    paths = [path for path in listing.stdout.splitlines() if (root / path).exists()]
    exempt = settings["exempt"] if arguments else settings["exempt"] + settings["pending"]
    findings = check_files(sorted(set(paths)), root, tuple(exempt))
    for finding in findings:
        print(finding)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
