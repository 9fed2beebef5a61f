"""``monitor mcp``."""

from pathlib import Path

import click

from monitor.cli.options import CONFIG
from monitor.cli.settings import read_settings

EXTRA = "assistants need the library mcp: install the extra, `pip install 'news-monitor[mcp]'`"


@click.command("mcp")
@CONFIG
@click.option("--address", help="Address of the web service. Default: that of the settings.")
@click.option(
    "--token-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File with a token. Default: that of the administrator.",
)
@click.option("--read-only", is_flag=True, help="Offer no tool that changes anything.")
def command(folder: Path, address: str | None, token_file: Path | None, read_only: bool) -> None:
    """Offer the monitor to an assistant (Model Context Protocol).

    Speaks on standard input and output; an assistant starts it. Tools: search statements, list
    alerts, an actor's time line, why an alert was raised, create a silence. An assistant may do
    what its token may. Needs the extra `mcp` and a running `monitor serve` or `monitor up`.
    """
    import asyncio

    from monitor.channels.secret_text import read_secret
    from monitor.records.errors import InvalidInput

    try:
        from monitor.client.assistant import create_server
    except ImportError as error:
        raise InvalidInput(EXTRA) from error
    from monitor.client import AsyncMonitor

    settings = read_settings(folder)
    file = token_file or settings.token_file or settings.data / "token"
    token = read_secret(file)

    async def serve() -> None:
        async with AsyncMonitor(address or f"http://{settings.http}", token) as client:
            await create_server(client, may_change=not read_only).run_stdio_async()

    asyncio.run(serve())
