"""The watchlist: what is in it, what it finds in a text, and actors from other people's lists and back."""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.common import CONFIG, JSON, WrongInput, configuration_of, settings_of
from monitor.watchlist.exchange import FORMATS, Format

if TYPE_CHECKING:
    from monitor.config.actor_files import Imported
    from monitor.watchlist.exchange import Entry, Skipped

SHOWN = 10
"""Skipped entities that are named on a terminal; ``--json`` names all."""


@click.group()
def watchlist() -> None:
    """Actors, themes and rules."""


@watchlist.command("list")
@CONFIG
@JSON
@click.option("--tag", help="Only actors with this tag.")
def list_watchlist(folder: Path, as_json: bool, tag: str | None) -> None:
    """List the actors, themes and rules in force."""
    from monitor.cli.listing import print_table, watchlist_rows

    rows = watchlist_rows(configuration_of(settings_of(folder)).watchlist, tag)
    print_table(rows, ("kind", "id", "name", "details"), as_json=as_json)


@watchlist.command("find")
@CONFIG
@JSON
@click.argument("text")
def find_in_text(folder: Path, as_json: bool, text: str) -> None:
    """Show which actors a text mentions and which themes it meets, and where."""
    from monitor.cli.listing import print_table, rows_in_text

    print_table(
        rows_in_text(configuration_of(settings_of(folder)).watchlist, text),
        ("kind", "id", "text", "start", "end"),
        as_json=as_json,
    )


@watchlist.command("import")
@CONFIG
@JSON
@click.option("--format", "form", type=click.Choice(FORMATS), help="Left out: what the file shows.")
@click.option(
    "--name", help="Of the list; its actors stand in actors/NAME.jsonl. Left out: the file's."
)
@click.option("--keep", is_flag=True, help="Keep actors that the list no longer has.")
@click.option("--dry-run", "dry", is_flag=True, help="Say what would change; write nothing.")
@click.argument("file", type=click.File("r", encoding="utf-8"))
def import_actors(
    folder: Path,
    as_json: bool,
    form: Format | None,
    name: str | None,
    keep: bool,
    dry: bool,
    file: click.utils.LazyFile,
) -> None:
    """Take in actors: OpenSanctions (FollowTheMoney JSON lines), Wikidata (entities or SPARQL results), CSV; - is standard input.

    Importing a list again changes only what changed. A running system takes the change over within 5 s.
    """
    from monitor.config.actor_files import FOLDER, import_entries
    from monitor.records.errors import UnreadableList
    from monitor.watchlist.exchange import detect_format, read_entries

    target = (
        folder
        / FOLDER
        / f"{name or Path(file.name).stem.split('.')[0].strip('<>-') or 'imported'}.jsonl"
    )
    present = frozenset(
        actor.id for actor in configuration_of(settings_of(folder)).watchlist.actors
    )
    try:
        text = file.read()
        entries = _with_progress(read_entries(text, form or detect_format(text)))
        done = import_entries(entries, target, present, keep=keep, dry=dry)
    except UnreadableList as error:
        raise WrongInput(f"{file.name}: {error}") from error
    except UnicodeDecodeError as error:
        raise WrongInput(f"{file.name}: not UTF-8 ({error})") from error
    _tell(done, target, as_json=as_json, dry=dry)


def _with_progress(entries: "Iterable[Entry | Skipped]") -> "Iterator[Entry | Skipped]":
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    with Progress(
        SpinnerColumn(), TextColumn("{task.completed:,.0f} entities read"), TimeElapsedColumn(), console=console,
        transient=True, disable=not console.is_terminal,
    ) as bar:  # fmt: skip
        task = bar.add_task("", total=None)
        for entry in entries:
            bar.advance(task)
            yield entry


def _tell(done: "Imported", target: Path, *, as_json: bool, dry: bool) -> None:
    if as_json:
        counts = {
            kind: len(getattr(done, kind)) for kind in ("added", "changed", "unchanged", "removed")
        }
        left_out = [{"id": each.id, "why": each.why} for each in done.skipped]
        click.echo(
            json.dumps(
                {"file": str(target), "dry_run": dry, **counts, "skipped": left_out},
                ensure_ascii=False,
            )
        )
        return
    click.echo(
        f"{target}: {'would be ' if dry else ''}{len(done.added)} added, {len(done.changed)} changed, {len(done.removed)} removed; "
        f"{len(done.unchanged)} unchanged, {len(done.skipped)} skipped"
    )
    for skipped in done.skipped[:SHOWN]:
        click.echo(f"  skipped {skipped.id}: {skipped.why}")
    if len(done.skipped) > SHOWN:
        click.echo(f"  … and {len(done.skipped) - SHOWN} more; --json names all")


@watchlist.command("export")
@CONFIG
@click.option(
    "--format",
    "form",
    type=click.Choice([form for form in FORMATS if form != "wikidata"]),
    default="followthemoney",
    show_default=True,
)
@click.option("--tag", help="Only actors with this tag.")
def export_actors(folder: Path, form: Format, tag: str | None) -> None:
    """Print every actor, imported or not, as FollowTheMoney JSON lines or as CSV, which keeps every field."""
    from monitor.watchlist.exchange import write_entries

    actors = [
        actor
        for actor in configuration_of(settings_of(folder)).watchlist.actors
        if tag is None or tag in actor.tags
    ]
    sys.stdout.writelines(f"{line}\n" for line in write_entries(actors, form))
