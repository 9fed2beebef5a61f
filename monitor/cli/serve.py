"""``monitor serve``."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.options import CONFIG
from monitor.cli.settings import read_configuration, read_settings

if TYPE_CHECKING:
    from monitor.config import Settings


@click.command("serve")
@CONFIG
def command(folder: Path) -> None:
    """Serve the API, the live stream and the dashboard.

    Listens on MONITOR_HTTP.
    """
    import asyncio

    from monitor.cli.checks import (
        require_data_folder,
        require_free_metrics_port,
        require_free_port,
    )
    from monitor.config.access_token import login_link, read_or_create_token
    from monitor.services.logging import configure_logging

    settings = read_settings(folder)
    configure_logging(settings.log_level, "serve", settings.log_format)
    _require_token(settings)
    read_configuration(settings)
    require_data_folder(settings.data)
    require_free_port(settings.http_host, settings.http_port)
    require_free_metrics_port(settings)
    token = read_or_create_token(settings.token_file or settings.data / "token")
    if sys.stderr.isatty():  # a token is never written into a log
        click.echo(f"Open {login_link(settings, token)}", err=True)
    from monitor.bootstrap.web import run_web

    asyncio.run(run_web(settings, token))


def _require_token(settings: "Settings") -> None:
    """Refuse an address that other machines reach, unless the operator has named a token."""
    from monitor.records.errors import InvalidInput

    if settings.token_file is None and not settings.is_loopback:
        raise InvalidInput(
            f"other machines reach {settings.http_host}; name a token with MONITOR_TOKEN_FILE, "
            "or set MONITOR_HTTP to a loopback address"
        )
