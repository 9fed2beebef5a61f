"""The configuration in force: the files, the changes made through the API over them, and what to do when either changes.

    files, changes --load, check whole--> configuration, index --in force within `RELOAD_EVERY` + loading--> every reader of ``index``

A change that makes the whole wrong is refused: the configuration before it stays in force and ``error`` says why. While the database is
away, what was last known of the changes holds.
"""

import contextlib
import gc
import threading
import time
from collections.abc import Sequence

import structlog

from monitor.config import Change, Configuration, Settings, load_configuration
from monitor.config.actor_files import actor_files
from monitor.config.feed_files import feed_files
from monitor.records.errors import ConfigurationError, DatabaseUnavailable
from monitor.store.changes import ChangeReader
from monitor.store.pushes import PushReader
from monitor.watchlist import WatchlistIndex

RELOAD_EVERY = 1.0
"""Seconds between looks; with loading a change is in force within five."""

log = structlog.get_logger("config")


def load_in_force(settings: Settings) -> Configuration:
    """Load the configuration as the running system has it. Raises `ConfigurationError`, `DatabaseUnavailable`."""
    return load_configuration(
        settings.config, settings.compiled_if_run, ChangeReader(settings.database).all()
    )


class LiveConfiguration:
    """The configuration in force; a thread picks up changes, and a wrong one is refused whole and shown in ``error``."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._reader = ChangeReader(settings.database)
        self.error: str | None = None
        self._changes: tuple[Change, ...] = ()
        self._version = 0
        with contextlib.suppress(
            DatabaseUnavailable
        ):  # the processes that need it say so themselves; here it is waited for
            self._read_changes()
        self._seen = self._signature()
        self.current = self._load()
        self.index = WatchlistIndex(self.current.watchlist)
        self._stopped = threading.Event()

    def watch(self) -> None:
        """Start to look for changes."""
        # What lives as long as the process need not be looked at by every collection of garbage.
        gc.collect()
        gc.freeze()
        threading.Thread(target=self._watch, name="config", daemon=True).start()

    def stop(self) -> None:
        """Stop to look for changes."""
        self._stopped.set()

    def check(self, changes: Sequence[Change]) -> Configuration:
        """Return the configuration as it would be with these changes. Raises `ConfigurationError`."""
        return load_configuration(self._settings.config, self._settings.compiled, changes)

    def _load(self) -> Configuration:
        return load_configuration(self._settings.config, self._settings.compiled, self._changes)

    def _read_changes(self) -> bool:
        """Read the changes where there are new ones; return whether there were."""
        version = self._reader.version()
        if version == self._version:
            return False
        self._changes, self._version = self._reader.all(), version
        return True

    def _signature(self) -> tuple[tuple[str, int, int], ...]:
        folder = self._settings.config
        found = []
        for file in (*sorted(folder.glob("*.yaml")), *actor_files(folder), *feed_files(folder)):
            with contextlib.suppress(OSError):
                stat = file.stat()
                found.append((file.name, stat.st_mtime_ns, stat.st_size))
        return tuple(found)

    def _watch(self) -> None:
        while not self._stopped.wait(RELOAD_EVERY):
            signature = self._signature()
            try:
                has_changed = self._read_changes()
            except DatabaseUnavailable:
                has_changed = False
            if signature == self._seen and not has_changed:
                continue
            self._seen = signature
            try:
                changed = self._load()
                index = WatchlistIndex(changed.watchlist)
            except ConfigurationError as error:
                self.error = str(error)
                log.error("config.refused", in_force=self.current.hash, mistakes=str(error))
                continue
            self.current, self.index, self.error = changed, index, None
            log.info("config.changed", hash=changed.hash, version=self._version)


class PushWatch:
    """When which feed's hub last told of news, looked up in a thread; for a poller that has no database of its own to wait for."""

    def __init__(self, database: str) -> None:
        self._reader = PushReader(database)
        self._pushed: dict[str, float] = {}
        self._stopped = threading.Event()
        threading.Thread(target=self._watch, name="pushes", daemon=True).start()

    def pushed(self) -> dict[str, float]:
        """Return by feed whose hub's lease holds when it last told of news, 0 for not yet."""
        return self._pushed

    def stop(self) -> None:
        """Stop to look."""
        self._stopped.set()

    def _watch(self) -> None:
        while not self._stopped.wait(RELOAD_EVERY):
            with contextlib.suppress(DatabaseUnavailable):
                now = time.time()
                self._pushed = {
                    feed: push.pushed_at
                    for feed, push in self._reader.all().items()
                    if push.expires_at > now
                }
