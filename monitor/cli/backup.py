"""``monitor backup``."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.options import CONFIG, JSON_OBJECT
from monitor.cli.settings import read_settings

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from monitor.services.backup import Manifest


@click.command("backup")
@CONFIG
@JSON_OBJECT
@click.option("--replace", is_flag=True, help="Overwrite FILE if it exists.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def command(folder: Path, as_json: bool, replace: bool, file: Path) -> None:
    """Write the database and the configuration into a file.

    The system may run: the backup is of one moment. It can be restored into SQLite and PostgreSQL,
    whichever it comes from. Files of secrets are omitted and named.
    """
    from monitor.cli.database import run_on_database
    from monitor.cli.output import counting
    from monitor.records.errors import InvalidInput
    from monitor.services.backup import write_backup

    if file.exists() and not replace:
        raise InvalidInput(f"{file} exists; name another file, or use --replace")
    settings = read_settings(folder)
    with counting("rows") as advance:

        async def write(engine: "AsyncEngine") -> "Manifest":
            return await write_backup(file, engine, settings, advance)

        manifest = run_on_database(settings, write)
    _print(manifest, file, as_json=as_json)


def _print(manifest: "Manifest", file: Path, *, as_json: bool) -> None:
    from monitor.cli.output import print_json

    size, rows = file.stat().st_size, sum(manifest.rows.values())
    if as_json:
        print_json(
            {
                "file": str(file),
                "bytes": size,
                "created_at": manifest.created_at.isoformat(),
                "rows": manifest.rows,
                "config": list(manifest.config),
                "left_out": list(manifest.left_out),
            }
        )
        return
    files = len(manifest.config)
    click.echo(
        f"{file}: {rows:,} rows and {files} files of the configuration, {size / 1e6:,.1f} MB"
    )
    for name in manifest.left_out:
        click.echo(f"left out, keep it elsewhere: {name}")
