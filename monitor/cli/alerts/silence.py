"""``monitor alerts silence``."""

import getpass
import os
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import click
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.alerts.silence import FIELDS, Field
from monitor.cli.database import run_on_database
from monitor.cli.options import CONFIG
from monitor.cli.settings import read_configuration, read_settings
from monitor.config.references import unknown_matchers
from monitor.records.errors import InvalidInput
from monitor.records.fields import parse_duration
from monitor.store.silences import Silences, new_silence

LONGEST_SILENCE = timedelta(days=366)
"""A year: a rule that is silent for longer is better removed."""


@click.command("silence")
@CONFIG
@click.option("--for", "duration", required=True, help="How long, such as 90s, 2h or 7d.")
@click.option("--comment", default="", help="A remark for later readers.")
@click.argument("matchers", nargs=-1, required=True, metavar="FIELD=VALUE...")
def command(folder: Path, duration: str, comment: str, matchers: tuple[str, ...]) -> None:
    """Store matching alerts without notifying anyone, for a time.

    FIELD is rule, actor, theme, act, severity or publisher. An alert must match every field that is
    given; a field that is repeated matches any of its values.
    """
    settings = read_settings(folder)
    wanted = parse_matchers(matchers)
    watchlist = read_configuration(settings).watchlist
    if unknown := [message for _, _, message in unknown_matchers(wanted, watchlist)]:
        raise InvalidInput("\n".join(unknown))
    silence = new_silence(
        wanted,
        who=user_name(),
        comment=comment,
        lasts=_parse_duration(duration),
    )

    async def put(engine: AsyncEngine) -> None:
        await Silences(engine).put(silence)

    run_on_database(settings, put)
    click.echo(
        f"{silence.id}: until {silence.expires_at:%Y-%m-%d %H:%M} UTC; "
        f"DELETE /api/v1/silences/{silence.id} ends it"
    )


def parse_matchers(matchers: Iterable[str]) -> dict[Field, tuple[str, ...]]:
    """Return the values of each field. Raises `InvalidInput` for a text that is not a matcher."""
    values: dict[Field, tuple[str, ...]] = {}
    for matcher in matchers:
        name, _, value = matcher.partition("=")
        field = next((field for field in FIELDS if field == name), None)
        if field is None or not value:
            raise InvalidInput(
                f"{matcher!r} is not a matcher; write FIELD=VALUE, with FIELD one of "
                f"{', '.join(FIELDS)}"
            )
        values[field] = (*values.get(field, ()), value)
    return values


def user_name() -> str:
    """Return the name of the operating system's user, or its number where it has no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"user {os.getuid()}"


def _parse_duration(text: str) -> timedelta:
    try:
        duration: timedelta = parse_duration(text)
    except (ValueError, OverflowError) as error:
        raise InvalidInput(f"--for: {error}") from error
    if not timedelta() < duration <= LONGEST_SILENCE:
        raise InvalidInput(f"--for: {text!r} is not between 1s and {LONGEST_SILENCE.days}d")
    return duration
