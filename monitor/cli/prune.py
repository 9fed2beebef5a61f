"""``monitor prune``."""

import time
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.options import CONFIG
from monitor.cli.settings import read_settings

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from monitor.cli.output import Row
    from monitor.config import Settings


@click.command("prune")
@CONFIG
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per kind.")
@click.option(
    "--compact",
    is_flag=True,
    help="Then rewrite the database to release its free space. Writers wait meanwhile; SQLite needs"
    " free disk for a copy.",
)
def command(folder: Path, as_json: bool, compact: bool) -> None:
    """Remove what is older or more than its retention.

    The settings keep_* say how long, max_* how much; the deliverer does the same once an hour.
    """
    from monitor.cli.database import run_on_database
    from monitor.cli.output import counting, print_rows

    settings = read_settings(folder)

    with counting("rows") as advance:

        async def prune(engine: "AsyncEngine") -> tuple[dict[str, int], int, int]:
            from monitor.store import prune as store

            before = await store.database_bytes(engine)
            pruner = store.Pruner(
                engine,
                settings.retention,
                on_batch=advance,
                limits=settings.size_limits,
            )
            removed = await pruner.prune(time.time())
            await store.reclaim_space(engine)
            if compact:
                await store.compact(engine)
            return removed, before, await store.database_bytes(engine)

        removed, before, after = run_on_database(settings, prune)
    columns = {"kind": "kind", "kept": "kept", "at most": "at_most", "removed": "removed"}
    rows = list(_rows(settings, removed))
    print_rows(rows, columns, as_json=as_json, if_empty="")
    if not as_json:
        click.echo(f"database: {before / 1e6:,.1f} MB before, {after / 1e6:,.1f} MB after")


def _rows(settings: "Settings", removed: dict[str, int]) -> "Iterator[Row]":
    from monitor.config.retention import UNLIMITED, size_text

    for kind in (field.name for field in fields(settings.retention)):
        keep = getattr(settings.retention, kind)
        most_bytes = getattr(settings.size_limits, kind, None)
        yield {
            "kind": kind,
            "kept": f"{keep.days}d" if keep is not None else "forever",
            "at_most": size_text(most_bytes) if most_bytes is not None else UNLIMITED,
            "removed": removed.get(kind, 0),
        }
