"""``monitor init``: a configuration folder to start from, with a watchlist that we wrote.

A pack is ``monitor/packs/NAME.yaml``, a watchlist of public persons and bodies with themes and
rules. Its first line says what it is about; its second the month of the offices in it.
"""

from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

import click

from monitor.cli.options import CONFIG

FEEDS = """\
# Feeds to poll. Find the feeds of a site with: monitor feeds discover https://example.org
defaults: {interval: 5m}
feeds: []
"""
SUBSCRIPTIONS = """\
# Who gets which alerts. The channels are described in the reference of the configuration.
subscriptions: []
"""
WATCHLIST = """\
# Who is watched (actors), what about (themes), and when to raise an alert (rules).
actors:
  - {id: example-person, name: Ana Example, kind: person, descriptions: [minister of examples]}
themes:
  - {id: elections, name: Elections, query: election* OR ballot* OR vote}
rules:
  - {id: example-on-elections, name: Ana Example on elections, speakers: [example-person],
     themes: [elections], severity: high}
"""


@click.command("init")
@CONFIG
@click.option("--pack", metavar="NAME", help="Start from a bundled watchlist; --packs lists them.")
@click.option("--packs", "lists_packs", is_flag=True, help="List the bundled watchlists and exit.")
def command(folder: Path, pack: str | None, lists_packs: bool) -> None:
    """Write a configuration folder to start from.

    Without a pack the watchlist has one example of each part. Files that exist are never replaced.
    """
    if lists_packs:
        for name, text in _packs().items():
            click.echo(f"{name:16} {_title(text)}")
        return
    files = {
        "watchlist.yaml": _watchlist(pack),
        "feeds.yaml": FEEDS,
        "subscriptions.yaml": SUBSCRIPTIONS,
    }
    _refuse_existing(folder, files)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    click.echo(f"{folder} has {', '.join(files)}. Next:")
    click.echo(f"  monitor feeds discover https://…  --config {folder}   (then: monitor feeds add)")
    click.echo(f"  monitor check --config {folder}")
    click.echo(f"  monitor up --config {folder}")


def _packs() -> dict[str, str]:
    """Return the text of every pack by its name, sorted."""
    files: list[Traversable] = [
        file
        for file in resources.files("monitor").joinpath("packs").iterdir()
        if file.name.endswith(".yaml")
    ]
    texts = {file.name.removesuffix(".yaml"): file.read_text("utf-8") for file in files}
    return dict(sorted(texts.items()))


def _title(text: str) -> str:
    """Return the first comment of a pack."""
    return text.partition("\n")[0].removeprefix("# ")


def _watchlist(pack: str | None) -> str:
    """Return the text of a watchlist. Raises `InvalidInput` for an unknown pack."""
    from monitor.config.messages import nearest
    from monitor.records.errors import InvalidInput

    if pack is None:
        return WATCHLIST
    packs = _packs()
    if pack not in packs:
        hint = nearest(pack, packs)
        raise InvalidInput(f"no pack has the name {pack!r}{hint}; there are {', '.join(packs)}")
    return packs[pack]


def _refuse_existing(folder: Path, files: dict[str, str]) -> None:
    """Raise `InvalidInput` if one of the files exists."""
    from monitor.records.errors import InvalidInput

    existing = [name for name in files if (folder / name).exists()]
    if existing:
        raise InvalidInput(
            f"{folder} has {' and '.join(existing)} already; name another folder with --config"
        )
