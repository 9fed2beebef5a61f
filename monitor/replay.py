"""`monitor replay`: the stored articles read again with a changed watchlist, against the alerts that are stored. Nobody is notified.

The same functions as in the pipeline; nothing is written.
"""

import asyncio
import json
from dataclasses import dataclass
from datetime import UTC, datetime

from rich.console import Console
from rich.progress import track
from rich.table import Table

from monitor.config import Settings
from monitor.deliveries import AlertFilter
from monitor.flow import match_reading, read_article
from monitor.records import Alert, Match
from monitor.store import Queries, open_engine, upgrade_database
from monitor.watchlist import Watchlist, WatchlistIndex


@dataclass(frozen=True, slots=True)
class Difference:
    """What a watchlist would have raised, beside what was raised."""

    articles: int
    raised: tuple[Match, ...]
    """Would be raised, and was not: the first match of each alert."""
    missing: tuple[Alert, ...]
    """Was raised, and would not be."""
    same: int


def replay_stored(settings: Settings, watchlist: Watchlist, since: datetime | None) -> Difference:
    """Read every stored article again. Raises `StoreError`."""
    return asyncio.run(_replay(settings, watchlist, since.replace(tzinfo=UTC) if since else None))


async def _replay(settings: Settings, watchlist: Watchlist, since: datetime | None) -> Difference:
    index = WatchlistIndex(watchlist)
    engine = open_engine(settings.database)
    try:
        await upgrade_database(engine)
        queries = Queries(engine)
        articles = [article async for article in queries.articles_since(since)]
        stored = await _stored_alerts(queries, since)
    finally:
        await engine.dispose()
    found: dict[str, Match] = {}
    console = Console(stderr=True)
    for article in track(articles, "Reading", console=console, transient=True, disable=not console.is_terminal):
        for match in match_reading(read_article(article, index), index):
            found.setdefault(match.alert, match)
    read = {article.id for article in articles}
    known = {alert.id: alert for alert in stored if any(copy.article in read for copy in alert.copies)}
    return Difference(
        articles=len(articles),
        raised=tuple(match for id_, match in found.items() if id_ not in known),
        missing=tuple(alert for id_, alert in known.items() if id_ not in found),
        same=sum(1 for id_ in found if id_ in known),
    )


async def _stored_alerts(queries: Queries, since: datetime | None) -> list[Alert]:
    found: list[Alert] = []
    cursor: int | None = None
    while True:
        page = await queries.find_alerts(AlertFilter(since=since), limit=200, before=cursor)
        found.extend(page.items)
        if page.next is None:
            return found
        cursor = page.next


def print_difference(difference: Difference, *, as_json: bool) -> None:
    """Print what would have been raised and what would not, as JSON lines or as a table with a summary."""
    rows: list[tuple[str, Match | Alert]] = [
        *(("would be raised", match) for match in difference.raised),
        *(("would not be raised", alert) for alert in difference.missing),
    ]
    if as_json:
        for what, each in rows:
            row = {
                "change": what, "rule": each.rule, "speaker": each.statement.said_by, "statement": each.statement.text,
                "article": each.article.url,
            }  # fmt: skip
            print(json.dumps(row, ensure_ascii=False))  # noqa: T201  this is the command's output
        return
    console = Console()
    if rows:
        table = Table("change", "rule", "speaker", "statement")
        for what, each in rows:
            table.add_row(what, each.rule, each.statement.said_by, each.statement.text)
        console.print(table)
    console.print(
        f"{difference.articles} articles read again: {len(difference.raised)} alerts would be raised that were not, "
        f"{len(difference.missing)} would not be, {difference.same} are the same."
    )
