"""Options that several commands have."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

DEFAULT_LIMIT = 200
"""Rows of a list: what a person can scroll through; programs ask for more with --limit."""

MOST_ROWS = 100_000
"""Rows that --limit may ask for: they are held in memory."""

KAFKA_WAIT_S = 60.0
"""Seconds: a broker that starts beside the process is ready within a minute."""

CONFIG = click.option(
    "--config",
    "folder",
    type=click.Path(path_type=Path),
    default=Path("config"),
    envvar="MONITOR_CONFIG",
    show_default=True,
    show_envvar=True,
    help="Folder of feeds.yaml, watchlist.yaml, subscriptions.yaml and monitor.yaml.",
)


class UtcTime(click.ParamType):
    """A date or time in ISO 8601; without a zone it is in UTC."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return an aware datetime in UTC; refuse anything else."""
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(value)
            return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
        except (ValueError, OverflowError):
            self.fail(
                f"{value!r} is not a time; write 2026-11-27 or 2026-11-27T13:00:00Z", param, ctx
            )


JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object per line.")

JSON_OBJECT = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")

LIMIT = click.option(
    "--limit",
    type=click.IntRange(1, MOST_ROWS),
    default=DEFAULT_LIMIT,
    show_default=True,
    help="Print at most this many rows.",
)

KAFKA_WAIT = click.option(
    "--wait",
    "kafka_wait_s",
    type=click.FloatRange(0, 86_400),
    default=KAFKA_WAIT_S,
    show_default=True,
    metavar="SECONDS",
    help="Wait this long for Kafka to answer.",
)
