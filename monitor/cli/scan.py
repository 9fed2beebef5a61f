"""`monitor scan`: what the monitor sees in some articles, without a broker; the same functions as in the running pipeline."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console
from rich.text import Text

from monitor.articles.language import detect_language
from monitor.articles.text import join_text, text_of_page
from monitor.flow.match_reading import match_reading
from monitor.flow.read_article import read_article
from monitor.matches.evidence import Evidence
from monitor.matches.rules import find_near_misses, judge_statement
from monitor.records import Article, Reading, Reason, Statement
from monitor.records.errors import UnreadableSource
from monitor.records.ids import article_id, digest
from monitor.records.urls import canonical_url, host_of
from monitor.watchlist import WatchlistIndex

TITLE_AT_MOST = 200
"""Characters; a longer first line of a text is no headline."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """One source and what was read in it."""

    source: str
    reading: Reading


def scan_source(source: str, index: WatchlistIndex, fetch: Callable[[str], bytes]) -> Scanned:
    """Read one source: a text file, an ``.html`` file, an ``http(s)`` URL or ``-``. Raises `UnreadableSource`."""
    article = _article(source, fetch)
    return Scanned(source, read_article(article, index))


def _article(source: str, fetch: Callable[[str], bytes]) -> Article:
    try:
        if source.startswith(("http://", "https://")):
            return _from_page(source, fetch(source), source)
        if source == "-":
            return _from_text(source, sys.stdin.buffer.read())
        body = Path(source).read_bytes()
    except OSError as error:
        raise UnreadableSource(f"{source}: {error.strerror or error}") from error
    if source.lower().endswith((".html", ".htm")):
        return _from_page(source, body, None)
    return _from_text(source, body)


def _from_text(source: str, body: bytes) -> Article:
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableSource(
            f"{source}: no UTF-8 at byte {error.start}; convert it first (iconv -t utf-8)"
        ) from error
    first, _, rest = text.partition("\n")
    title = first.strip() if rest.startswith("\n") and len(first) <= TITLE_AT_MOST else ""
    return _made(digest("text", text), source, title, text, None)


def _from_page(source: str, body: bytes, url: str | None) -> Article:
    page = text_of_page(body, url)
    if page is None:
        raise UnreadableSource(f"{source}: no article found in this page")
    identity = canonical_url(url) if url else digest("text", page.text)
    return _made(
        identity, url or source, page.title, join_text(page.title, page.text), page.published_at
    )


def _made(identity: str, url: str, title: str, text: str, published_at: datetime | None) -> Article:
    return Article(
        id=article_id("", identity),
        feed="",
        publisher=host_of(url),
        url=url,
        title=title,
        text=text,
        language=detect_language(text),
        published_at=published_at,
        seen_at=datetime.now(UTC),
    )


def as_json(scanned: Scanned, index: WatchlistIndex) -> dict[str, Any]:
    """Return the contract's JSON object for one source."""
    reading = scanned.reading
    article = reading.article
    matches = match_reading(reading, index)
    return {
        "source": scanned.source,
        "article": {
            "id": article.id,
            "title": article.title,
            "language": article.language,
            "text": article.text,
        },
        "statements": msgspec.to_builtins(reading.statements),
        "mentions": msgspec.to_builtins(reading.mentions),
        "undecided": msgspec.to_builtins(reading.undecided),
        "near": [
            {"statement": statement.id, **msgspec.to_builtins(miss)}
            for statement in reading.statements
            for miss in find_near_misses(Evidence(statement, reading, index))
        ],
        "matches": [
            {
                "rule": match.rule,
                "statement": match.statement.id,
                "why": msgspec.to_builtins(match.why),
            }
            for match in matches
        ],
    }


KIND_STYLES = {"direct": "green", "indirect": "cyan", "mixed": "yellow"}


def show(scanned: Scanned, index: WatchlistIndex, console: Console) -> None:
    """Print the text with its statements coloured, and under it who said each, how, about whom, and why rules met or nearly did."""
    reading = scanned.reading
    text = Text(reading.article.text)
    for statement in reading.statements:
        for part in statement.content:
            text.stylize(KIND_STYLES[statement.kind], part.start, part.end)
        if statement.speaker:
            text.stylize("bold", statement.speaker.start, statement.speaker.end)
        if statement.cue:
            text.stylize("underline", statement.cue.start, statement.cue.end)
    console.print(text, end="\n\n")
    for number, statement in enumerate(reading.statements, 1):
        speaker = statement.speaker
        who = statement.said_by or "somebody"
        actor = f" [{speaker.actor}]" if speaker and speaker.actor else ""
        console.print(f"{number:3}. {who}{actor}", style="bold", markup=False, highlight=False)
        details = [
            statement.kind,
            *statement.acts,
            statement.polarity if statement.polarity == "denied" else "",
        ]
        console.print(
            f"     {statement.text}",
            style=KIND_STYLES[statement.kind],
            markup=False,
            highlight=False,
        )
        said = f"“{statement.cue.text}”" if statement.cue else "no cue"
        line = f"     {', '.join(filter(None, details))}; {said}; confidence {statement.confidence:.2f}"
        if statement.about:
            line += f"; about {', '.join(statement.about)}"
        if statement.themes:
            line += f"; themes {', '.join(statement.themes)}"
        console.print(line, style="dim", markup=False, highlight=False)
        _show_rules(statement, reading, index, console)
    if not reading.statements:
        console.print("No statements were found.", style="dim")


def _show_rules(
    statement: Statement, reading: Reading, index: WatchlistIndex, console: Console
) -> None:
    """Print which rules a statement meets and why, and which it misses by one clause; those that want another speaker share a line."""
    for rule in index.watchlist.rules:
        verdict = judge_statement(rule, statement, reading, index)
        if verdict.is_met:
            why = ", ".join(map(_shown, verdict.reasons))
            console.print(
                f"     ● {rule.name}: {why}", style="bold red", markup=False, highlight=False
            )
    others: list[str] = []
    names = {rule.id: rule.name for rule in index.watchlist.rules}
    for miss in find_near_misses(Evidence(statement, reading, index)):
        if miss.clause == "speaker" and "undecided" not in miss.got:
            others.append(miss.rule)
            continue
        line = f"     ○ {names[miss.rule]}: nearly; {miss.clause} is {miss.got}, not {miss.wanted}"
        console.print(line, style="dim", markup=False, highlight=False)
    if others:
        line = f"     ○ nearly, had it been said by another: {', '.join(others)}"
        console.print(line, style="dim", markup=False, highlight=False)


def _shown(reason: Reason) -> str:
    like = f", by likeness {reason.score:.2f} to an example" if reason.score < 1 else ""
    return f"{reason.clause} is {reason.value}{like}"
