"""Print the difference that a replay finds."""

from collections.abc import Iterator

import click

from monitor.cli.output import Row, print_rows
from monitor.flow.compare_replay import AlertSummary, Difference

COLUMNS = {"change": "change", "rule": "rule", "speaker": "speaker", "statement": "statement"}


def print_difference(difference: Difference, *, as_json: bool) -> None:
    """Print the alerts gained and lost as JSON lines, or as a table with a summary."""
    rows = list(_rows(difference))
    if as_json:
        print_rows(rows, COLUMNS, as_json=True, if_empty="")
        return
    if rows:
        print_rows(rows, COLUMNS, as_json=False, if_empty="")
    click.echo(summary_text(difference))


def summary_text(difference: Difference) -> str:
    """Return the counts in one sentence."""
    return (
        f"{difference.statements} statements of {difference.articles} articles: "
        f"{len(difference.raised)} alerts would be raised that were not, "
        f"{len(difference.missing)} would not be, {difference.same} are the same."
    )


def _rows(difference: Difference) -> Iterator[Row]:
    for summary in difference.raised:
        yield _row("would be raised", summary)
    for summary in difference.missing:
        yield _row("would not be raised", summary)


def _row(change: str, summary: AlertSummary) -> Row:
    return {
        "change": change,
        "rule": summary.rule,
        "speaker": summary.speaker,
        "statement": summary.text,
        "article": summary.url,
    }
