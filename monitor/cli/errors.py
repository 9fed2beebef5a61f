"""The one place that turns errors into messages and exit codes.

    error                                                        exit code
    InvalidInput, and a wrong call (click)                       2
    every other MonitorError                                     1
    an argument that is not UTF-8                                2
    OSError; a refusal of SQLAlchemy or aiokafka                 1
    a group of errors, if each of them is one of the above       the first error's

Anything else is a bug and keeps its traceback. A message is one line, or one line per mistake or
source; a process that logs JSON logs it as `process.failed`. Closed pipes are left to click.
"""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from monitor.records.errors import ConfigurationError, MonitorError

_OUTAGES = {
    ("sqlalchemy.exc", "OperationalError"): "database",
    ("sqlalchemy.exc", "InterfaceError"): "database",
    ("sqlalchemy.exc", "TimeoutError"): "database",
    ("aiokafka.errors", "KafkaError"): "Kafka",
}
"""Errors of libraries that mean an outage, by module and name: importing them would be slow."""

_ADVICE = {
    "database": "start the database, or correct MONITOR_DATABASE",
    "Kafka": "start Kafka, or correct MONITOR_KAFKA",
}

NOT_UTF_8 = "surrogates not allowed"
"""What Python says of an argument whose bytes are not UTF-8, where it is stored or looked up."""

_LIBRARY_DETAILS = re.compile(r"\n\(Background on this error|\n\[SQL: ")
"""Where SQLAlchemy's message ends and its links and statements begin."""


class _Ended(click.ClickException):
    """An error that ends a command: a sentence, or a line of the log where that is in JSON."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the sentence, or log it."""
        logging = sys.modules.get("monitor.services.logging")
        if logging is None or not logging.is_json():
            super().show(file)
            return
        import structlog

        structlog.get_logger("cli").error("process.failed", error=self.format_message())


class Failed(_Ended):
    """The command failed."""

    exit_code = 1


class Refused(_Ended):
    """The input, the configuration or a setting is wrong."""

    exit_code = 2


@contextmanager
def translate_errors() -> Iterator[None]:
    """Turn an expected error into a message and an exit code; let a bug pass."""
    try:
        yield
    except Exception as error:
        translated = translation_of(error)
        if translated is None:
            raise
        raise translated from error


def translation_of(error: BaseException) -> click.ClickException | None:
    """Return the message and exit code for an error; None for a bug or an exit of click's own."""
    from monitor.records.errors import MonitorError

    if isinstance(error, MonitorError):
        return _of_our_own(error)
    if isinstance(error, BaseExceptionGroup):
        translated = [translation_of(inner) for inner in error.exceptions]
        return None if None in translated else translated[0]
    if isinstance(error, OSError):
        return _of_the_system(error)
    if isinstance(error, UnicodeEncodeError) and error.reason == NOT_UTF_8:
        return Refused(f"{error.object!r} is not UTF-8; write the argument in UTF-8")
    for cls in type(error).__mro__:
        if (service := _OUTAGES.get((cls.__module__, cls.__name__))) is not None:
            message = f"{one_line(str(error))}; {_ADVICE[service]}"
            return Failed(f"the {service} cannot be used: {message}")
    return None


def _of_our_own(error: "MonitorError") -> click.ClickException:
    from monitor.records.errors import (
        ConfigurationError,
        DatabaseUnavailable,
        InvalidInput,
        UnknownSchema,
    )

    if isinstance(error, ConfigurationError):
        return Refused(summary_of(error))
    if isinstance(error, InvalidInput):
        return Refused(str(error))
    if isinstance(error, DatabaseUnavailable) and not isinstance(error, UnknownSchema):
        return Failed(f"{one_line(str(error))}; {_ADVICE['database']}")
    return Failed(str(error))


def _of_the_system(error: OSError) -> click.ClickException | None:
    if isinstance(error, BrokenPipeError):
        return None
    place = f"{error.filename}: " if error.filename else ""
    return Failed(f"{place}{error.strerror or error}")


def summary_of(error: "ConfigurationError") -> str:
    """Return a mistake as it is; several on a line each, under their number."""
    if len(error.mistakes) == 1:
        return str(error)
    return f"{len(error.mistakes)} mistakes in the configuration:\n{error}"


def one_line(message: str) -> str:
    """Return a library's message without its links and statements, on one line."""
    return " ".join(_LIBRARY_DETAILS.split(message)[0].split())
