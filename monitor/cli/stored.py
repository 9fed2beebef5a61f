"""Commands that list, show and change the alerts and rejections of the store."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path

import click

from monitor.alerts.noise import FAULTS, Fault
from monitor.cli.common import CONFIG, JSON, Failure, WrongInput, settings_of


def _list(folder: Path, kind: str, columns: tuple[str, ...], *, as_json: bool) -> None:
    from monitor.cli import listing
    from monitor.records.errors import DatabaseUnavailable

    try:
        listing.print_rows(
            settings_of(folder), getattr(listing, f"{kind}_rows"), columns, as_json=as_json
        )
    except DatabaseUnavailable as error:
        raise Failure(str(error)) from error


@click.group()
def alerts() -> None:
    """Alerts that were raised."""


@alerts.command("list")
@CONFIG
@JSON
def list_alerts(folder: Path, as_json: bool) -> None:
    """List the newest alerts."""
    _list(
        folder,
        "alert",
        ("raised_at", "severity", "rule", "actor", "publishers", "id"),
        as_json=as_json,
    )


@alerts.command("show")
@CONFIG
@JSON
@click.argument("alert")
def show_alert(folder: Path, as_json: bool, alert: str) -> None:
    """Show one alert: what was said, by whom, why it was raised, and every copy."""
    from monitor.cli.listing import find_alert, print_alert

    found = find_alert(settings_of(folder), alert)
    if found is None:
        raise WrongInput(f"no alert {alert}; monitor alerts list shows their ids")
    print_alert(found, as_json=as_json)


@alerts.command("mark")
@CONFIG
@click.option("--fault", type=click.Choice(FAULTS), required=True, help="What is wrong with it.")
@click.option("--note", default="", help="For whoever reads it later.")
@click.argument("alert")
def mark_alert(folder: Path, fault: Fault, note: str, alert: str) -> None:
    """Say that an alert was wrong, and why; `monitor check --noise` counts it and proposes what to change."""
    from monitor.cli import listing

    if not listing.mark_alert(settings_of(folder), alert, fault, note):
        raise WrongInput(f"no alert {alert}; monitor alerts list shows their ids")
    click.echo(f"{alert}: marked as {fault}")


@alerts.command("silence")
@CONFIG
@click.option("--for", "lasts", required=True, help="How long: 90s, 2h, 7d.")
@click.option("--comment", default="", help="For whoever reads it later.")
@click.argument("matchers", nargs=-1, required=True, metavar="FIELD=VALUE...")
def silence_alerts(folder: Path, lasts: str, comment: str, matchers: tuple[str, ...]) -> None:
    """Keep alerts without notifying anybody: rule=x actor=y; fields are rule, actor, theme, act, severity, publisher.

    Each field must be met; one that stands several times is met by any of its values.
    """
    from getpass import getuser

    from monitor.alerts.silence import FIELDS, Field
    from monitor.cli.listing import put_silence
    from monitor.config.models import parse_duration
    from monitor.store.silences import new_silence

    wanted: dict[Field, tuple[str, ...]] = {}
    for matcher in matchers:
        given, _, value = matcher.partition("=")
        name = next((known for known in FIELDS if known == given), None)
        if name is None or not value:
            raise WrongInput(f"{matcher!r}: write FIELD=VALUE, with one of {', '.join(FIELDS)}")
        wanted[name] = (*wanted.get(name, ()), value)
    try:
        duration = parse_duration(lasts)
    except ValueError as error:
        raise WrongInput(str(error)) from error
    silence = new_silence(wanted, who=getuser(), comment=comment, lasts=duration)
    put_silence(settings_of(folder), silence)
    click.echo(
        f"{silence.id}: until {silence.expires_at:%Y-%m-%d %H:%M} UTC; DELETE /api/v1/silences/{silence.id} ends it"
    )


@click.group()
def rejected() -> None:
    """What could not be read, parked."""


@rejected.command("list")
@CONFIG
@JSON
def list_rejected(folder: Path, as_json: bool) -> None:
    """List what is parked, with where it came from and what was wrong with it."""
    _list(
        folder,
        "rejection",
        ("id", "at", "stage", "topic", "partition", "offset", "error", "message"),
        as_json=as_json,
    )


@rejected.command("show")
@CONFIG
@click.argument("rejection")
def show_rejected(folder: Path, rejection: str) -> None:
    """Show one rejection as JSON, with the message as it was."""
    from monitor.cli.listing import find_rejection, rejection_view

    found = find_rejection(settings_of(folder), rejection)
    if found is None:
        raise WrongInput(f"nothing parked as {rejection}; monitor rejected list shows the ids")
    click.echo(json.dumps(rejection_view(found), ensure_ascii=False, indent=2))


@rejected.command("retry")
@CONFIG
@click.argument("rejections", nargs=-1, required=True, metavar="REJECTION...")
def retry_rejected(folder: Path, rejections: tuple[str, ...]) -> None:
    """Put parked messages back on the topic that they came from; needs MONITOR_KAFKA."""
    from monitor.cli.listing import retry

    settings = settings_of(folder)
    if not settings.kafka:
        raise WrongInput("`monitor rejected retry` needs a Kafka: set MONITOR_KAFKA=host:9092")
    _each(rejections, lambda id_: retry(settings, id_), "back on its topic")


@rejected.command("drop")
@CONFIG
@click.argument("rejections", nargs=-1, required=True, metavar="REJECTION...")
def drop_rejected(folder: Path, rejections: tuple[str, ...]) -> None:
    """Drop parked messages: they are kept in the store, and no longer listed."""
    from monitor.cli.listing import drop

    settings = settings_of(folder)
    _each(rejections, lambda id_: drop(settings, id_), "dropped")


def _each(ids: tuple[str, ...], work: Callable[[str], Awaitable[str | None]], done: str) -> None:
    async def run() -> list[str]:
        return [f"{id_}: {problem}" for id_ in ids if (problem := await work(id_)) is not None]

    wrong = asyncio.run(run())
    for id_ in ids:
        if not any(line.startswith(f"{id_}:") for line in wrong):
            click.echo(f"{id_}: {done}")
    if wrong:
        raise WrongInput("\n".join(wrong))
