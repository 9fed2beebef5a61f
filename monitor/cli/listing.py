"""What the store and the watchlist hold, for the commands that list, show and settle it: tables on a terminal, or JSON lines."""

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

import msgspec
from rich.console import Console
from rich.table import Table
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.alerts.noise import Fault
from monitor.alerts.silence import Silence
from monitor.articles.language import detect_language
from monitor.config import Settings
from monitor.deliveries import AlertFilter, alert_view, feed_view
from monitor.kafka.dead_letters import ATTEMPT_HEADER
from monitor.kafka.producer import RecordProducer
from monitor.records import Alert, Rejection
from monitor.store import Archive, Feedback, Queries, open_engine, upgrade_database
from monitor.store.silences import Silences
from monitor.watchlist import Watchlist, WatchlistIndex

SHOWN = 200
"""Rows at most; the API pages through all."""

Row = dict[str, Any]
T = TypeVar("T")


async def feed_rows(queries: Queries) -> list[Row]:
    """Return the health of every feed."""
    return [feed_view(state) for state in await queries.feeds()]


async def alert_rows(queries: Queries) -> list[Row]:
    """Return the newest alerts as the API shows them."""
    return [
        alert_view(alert) for alert in (await queries.find_alerts(AlertFilter(), limit=SHOWN)).items
    ]


async def rejection_rows(queries: Queries) -> list[Row]:
    """Return what is parked, newest first, without the bodies."""
    rows = [rejection_view(rejection) for rejection in await queries.rejections(limit=SHOWN)]
    return [{key: value for key, value in row.items() if key != "body"} for row in rows]


def watchlist_rows(watchlist: Watchlist, tag: str | None = None) -> list[Row]:
    """Return actors, themes and rules, one row each."""
    rows = [
        {
            "kind": actor.kind,
            "id": actor.id,
            "name": actor.name,
            "details": ", ".join(actor.aliases),
        }
        for actor in watchlist.actors
        if tag is None or tag in actor.tags
    ]
    if tag is None:
        rows += [
            {"kind": "theme", "id": theme.id, "name": theme.name, "details": theme.query}
            for theme in watchlist.themes
        ]
        rows += [
            {"kind": "rule", "id": rule.id, "name": rule.name, "details": f"{rule.severity}: {', '.join(rule.speakers) or 'anyone'}"}
            for rule in watchlist.rules
        ]  # fmt: skip
    return rows


def rows_in_text(watchlist: Watchlist, text: str) -> list[Row]:
    """Return the actors that a text mentions and the themes that it meets, with their places."""
    index = WatchlistIndex(watchlist)
    rows: list[Row] = [
        {
            "kind": "actor",
            "id": mention.actor,
            "text": mention.text,
            "start": mention.start,
            "end": mention.end,
        }
        for mention in index.find_mentions(text)
    ]
    rows += [
        {
            "kind": "theme",
            "id": hit.theme,
            "text": text[hit.start : hit.end],
            "start": hit.start,
            "end": hit.end,
        }
        for hit in index.find_themes(text, detect_language(text))
    ]
    return rows


def rejection_view(rejection: Rejection) -> Row:
    """Return a rejection as builtin values; bytes as text where they are UTF-8, else as base64."""
    row: Row = msgspec.to_builtins(rejection)
    row.pop("schema", None)
    return {**row, "key": _readable(rejection.key), "body": _readable(rejection.body)}


def find_alert(settings: Settings, id_: str) -> Alert | None:
    """Return one alert of the store. Raises `DatabaseUnavailable`."""
    return asyncio.run(_with_store(settings, lambda queries, _: queries.alert(id_)))


def put_silence(settings: Settings, silence: Silence) -> None:
    """Store a silence. Raises `DatabaseUnavailable`."""

    async def put(engine: AsyncEngine) -> None:
        await Silences(engine).put(silence)

    asyncio.run(_with_engine(settings, put))


def mark_alert(settings: Settings, id_: str, fault: Fault, note: str) -> bool:
    """Note that an alert was wrong; return whether there is such an alert. Raises `DatabaseUnavailable`."""
    return asyncio.run(
        _with_engine(settings, lambda engine: Feedback(engine).mark(id_, fault, note))
    )


def noise_rows(settings: Settings) -> list[Row]:
    """Return what is wrong with the alerts of each rule, and what would mend it. Raises `DatabaseUnavailable`."""
    return [
        {
            "rule": noise.rule,
            "alerts": noise.alerts,
            "marked": ", ".join(f"{count} {fault}" for fault, count in noise.faults.items()),
            "as": ", ".join(f"{text} ({count})" for text, count in noise.aliases.items()),
            "proposals": "\n".join(noise.proposals),
        }
        for noise in asyncio.run(_with_engine(settings, lambda engine: Feedback(engine).noise()))
    ]


