"""``monitor doctor``."""

import os
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.options import CONFIG, JSON

if TYPE_CHECKING:
    from monitor.services.doctor.finding import Finding

MARKS = {"ok": "ok", "warning": "warning", "problem": "PROBLEM", "skipped": "skipped"}
STYLES = {"ok": "green", "warning": "yellow", "problem": "bold red", "skipped": "dim"}


@click.command("doctor")
@CONFIG
@JSON
def command(folder: Path, as_json: bool) -> None:
    """Look at all that the monitor needs, and say what to do.

    Settings, configuration, disk, database, Kafka, clocks, processes and feeds; whatever is down is
    reported, and the rest is examined all the same. The exit code is 1 if something does not work,
    and 0 if there are warnings at most. The system may run or not; nothing is changed.
    """
    import asyncio

    from monitor.feeds.remedies import remedy_of
    from monitor.services.doctor.examination import Examination
    from monitor.services.doctor.finding import has_problem

    examination = Examination(folder, os.environ, remedy_of)

    async def examine() -> "list[Finding]":
        findings = []
        async for finding in examination.run():
            findings.append(finding)
            _print(finding, as_json=as_json)
        return findings

    findings = asyncio.run(examine())
    if not as_json:
        click.echo(_summary(findings))
    sys.exit(int(has_problem(findings)))


def _print(finding: "Finding", *, as_json: bool) -> None:
    from monitor.cli.output import print_json, stdout_console

    if as_json:
        print_json(asdict(finding))
        return
    console = stdout_console(soft_wrap=True)
    for style, text in _lines(finding):
        console.print(text, style=style)


def _lines(finding: "Finding") -> Iterator[tuple[str, str]]:
    from monitor.cli.output import printable

    mark = MARKS[finding.status]
    yield STYLES[finding.status], f"{mark:8} {finding.area}: {printable(finding.message)}"
    if finding.remedy:
        yield "", f"{'':8} → {printable(finding.remedy)}"


def _summary(findings: "list[Finding]") -> str:
    counts = Counter(finding.status for finding in findings)
    return f"{counts['problem']} problems, {counts['warning']} warnings, {counts['ok']} fine"
