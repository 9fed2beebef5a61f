"""Captured article pages give the text that their gold says, nothing of the site around it; title, authors and date are on the record."""

import gzip
import json
import re
import statistics
from collections import Counter
from collections.abc import Iterator
from typing import Any

from monitor.articles.page import text_of_page
from tests.shared import DATA, listed, needs_data


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))


def word_f1(found: str, gold: str) -> float:
    """Return the harmonic mean of precision and recall of words, counted with their repeats."""
    mine, theirs = _words(found), _words(gold)
    return 2 * sum((mine & theirs).values()) / max(1, sum(mine.values()) + sum(theirs.values()))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)


def gold_texts(page: dict[str, Any]) -> list[str]:
    """Return the texts of which the page holds one: of a publisher there is gold of several years."""
    file = DATA / "articles" / page["gold"]
    if file.suffix == ".txt":
        return [file.read_text("utf-8")]
    gold = json.loads(file.read_text("utf-8"))
    return [
        "\n".join(_texts(gold[version]["body"]))
        for version in page["parser_versions"]
        if version in gold
    ]


@needs_data
def test_captured_pages_give_their_gold_text() -> None:
    scores = {}
    authors = 0
    for page in listed("articles"):
        found = text_of_page(
            gzip.decompress((DATA / "articles" / page["html"]).read_bytes()), page.get("url")
        )
        assert found is not None, page["html"]
        assert found.title
        authors += found.author is not None
        scores[page["html"]] = max(word_f1(found.text, gold) for gold in gold_texts(page))
    assert len(scores) >= 38
    assert statistics.mean(scores.values()) >= 0.95, sorted(
        scores.items(), key=lambda each: each[1]
    )[:5]
    assert authors > len(scores) / 2
