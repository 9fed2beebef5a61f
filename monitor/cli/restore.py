"""``monitor restore``."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from monitor.cli.options import CONFIG, JSON_OBJECT
from monitor.cli.settings import read_settings

if TYPE_CHECKING:
    from monitor.services.backup import Backup

Part = Literal["database", "configuration"]


@click.command("restore")
@CONFIG
@JSON_OBJECT
@click.option(
    "--only",
    type=click.Choice(["database", "configuration"]),
    help="Restore this part. Default: both.",
)
@click.option("--replace", is_flag=True, help="Remove what the database and the folder have.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def command(folder: Path, as_json: bool, only: Part | None, replace: bool, file: Path) -> None:
    """Restore a file of `monitor backup`.

    Stop every process but Kafka first. Everything is checked before anything changes. Afterwards
    `monitor archive --since` fills the gap from Kafka.
    """
    import contextlib

    from monitor.cli.output import print_json
    from monitor.services.backup import Backup, restore_config

    with contextlib.closing(Backup(file)) as backup:
        backup.check()
        files = 0
        if only != "database":
            files = restore_config(backup, folder, replace=replace)
        if only != "configuration":
            _restore_database(backup, folder, replace=replace)
        manifest = backup.manifest
    rows = 0 if only == "configuration" else sum(manifest.rows.values())
    since = manifest.created_at.isoformat(timespec="seconds").replace("+00:00", "Z")
    if as_json:
        print_json({"rows": rows, "config": files, "backup_of": since})
        return
    click.echo(f"restored {rows:,} rows and {files} files of the configuration, as of {since}")
    for name in manifest.left_out:
        click.echo(f"not in the backup: {name}")
    if rows:
        click.echo(
            f"store the later messages that Kafka still holds: monitor archive --since {since}"
        )


def _restore_database(backup: "Backup", folder: Path, *, replace: bool) -> None:
    import asyncio

    from monitor.cli.output import counting
    from monitor.records.errors import DatabaseUnavailable
    from monitor.services.backup import restore_database
    from monitor.services.supervisor import hold
    from monitor.store.database import UNAVAILABLE

    settings = read_settings(folder)
    with hold(settings.data), counting("rows") as advance:
        work = restore_database(backup, settings, replace=replace, on_rows=advance)
        try:
            asyncio.run(work)
        except UNAVAILABLE as error:
            raise DatabaseUnavailable(f"the database cannot be restored: {error}") from error
