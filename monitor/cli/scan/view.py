"""Show a reading: the text with its statements coloured, or the contract's JSON object."""

from typing import Any

import msgspec
from rich.console import Console
from rich.text import Text

from monitor.cli.output import without_controls
from monitor.cli.scan.sources import Scanned
from monitor.flow.match_reading import match_reading
from monitor.matches.evidence import Evidence
from monitor.matches.rules import find_near_misses, judge_statement
from monitor.records import NearMiss, Reading, Reason, Statement
from monitor.statements import reading_depth
from monitor.watchlist import WatchlistIndex

KIND_STYLES = {"direct": "green", "indirect": "cyan", "mixed": "yellow"}

CERTAIN = 1.0
"""The score of a reason that is not a likeness in meaning."""


def scanned_view(scanned: Scanned, index: WatchlistIndex) -> dict[str, Any]:
    """Return the contract's JSON object for one source, as builtin values."""
    reading = scanned.reading
    article = reading.article
    return {
        "source": scanned.source,
        "article": {
            "id": article.id,
            "title": article.title,
            "language": article.language,
            "depth": reading_depth(article.language),
            "text": article.text,
        },
        "statements": msgspec.to_builtins(reading.statements),
        "mentions": msgspec.to_builtins(reading.mentions),
        "undecided": msgspec.to_builtins(reading.undecided),
        "near": _near_misses_view(reading, index),
        "matches": _matches_view(reading, index),
    }


def _near_misses_view(reading: Reading, index: WatchlistIndex) -> list[dict[str, Any]]:
    views: list[dict[str, Any]] = []
    for statement in reading.statements:
        misses = find_near_misses(Evidence(statement, reading, index))
        views.extend({"statement": statement.id, **msgspec.to_builtins(miss)} for miss in misses)
    return views


def _matches_view(reading: Reading, index: WatchlistIndex) -> list[dict[str, Any]]:
    return [
        {
            "rule": match.rule,
            "statement": match.statement.id,
            "why": msgspec.to_builtins(match.why),
        }
        for match in match_reading(reading, index)
    ]


def print_reading(reading: Reading, index: WatchlistIndex, console: Console) -> None:
    """Print the text with its statements coloured, then each statement with its rules.

    ``console`` must not interpret markup: articles contain brackets.
    """
    console.print(coloured_text(reading), end="\n\n")
    language = reading.article.language
    if reading_depth(language) == "quotes":
        note = f"Language '{language}' is read for direct quotations only."
        console.print(note, style="yellow")
    for number, statement in enumerate(reading.statements, 1):
        _print_statement(number, statement, console)
        _print_matches(statement, reading, index, console)
        _print_near_misses(statement, reading, index, console)
    if not reading.statements:
        console.print("No statements in this article.", style="dim")


def coloured_text(reading: Reading) -> Text:
    """Return the article's text: content by kind, the speaker bold, the cue underlined."""
    text = Text(without_controls(reading.article.text))
    for statement in reading.statements:
        for part in statement.content:
            text.stylize(KIND_STYLES[statement.kind], part.start, part.end)
        if statement.speaker:
            text.stylize("bold", statement.speaker.start, statement.speaker.end)
        if statement.cue:
            text.stylize("underline", statement.cue.start, statement.cue.end)
    return text


def _print_statement(number: int, statement: Statement, console: Console) -> None:
    speaker = statement.speaker
    actor = f" [{speaker.actor}]" if speaker and speaker.actor else ""
    _print_line(f"{number:3}. {statement.said_by or 'unknown speaker'}{actor}", "bold", console)
    _print_line(f"     {statement.text}", KIND_STYLES[statement.kind], console)
    _print_line(f"     {_details_of(statement)}", "dim", console)


def _print_line(text: str, style: str, console: Console) -> None:
    """Print a text that may come from an article on a line of its own."""
    console.print(without_controls(text), style=style)


def _details_of(statement: Statement) -> str:
    """Return kind, acts, cue, confidence, persons and themes on one line."""
    polarity = (statement.polarity,) if statement.polarity == "denied" else ()
    kind = ", ".join((statement.kind, *statement.acts, *polarity))
    cue = f"“{statement.cue.text}”" if statement.cue else "no cue"
    details = [kind, cue, f"confidence {statement.confidence:.2f}"]
    if statement.about:
        details.append(f"about {', '.join(statement.about)}")
    if statement.themes:
        details.append(f"themes {', '.join(statement.themes)}")
    return "; ".join(details)


def _print_matches(
    statement: Statement, reading: Reading, index: WatchlistIndex, console: Console
) -> None:
    for rule in index.watchlist.rules:
        verdict = judge_statement(rule, statement, reading, index)
        if verdict.is_met:
            why = ", ".join(map(_reason_text, verdict.reasons))
            _print_line(f"     ● {rule.name}: {why}", "bold red", console)


def _print_near_misses(
    statement: Statement, reading: Reading, index: WatchlistIndex, console: Console
) -> None:
    """Print each near miss on a line; rules that only want another speaker share one."""
    names = {rule.id: rule.name for rule in index.watchlist.rules}
    other_speaker: list[str] = []
    for miss in find_near_misses(Evidence(statement, reading, index)):
        if _wants_another_speaker(miss):
            other_speaker.append(miss.rule)
            continue
        line = f"near miss: {miss.clause} is {miss.got}, not {miss.wanted}"
        _print_line(f"     ○ {names[miss.rule]}: {line}", "dim", console)
    if other_speaker:
        line = f"near miss, with another speaker: {', '.join(other_speaker)}"
        _print_line(f"     ○ {line}", "dim", console)


def _wants_another_speaker(miss: NearMiss) -> bool:
    return miss.clause == "speaker" and "undecided" not in miss.got


def _reason_text(reason: Reason) -> str:
    is_likeness = reason.score < CERTAIN
    like = f", like an example by {reason.score:.2f}" if is_likeness else ""
    return f"{reason.clause} is {reason.value}{like}"
