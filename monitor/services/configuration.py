"""The configuration in force: the files, the changes made through the API, and their reload.

    files, changes --load and check--> configuration, index --in force--> readers of both

1. Files and changes are compared every `CHECK_INTERVAL_S`; a valid change is in force within 5 s.
2. A change that makes the configuration wrong is refused whole: the previous configuration stays in
   force, and ``error`` gives the reason until a valid one is loaded. This holds for mistakes and
   for unexpected errors of the loader; the latter are retried.
3. While the database is unavailable, the changes that were read last stay in force.
"""

import contextlib
import gc
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from monitor.config import Change, Configuration, Settings, load_configuration
from monitor.config.actor_files import actor_files
from monitor.config.addresses import sqlite_file
from monitor.config.feed_files import feed_files
from monitor.records.errors import ConfigurationError, DatabaseUnavailable
from monitor.services.loop import Backoff, Loops, LoopThread, describe
from monitor.watchlist import WatchlistIndex

if TYPE_CHECKING:
    from monitor.store.changes import ChangeReader
    from monitor.store.pushes import Push

CHECK_INTERVAL_S = 1.0
"""Seconds between comparisons; with loading, a change is in force within five."""

RETRY = Backoff(shortest=0.5, longest=2.0)
"""Pauses after an unexpected error of the loader: a corrected file is still in force within 5 s."""

FileSignature = tuple[str, int, int]
"""Name, modification time in nanoseconds and size in bytes of a file."""

Loader = Callable[[Path, Path | None, Sequence[Change]], Configuration]
"""Loads a configuration folder with a folder of compiled actors and the changes of the API."""

log = structlog.get_logger("config")


def load_in_force(settings: Settings, *, compiles: bool = False) -> Configuration:
    """Load the configuration as the running system has it.

    ``compiles`` says whether actors that are not compiled yet are compiled for all processes, as
    for an index of them. Raises `ConfigurationError` or `DatabaseUnavailable`.
    """
    changes = _change_reader(settings).all() if may_exist(settings.database) else ()
    compiled = settings.compiled_if_run
    return load_configuration(settings.config, compiled, changes, compiles=compiles)


def may_exist(url: str) -> bool:
    """Return whether a database may exist; False for a file that opening it would create."""
    file = sqlite_file(url)
    return file is None or file.exists()


def _change_reader(settings: Settings) -> "ChangeReader":
    from monitor.store.changes import ChangeReader

    return ChangeReader(settings.database)


class LiveConfiguration:
    """The configuration in force; a thread replaces it when files or changes are new and valid."""

    def __init__(self, settings: Settings, *, load: Loader = load_configuration) -> None:
        """Load the configuration. Raises `ConfigurationError`."""
        self._settings, self._load_configuration = settings, load
        self._reader = _change_reader(settings)
        self._changes: tuple[Change, ...] = ()
        self._version = 0
        self._thread: LoopThread | None = None
        self.error: str | None = None
        """Why the newest configuration is not in force, or None."""
        # Without a database the files alone apply; the thread reads the changes later.
        with contextlib.suppress(DatabaseUnavailable):
            self._read_changes()
        self._loaded = self._signature()
        self.current = self._load()
        self.index = WatchlistIndex(self.current.watchlist)

    def watch(self, loops: Loops) -> None:
        """Start the thread that picks up changes."""
        # What lives as long as the process need not be traversed by every garbage collection.
        gc.collect()
        gc.freeze()
        self._thread = loops.forever_in_thread(
            self.reload, name="configuration", every=CHECK_INTERVAL_S, backoff=RETRY
        )

    def stop(self) -> None:
        """Stop the thread."""
        if self._thread is not None:
            self._thread.stop()

    def check(self, changes: Sequence[Change]) -> Configuration:
        """Return the configuration with these changes applied. Raises `ConfigurationError`."""
        return self._load_configuration(self._settings.config, self._settings.compiled, changes)

    def reload(self) -> None:
        """Put new files and changes in force, or set ``error``.

        Raises what the loader raises apart from `ConfigurationError`; the next call tries again.
        """
        try:
            is_changed = self._read_changes()
        except DatabaseUnavailable:
            is_changed = False
        signature = self._signature()
        if signature == self._loaded and not is_changed:
            return
        # Until the outcome is known, the next call has to load again.
        self._loaded = ()
        try:
            self._put_in_force(self._load())
        except ConfigurationError as error:
            self.error = str(error)
            log.error("config.refused", in_force=self.current.hash, mistakes=self.error)
        except Exception as error:
            self.error = describe(error)
            raise
        self._loaded = signature

    def _put_in_force(self, configuration: Configuration) -> None:
        index = WatchlistIndex(configuration.watchlist)
        self.current, self.index, self.error = configuration, index, None
        log.info("config.changed", hash=configuration.hash, version=self._version)

    def _load(self) -> Configuration:
        return self.check(self._changes)

    def _read_changes(self) -> bool:
        """Read new changes; return whether there are any."""
        version = self._reader.version()
        if version == self._version:
            return False
        self._changes, self._version = self._reader.all(), version
        return True

    def _signature(self) -> tuple[FileSignature, ...]:
        """Return what identifies the contents of the configuration folder."""
        folder = self._settings.config
        signature = []
        for file in (*sorted(folder.glob("*.yaml")), *actor_files(folder), *feed_files(folder)):
            with contextlib.suppress(OSError):  # a file that was removed meanwhile
                stat = file.stat()
                signature.append((file.name, stat.st_mtime_ns, stat.st_size))
        return tuple(signature)


class PushWatch:
    """The feeds that a WebSub hub pushes, read by a thread.

    A poller must not wait for the database; it reads the latest result.
    """

    def __init__(self, read_all: Callable[[], Mapping[str, "Push"]], loops: Loops) -> None:
        """``read_all`` returns every subscription by feed, or raises `DatabaseUnavailable`."""
        self._read_all = read_all
        self._pushed: dict[str, float] = {}
        self._thread = loops.forever_in_thread(self.read, name="pushes", every=CHECK_INTERVAL_S)

    def pushed(self) -> dict[str, float]:
        """Return the time of the last push by feed with a valid lease, 0 before the first push."""
        return self._pushed

    def stop(self) -> None:
        """Stop the thread."""
        self._thread.stop()

    def read(self) -> None:
        """Read the pushes once. Raises `DatabaseUnavailable`; the previous result then stays."""
        now = time.time()
        self._pushed = {
            feed: push.pushed_at for feed, push in self._read_all().items() if push.expires_at > now
        }


class RequestWatch:
    """People's requests to poll a feed at once, read by a thread, as those of `PushWatch`."""

    def __init__(self, read_all: Callable[[], dict[str, float]], loops: Loops) -> None:
        """``read_all`` returns the time of each request, or raises `DatabaseUnavailable`."""
        self._read_all = read_all
        self._requested: dict[str, float] = {}
        self._thread = loops.forever_in_thread(
            self.read, name="poll-requests", every=CHECK_INTERVAL_S
        )

    def requested(self) -> dict[str, float]:
        """Return the time of the last request by feed."""
        return self._requested

    def stop(self) -> None:
        """Stop the thread."""
        self._thread.stop()

    def read(self) -> None:
        """Read the requests once. Raises `DatabaseUnavailable`; the previous result then stays."""
        self._requested = self._read_all()
