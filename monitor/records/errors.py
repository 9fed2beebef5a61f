"""Every error that the program raises on purpose, as one tree.

    MonitorError
    ├── InvalidInput                the input or a setting is wrong: exit code 2
    │   ├── ConfigurationError      the configuration files; holds every `Mistake`
    │   │   └── SettingsError       monitor.yaml or a MONITOR_* variable
    │   ├── UnreadableSource        an article for `monitor scan`
    │   ├── UnreadableList          a list of actors for `monitor watchlist import`
    │   ├── UnreadableOpml          a list of feeds for `monitor feeds import`
    │   ├── QueryError              a theme's query
    │   ├── UnreadableSecret        a file that a setting names for a secret
    │   ├── UnknownItem             an id or address that names no item, or several
    │   └── PortInUse               another program listens on MONITOR_HTTP
    ├── Unavailable                 a dependency or resource cannot be used: exit code 1
    │   ├── DatabaseUnavailable     down, full or not migrated
    │   │   └── UnknownSchema       written by a newer version
    │   ├── KafkaUnavailable        no broker answers at MONITOR_KAFKA
    │   ├── BrokerUnavailable       the embedded broker cannot be installed or started
    │   └── AlreadyRunning          another `monitor up` uses the data folder
    ├── PollError                   a poll failed; its `kind` is shown as the feed's health
    │   ├── FetchError              no usable response
    │   └── FeedError               the document is not a feed
    ├── BlockedAddress              a host has no public address
    └── CommandFailed               a command could not do what was requested: exit code 1

Errors that never leave their layer are defined there, as subclasses of `MonitorError`:
`config.yaml_lines.YamlSyntaxError`, `watchlist.hash_tables.UnreadableTables`,
`languages.file_format.LanguageFileError`, `languages.ending_format.EndingError`,
`http.compression.WrongEncoding`,
`http.workers.JobFailed`, `http.workers.NoWorker`,
`kafka.producer.TooLarge`, `kafka.stage.Unprocessable`, `services.children.ChildEnded`,
`web.problems.Refusal`, `web.services.workbench.TooManyReplays`,
`web.services.imports.UnreadableImport`, `web.services.clicks.ClickRefused`,
`web.sign_in.provider.SignInRefused`, `web.sign_in.provider.ProviderUnavailable`.

Rules:

1. A message says what is wrong, where, and what to do.
2. `InvalidInput`, `Unavailable` and `CommandFailed` end a command; `monitor.cli.errors` turns them
   into one line and an exit code. A service logs them, backs off and retries.
3. `PollError` is an expected failure: `poll_feed` turns it into a feed state. It ends only the
   commands that fetch a single address.
4. Anything else that is raised is a bug.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta


class MonitorError(Exception):
    """Base of every error that the program raises on purpose."""


class InvalidInput(MonitorError):
    """The input, the configuration or a setting is wrong; correct it and repeat the command."""


ENVIRONMENT = "environment"
"""The file of a mistake in a ``MONITOR_*`` variable, whose path is the variable's name."""


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One mistake in the configuration; ``line`` counts from 1."""

    file: str
    line: int
    path: str
    message: str

    def __str__(self) -> str:
        place = "" if self.file == ENVIRONMENT else f"{self.file}:{self.line}: "
        path = f"{self.path}: " if self.path else ""
        return f"{place}{path}{self.message}"


class ConfigurationError(InvalidInput):
    """The configuration is wrong; ``mistakes`` holds every mistake, sorted by file and line."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(sorted(set(mistakes)))
        super().__init__("\n".join(map(str, self.mistakes)))

    def __reduce__(self) -> tuple[type["ConfigurationError"], tuple[tuple[Mistake, ...]]]:
        return type(self), (self.mistakes,)


class SettingsError(ConfigurationError):
    """``monitor.yaml`` or a ``MONITOR_*`` variable is wrong."""


class UnreadableSource(InvalidInput):
    """An article cannot be read; the message names the source and the reason."""


class UnreadableList(InvalidInput):
    """A list of actors is not of a known format; the message names the place and the reason."""


class UnreadableOpml(InvalidInput):
    """A document is not OPML; the message names the reason."""


class QueryError(InvalidInput, ValueError):
    """A query cannot be parsed; ``column`` counts from 1.

    Also a ValueError, so that pydantic reports it with the path of the query.
    """

    def __init__(self, message: str, column: int) -> None:
        super().__init__(message, column)
        self.message = message
        self.column = column

    def __str__(self) -> str:
        return f"column {self.column}: {self.message}"


class UnreadableSecret(InvalidInput):
    """A file of a secret is missing, empty or no text; the message names file and remedy."""


class UnknownItem(InvalidInput):
    """An id, the prefix of an id or an address names no item, or more than one."""


class PortInUse(InvalidInput):
    """Another program listens on the address of the web service."""


class Unavailable(MonitorError):
    """A dependency or resource cannot be used at the moment."""


class DatabaseUnavailable(Unavailable):
    """The database does not answer, is full, or cannot be migrated."""


class UnknownSchema(DatabaseUnavailable):
    """The database was written by a newer version."""


class KafkaUnavailable(Unavailable):
    """No Kafka broker answers at the address in the settings."""


class BrokerUnavailable(Unavailable):
    """The embedded broker cannot be installed or started."""


class AlreadyRunning(Unavailable):
    """Another `monitor up` uses the data folder."""


class PollError(MonitorError):
    """A poll failed; ``kind`` is the class of error that the feed's health shows."""

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(kind, detail)
        self.kind = kind
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.kind}: {self.detail}"


class FetchError(PollError):
    """A fetch failed; ``kind`` is one of `monitor.flow.ports.FETCH_ERRORS`.

    ``retry_after`` is the wait that the server requested, if any.
    """

    def __init__(self, kind: str, detail: str, retry_after: timedelta | None = None) -> None:
        super().__init__(kind, detail)
        self.retry_after = retry_after


class FeedError(PollError):
    """A document is not a feed."""


class BlockedAddress(MonitorError):
    """A host resolves to no public address; the message names the addresses."""


class CommandFailed(MonitorError):
    """A command could not do what was requested, though its input is valid."""
