"""The wording linter: phrases in prose and identifiers in definitions."""

import subprocess
from pathlib import Path

import pytest

from tools.wording import PHRASES, check_markdown, check_python, main

QUAINT = (
    "the reader is told of it",
    "whoever needs it first makes it",
    "'5x' is no duration",
    "what could not be read is parked",
    "while the database is away",
    "the file stands in the folder",
    "it is read anew",
)
PLAIN = (
    "the reader is notified",
    "the first process builds it",
    "'5x' is not a valid duration",
    "unreadable messages are moved to the topic `rejected`",
    "while the database is unavailable",
    "it is no longer read",
    "the standard understands the question",
)


@pytest.mark.parametrize("phrase", QUAINT)
def test_a_quaint_phrase_is_found_in_docstring_comment_message_and_page(phrase: str) -> None:
    docstring = f'"""Purpose.\n\n{phrase}.\n"""\n'
    comment = f"x = 1  # {phrase}\n"
    message = f'raise ValueError("{phrase}")\n'
    assert [finding.line for finding in check_python("a.py", docstring)] == [3]
    assert [finding.line for finding in check_python("a.py", comment)] == [1]
    assert [finding.line for finding in check_python("a.py", message)] == [1]
    assert [finding.line for finding in check_markdown("a.md", f"# Title\n\n{phrase}\n")] == [3]


@pytest.mark.parametrize("phrase", PLAIN)
def test_plain_prose_and_code_in_prose_give_no_finding(phrase: str) -> None:
    assert not list(check_python("a.py", f'"""{phrase}."""\n'))
    assert not list(
        check_markdown("a.md", f"{phrase}\n\n```\nwhoever\n```\n\n`whoever` ``told``\n")
    )


def test_identifiers_are_findings_where_they_are_defined_and_not_where_they_are_used() -> None:
    source = "def known(told: int) -> int:\n    found = told\n    return found\n"
    assert [(f.line, f.phrase) for f in check_python("a.py", source)] == [
        (1, "known"),
        (1, "told"),
        (2, "found"),
    ]


def test_every_phrase_has_a_remedy() -> None:
    assert all(PHRASES.values())


def test_pending_paths_are_checked_only_when_they_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    settings = '[tool.wording]\nexempt = ["old"]\npending = ["later"]\n'
    (tmp_path / "pyproject.toml").write_text(settings)
    for name in ("old.md", "later.md"):
        (tmp_path / name).write_text("whoever reads this\n")
    assert main([], tmp_path) == 0
    assert main(["later.md", "old.md"], tmp_path) == 1
    assert capsys.readouterr().out.startswith("later.md:1: 'whoever'")
