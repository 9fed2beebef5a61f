"""``monitor alerts export``."""

import json
from pathlib import Path
from typing import Literal

import click

from monitor.cli.alerts.stored import stored_alert
from monitor.cli.options import CONFIG
from monitor.deliveries.render.misp import misp_event
from monitor.records.errors import InvalidInput

EXTRA = "STIX needs the library stix2: install the extra, `pip install 'news-monitor[stix]'`"


@click.command("export")
@CONFIG
@click.option(
    "--format",
    "form",
    type=click.Choice(["stix", "misp"]),
    default="stix",
    show_default=True,
    help="STIX 2.1 bundle (extra stix), or event in the MISP core format.",
)
@click.argument("alert", metavar="ID")
def command(folder: Path, form: Literal["stix", "misp"], alert: str) -> None:
    """Print one alert for other tools, as JSON.

    ID is the id of an alert or the beginning of it.
    """
    stored = stored_alert(folder, alert)
    if form == "misp":
        click.echo(json.dumps(misp_event(stored), ensure_ascii=False, indent=2))
        return
    try:
        from monitor.deliveries.render.stix import stix_bundle

        click.echo(stix_bundle(stored))
    except ImportError as error:
        raise InvalidInput(EXTRA) from error
