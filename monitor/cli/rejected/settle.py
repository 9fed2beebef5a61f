"""Settle several dead letters in one command: each one is tried, and every failure reported."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import click
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.cli.ids import full_id, unknown_item
from monitor.records import Rejection
from monitor.records.errors import InvalidInput
from monitor.store import Store

Settle = Callable[[Rejection], Awaitable[None]]
"""Settles one dead letter. Raises `InvalidInput` if it cannot be settled in this way."""


@dataclass(slots=True)
class Outcomes:
    """The ids that were settled, and a sentence for each that was not."""

    settled: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


async def settle_rejections(
    engine: AsyncEngine, prefixes: tuple[str, ...], settle: Settle
) -> Outcomes:
    """Settle the dead letters whose ids begin with the prefixes."""
    outcomes = Outcomes()
    for prefix in prefixes:
        try:
            rejection = await _read(engine, prefix)
            await settle(rejection)
        except InvalidInput as error:
            outcomes.failures.append(str(error))
        else:
            outcomes.settled.append(rejection.id)
    return outcomes


def print_outcomes(outcomes: Outcomes, done: str) -> None:
    """Print ``<id>: <done>`` for each settled dead letter. Raises `InvalidInput` for the others."""
    for id_ in outcomes.settled:
        click.echo(f"{id_}: {done}")
    if outcomes.failures:
        raise InvalidInput("\n".join(outcomes.failures))


async def _read(engine: AsyncEngine, prefix: str) -> Rejection:
    rejection = await Store(engine).rejections.get(await full_id(engine, "rejection", prefix))
    if rejection is None:
        raise unknown_item("rejection", prefix)
    return rejection
