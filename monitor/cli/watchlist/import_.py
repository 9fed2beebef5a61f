"""``monitor watchlist import``."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from monitor.cli.imports import SOURCE, read_text, target_file
from monitor.cli.options import CONFIG, JSON
from monitor.cli.output import counting, print_json
from monitor.cli.settings import read_configuration, read_settings
from monitor.config.actor_files import FOLDER, Imported, import_entries
from monitor.records.errors import CommandFailed, UnreadableList
from monitor.watchlist.exchange import FORMATS, Entry, Format, Skipped, detect_format, read_entries

NAMED_SKIPS = 10
"""Skipped entities that a terminal names: a screen shows them all; ``--json`` names every one."""

CHANGES = ("added", "changed", "unchanged", "removed")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """How to import: ``form`` is None for a format that is to be detected."""

    form: Format | None
    name: str | None
    keep: bool
    is_dry: bool


@click.command("import")
@CONFIG
@JSON
@click.option("--format", "form", type=click.Choice(FORMATS), help="Default: detected.")
@click.option("--name", help="Name of the file in actors/. Default: the name of FILE.")
@click.option("--keep", is_flag=True, help="Keep actors that are no longer in the list.")
@click.option("--dry-run", "is_dry", is_flag=True, help="Report the changes; write nothing.")
@SOURCE
def command(folder: Path, as_json: bool, source: str, **options: Any) -> None:
    """Import actors from a list; - is standard input.

    Formats: OpenSanctions (FollowTheMoney JSON lines), Wikidata (entities or SPARQL results) and
    CSV. Importing a list again changes only what changed in it. A running system uses the actors
    within 5 s.
    """
    chosen = ImportOptions(**options)
    target = target_file(folder / FOLDER, chosen.name, source)
    configuration = read_configuration(read_settings(folder))
    present = frozenset(actor.id for actor in configuration.watchlist.actors)
    text = read_text(source)
    try:
        entries = _with_progress(read_entries(text, chosen.form or detect_format(text)))
        imported = import_entries(entries, target, present, keep=chosen.keep, dry=chosen.is_dry)
    except UnreadableList as error:
        raise UnreadableList(f"{source}: {error}") from error
    _print_imported(imported, target, is_dry=chosen.is_dry, as_json=as_json)
    if not (imported.added or imported.changed or imported.unchanged):
        raise CommandFailed(f"{source}: no actor was imported, {target} is unchanged")


def _with_progress(entries: Iterable[Entry | Skipped]) -> Iterator[Entry | Skipped]:
    with counting("entities read") as advance:
        for entry in entries:
            advance(1)
            yield entry


def _print_imported(imported: Imported, target: Path, *, is_dry: bool, as_json: bool) -> None:
    counts = {change: len(getattr(imported, change)) for change in CHANGES}
    if as_json:
        skipped = [{"id": skip.id, "why": skip.why} for skip in imported.skipped]
        print_json({"file": str(target), "dry_run": is_dry, **counts, "skipped": skipped})
        return
    changes = ", ".join(f"{counts[change]} {change}" for change in ("added", "changed", "removed"))
    would_be = "would be " if is_dry else ""
    click.echo(
        f"{target}: {would_be}{changes}; "
        f"{counts['unchanged']} unchanged, {len(imported.skipped)} skipped"
    )
    for skip in imported.skipped[:NAMED_SKIPS]:
        click.echo(f"  skipped {skip.id}: {skip.why}")
    if len(imported.skipped) > NAMED_SKIPS:
        click.echo(f"  … and {len(imported.skipped) - NAMED_SKIPS} more; --json names every one")
