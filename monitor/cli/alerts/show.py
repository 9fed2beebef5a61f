"""``monitor alerts show``."""

from pathlib import Path

import click

from monitor.cli.alerts.stored import stored_alert
from monitor.cli.options import CONFIG, JSON
from monitor.cli.output import print_json, printable, stdout_console
from monitor.deliveries import alert_view
from monitor.records import Alert


@click.command("show")
@CONFIG
@JSON
@click.argument("alert", metavar="ID")
def command(folder: Path, as_json: bool, alert: str) -> None:
    """Show one alert with its reasons and copies.

    ID is the id of an alert or the beginning of it.
    """
    stored = stored_alert(folder, alert)
    if as_json:
        print_json(alert_view(stored))
    else:
        print_alert(stored)


def print_alert(alert: Alert) -> None:
    """Print an alert with its reasons, near misses and copies, one item a line."""
    console = stdout_console()
    raised = f"raised {alert.raised_at:%Y-%m-%d %H:%M:%S} UTC"
    said_by = alert.statement.said_by or "unknown speaker"
    console.print(f"{printable(alert.rule_name)} ({alert.severity}), {raised}", style="bold")
    console.print(f"{alert.id}, revision {alert.revision}", style="dim")
    console.print(printable(f"{said_by}: “{alert.statement.text}”"))
    for reason in alert.why:
        place = f"at {reason.start} to {reason.end}"
        console.print("  " + printable(f"why: {reason.clause} is {reason.value}, {place}"))
    for miss in alert.missed:
        clause = f"{miss.clause} is {miss.got}, not {miss.wanted}"
        console.print("  " + printable(f"near miss of {miss.rule}: {clause}"), style="dim")
    for copy in alert.copies:
        seen = f"{copy.publisher}, {copy.seen_at:%Y-%m-%d %H:%M:%S}"
        console.print("  " + printable(f"{seen}: {copy.title} <{copy.url}>"), style="dim")
