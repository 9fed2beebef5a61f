"""Sentences of each language by kind: who says what (``sentences/xx.txt``).

``## claim``, the text (``|`` is an empty line), then ``= content -> speaker`` for each statement;
none for a text without one. A claim that ends in ``(open)`` does not hold yet.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.statements import read_statements

FOLDER = Path(__file__).parent / "sentences"
OPEN = "(open)"


def cases() -> Iterator[object]:
    for file in sorted(FOLDER.glob("*.txt")):
        for claim, text, wanted in sections(file.read_text("utf-8")):
            marks = [pytest.mark.xfail(strict=True)] if claim.endswith(OPEN) else []
            yield pytest.param(file.stem, text, wanted, id=f"{file.stem}: {claim}", marks=marks)


def sections(document: str) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    for section in document.split("## ")[1:]:
        claim, text, *said = section.strip().split("\n")
        pairs = [line.removeprefix("= ").partition("->") for line in said]
        wanted = [(content.strip(), speaker.strip()) for content, _, speaker in pairs]
        yield claim, text.replace("|", "\n\n"), wanted


@pytest.mark.parametrize(("language", "text", "wanted"), list(cases()))
def test_a_text_has_these_statements(
    language: str, text: str, wanted: list[tuple[str, str]]
) -> None:
    results = [(statement.text, statement.said_by) for statement in read_statements(text, language)]
    assert results == wanted
