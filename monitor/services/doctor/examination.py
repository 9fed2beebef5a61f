"""The examination: every part in turn, each within a time limit.

1. Settings that are wrong come first: nothing else can be found without them.
2. Without `MONITOR_KAFKA` the embedded broker of the data folder is examined, if it runs.
3. Feeds are examined where both the configuration and the database can be read.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from monitor.config import Configuration, Settings, load_configuration, load_settings
from monitor.kafka.broker.running import embedded_servers
from monitor.kafka.connection import connection_of
from monitor.records.errors import ConfigurationError, DatabaseUnavailable
from monitor.services.configuration import load_in_force, may_exist
from monitor.services.doctor.database import examine_database
from monitor.services.doctor.feeds import Remedy, examine_feeds
from monitor.services.doctor.finding import Finding, fine, problem, skipped, warning
from monitor.services.doctor.kafka import examine_kafka
from monitor.services.doctor.machine import examine_disk, examine_secrets
from monitor.store import Store, open_engine
from monitor.store.database import UNAVAILABLE

WITHIN_S = 30.0
"""Seconds for one part: a broker that is down costs 8 s for each request."""

CONFIGURATION = "configuration"

Examine = Callable[[], Awaitable[list[Finding]]]


class Examination:
    """Examines everything that a configuration folder and an environment describe."""

    def __init__(
        self,
        folder: Path,
        environ: Mapping[str, str],
        remedy: Remedy,
        *,
        within_s: float = WITHIN_S,
    ) -> None:
        """``remedy`` says what to do about a class of error of a feed."""
        self._folder, self._environ = folder, environ
        self._remedy, self._within_s = remedy, within_s

    async def run(self) -> AsyncIterator[Finding]:
        """Yield the findings, part by part."""
        try:
            settings = load_settings(self._folder, self._environ)
        except ConfigurationError as error:
            for mistake in error.mistakes:
                yield problem("settings", str(mistake), "correct it; nothing else was examined")
            return
        yield fine("settings", f"the settings of {self._folder} and the environment are valid")
        for finding in (*examine_secrets(settings), *examine_disk(settings)):
            yield finding
        configuration, findings = await asyncio.to_thread(_configuration, settings)
        for finding in findings:
            yield finding
        for area, examine in self._parts(settings, configuration).items():
            for finding in await self._examined(area, examine):
                yield finding

    def _parts(self, settings: Settings, configuration: Configuration | None) -> dict[str, Examine]:
        return {
            "database": lambda: _on_database(settings),
            "kafka": lambda: _on_kafka(settings),
            "feeds": lambda: self._feeds(settings, configuration),
        }

    async def _examined(self, area: str, examine: Examine) -> list[Finding]:
        """Return the findings of one part, or one that it failed or took too long."""
        try:
            return await asyncio.wait_for(examine(), self._within_s)
        except TimeoutError:
            message = f"no answer within {self._within_s:.0f} s"
            return [problem(area, message, "see whether it is overloaded or restarting")]
        except Exception as error:  # noqa: BLE001  # the other parts are examined all the same
            message = f"{type(error).__name__}: {error}"
            return [problem(area, message, "report it as a bug if the reason is not plain")]

    async def _feeds(
        self, settings: Settings, configuration: Configuration | None
    ) -> list[Finding]:
        if configuration is None:
            return [skipped("feeds", "the configuration must be valid first")]
        if not may_exist(settings.database):
            return examine_feeds(configuration, (), datetime.now(UTC), self._remedy)
        engine = open_engine(settings.database)
        try:
            states = await Store(engine).feeds.all()
        except UNAVAILABLE:
            return [skipped("feeds", "their states are in the database, which must work first")]
        finally:
            await engine.dispose()
        return examine_feeds(configuration, states, datetime.now(UTC), self._remedy)


def _configuration(settings: Settings) -> tuple[Configuration | None, list[Finding]]:
    """Return the configuration in force, or that of the files where no database answers."""
    try:
        configuration, findings = _loaded(settings)
    except ConfigurationError as error:
        return None, [problem(CONFIGURATION, str(each), "correct it") for each in error.mistakes]
    counts = f"{len(configuration.feeds):,} feeds, {len(configuration.watchlist.rules):,} rules"
    findings.append(fine(CONFIGURATION, f"{counts}, hash {configuration.hash}"))
    remedy = "correct it if it is not meant"
    doubts = [warning(CONFIGURATION, str(each), remedy) for each in configuration.warnings]
    return configuration, [*findings, *doubts]


def _loaded(settings: Settings) -> tuple[Configuration, list[Finding]]:
    """Return the configuration, and whether something was left out. Raises ConfigurationError."""
    message = "changes made through the API were not checked: the database has them"
    try:
        if may_exist(settings.database):
            return load_in_force(settings), []
    except DatabaseUnavailable:
        pass
    return load_configuration(settings.config), [skipped(CONFIGURATION, message)]


async def _on_database(settings: Settings) -> list[Finding]:
    engine = open_engine(settings.database)
    try:
        return await examine_database(engine, settings)
    finally:
        await engine.dispose()


async def _on_kafka(settings: Settings) -> list[Finding]:
    if settings.kafka is None:
        servers = await asyncio.to_thread(embedded_servers, settings.data)
        if servers is None:
            message = "MONITOR_KAFKA is not set, and no embedded broker runs"
            return [warning("kafka", message, "start `monitor up`, or set MONITOR_KAFKA=host:9092")]
        settings = settings.model_copy(update={"kafka": servers})
    return await examine_kafka(settings, connection_of(settings))
