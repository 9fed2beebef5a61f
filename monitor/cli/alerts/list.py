"""``monitor alerts list``."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from monitor.cli.database import database_name, run_on_database
from monitor.cli.options import CONFIG, JSON, LIMIT, UtcTime
from monitor.cli.output import print_rows
from monitor.cli.settings import read_settings
from monitor.deliveries import AlertFilter, alert_view
from monitor.records import SEVERITIES
from monitor.store import Store

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from monitor.config import Settings

FC = TypeVar("FC", bound=Callable[..., Any])

COLUMNS = {
    "id": "id",
    "raised": "raised_at",
    "severity": "severity",
    "rule": "rule",
    "speaker": "statement.speaker.name",
    "statement": "statement.text",
    "publishers": "publishers",
}


def _ids_option(name: str) -> Callable[[FC], FC]:
    """Return an option that takes the id of a rule, an actor or a theme, and may be repeated."""
    help_text = f"Only with this {name}. May be repeated."
    return click.option(f"--{name}", f"{name}s", multiple=True, metavar="ID", help=help_text)


@click.command("list")
@CONFIG
@JSON
@LIMIT
@_ids_option("rule")
@_ids_option("actor")
@_ids_option("theme")
@click.option("--act", "acts", multiple=True, help="Only with this act. May be repeated.")
@click.option(
    "--severity",
    "min_severity",
    type=click.Choice(SEVERITIES),
    default=SEVERITIES[0],
    help="Only of at least this severity.",
)
@click.option("--since", type=UtcTime(), help="Only raised at or after this time (UTC).")
@click.option("--until", type=UtcTime(), help="Only raised before this time (UTC).")
@click.option("-q", "words", default="", metavar="WORDS", help="Only with all of these words.")
def command(folder: Path, as_json: bool, limit: int, **clauses: Any) -> None:
    """List the newest alerts. Without an option for it, a field may have any value."""
    wanted = AlertFilter(**clauses)
    settings = read_settings(folder)

    async def find(engine: "AsyncEngine") -> list[dict[str, Any]]:
        page = await Store(engine).alerts.find(wanted, limit=limit)
        return [alert_view(alert) for alert in page.items]

    print_rows(
        run_on_database(settings, find),
        COLUMNS,
        as_json=as_json,
        if_empty=_no_alert(settings),
    )


def _no_alert(settings: "Settings") -> str:
    return (
        f"No alert in {database_name(settings)} matches. "
        "The demo keeps its data elsewhere and prints how to read it."
    )