def find_rejection(settings: Settings, id_: str) -> Rejection | None:
    """Return something parked. Raises `DatabaseUnavailable`."""
    return asyncio.run(_with_store(settings, lambda queries, _: queries.rejection(id_)))


async def retry(settings: Settings, id_: str) -> str | None:
    """Put a parked message back on its topic; return why it cannot be, or None. Raises `DatabaseUnavailable`, KafkaError."""
    assert settings.kafka is not None, "the command has checked it"

    async def work(queries: Queries, archive: Archive) -> str | None:
        found = await queries.rejection(id_)
        if found is None:
            return "nothing parked by this id"
        if not found.topic:
            return "it was no message of a topic; what it came from is polled again by itself"
        if found.truncated:
            return "only its beginning was kept, so it cannot be sent again"
        producer = RecordProducer(str(settings.kafka), "retry")
        try:
            headers = [(ATTEMPT_HEADER, str(found.attempt + 1).encode())]
            await producer.send_bytes(found.topic, found.key, found.body, headers)
        finally:
            await producer.stop()
        await archive.settle_rejection(id_, "retried")
        return None

    return await _with_store(settings, work)


async def drop(settings: Settings, id_: str) -> str | None:
    """Take something off the list of what is parked; return why it cannot be, or None. Raises `DatabaseUnavailable`."""

    async def work(queries: Queries, archive: Archive) -> str | None:
        if await queries.rejection(id_) is None:
            return "nothing parked by this id"
        await archive.settle_rejection(id_, "dropped")
        return None

    return await _with_store(settings, work)


def print_rows(
    settings: Settings,
    read: Callable[[Queries], Awaitable[list[Row]]],
    columns: Sequence[str],
    *,
    as_json: bool,
) -> None:
    """Print rows of the store. Raises `DatabaseUnavailable`."""
    print_table(
        asyncio.run(_with_store(settings, lambda queries, _: read(queries))),
        columns,
        as_json=as_json,
    )


def print_table(rows: Sequence[Row], columns: Sequence[str], *, as_json: bool) -> None:
    """Print rows: one JSON object a line, or a table of some columns."""
    if as_json:
        for row in rows:
            print(json.dumps(row, ensure_ascii=False))  # noqa: T201  this is the command's output
        return
    table = Table(*columns)
    for row in rows:
        table.add_row(
            *(str(row.get(column) if row.get(column) is not None else "") for column in columns)
        )
    Console().print(table if rows else "Nothing yet.")


def print_alert(alert: Alert, *, as_json: bool) -> None:
    """Print one alert with its why and every copy."""
    view = alert_view(alert)
    if as_json:
        print(json.dumps(view, ensure_ascii=False))  # noqa: T201  this is the command's output
        return
    console = Console(highlight=False, markup=False)
    console.print(
        f"{alert.rule_name} ({alert.severity}), raised {alert.raised_at:%Y-%m-%d %H:%M:%S} UTC",
        style="bold",
    )
    console.print(f"{alert.statement.said_by or 'somebody'}: “{alert.statement.text}”")
    for reason in alert.why:
        console.print(
            f"  why: {reason.clause} is {reason.value}, at {reason.start} to {reason.end}"
        )
    for miss in alert.missed:
        console.print(
            f"  nearly {miss.rule}: {miss.clause} is {miss.got}, not {miss.wanted}", style="dim"
        )
    for copy in alert.copies:
        console.print(
            f"  {copy.publisher}, {copy.seen_at:%Y-%m-%d %H:%M:%S}: {copy.title} <{copy.url}>",
            style="dim",
        )


async def _with_store(settings: Settings, work: Callable[[Queries, Archive], Awaitable[T]]) -> T:
    return await _with_engine(settings, lambda engine: work(Queries(engine), Archive(engine)))


async def _with_engine(settings: Settings, work: Callable[[AsyncEngine], Awaitable[T]]) -> T:
    engine = open_engine(settings.database)
    try:
        await upgrade_database(engine)
        return await work(engine)
    finally:
        await engine.dispose()


def _readable(body: bytes | None) -> str | None:
    if body is None:
        return None
    try:
        return body.decode()
    except UnicodeDecodeError:
        return "base64:" + base64.b64encode(body).decode()
