"""Logging of every process: one line per event, to stderr.

1. A line has key=value pairs, or is a JSON object (``log_format``). Lines of libraries, Faust's and
   uvicorn's too, have the same form: the logger's name is their event.
2. Each line names the process, and what was bound where it was logged: the request and the article.
3. A line that cannot be written, because the disk is full or the reader of a pipe has gone, is
   lost: no work fails because of its log.
"""

import contextlib
import logging
import sys
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any, Literal, TextIO

import structlog
from structlog.typing import Processor

LogFormat = Literal["logfmt", "json"]

FIRST_KEYS = ("timestamp", "level", "process", "event")
"""Keys at the beginning of every line."""
QUIET_LIBRARIES = ("faust", "mode")
"""Libraries that log each of their steps; the monitor logs the outcomes itself."""


class LossyStream:
    """A text stream that drops what cannot be written."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write a text, or drop it."""
        with contextlib.suppress(OSError, ValueError):  # ValueError: the stream is closed
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Flush the stream, or keep what is buffered."""
        with contextlib.suppress(OSError, ValueError):
            self._stream.flush()


class _State:
    """The format of this process, which `configure_logging` sets."""

    is_json = False


def is_json() -> bool:
    """Return whether each line of this process's log is a JSON object."""
    return _State.is_json


def configure_logging(level: str, process: str, log_format: LogFormat = "logfmt") -> None:
    """Log events of a level and above; each line names the process.

    ``level`` is a level of the standard library in any case, such as ``info``.
    """
    stream: Any = LossyStream(sys.stderr)
    _State.is_json = log_format == "json"
    structlog.configure(
        processors=[*_common(process), _renderer(log_format)],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.PrintLoggerFactory(file=stream),
    )
    sys.excepthook = _log_crash if _State.is_json else sys.__excepthook__
    structlog.contextvars.bind_contextvars(process=process)
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*_common(process), _name_event],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _renderer(log_format),
            ],
        )
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    # aiokafka logs every retry while a broker restarts; the monitor logs the outcome itself.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    for name in QUIET_LIBRARIES:
        logging.getLogger(name).setLevel(logging.INFO if level == "debug" else logging.WARNING)


def _log_crash(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Log the error that ends a process, which is a bug, with its traceback in one line."""
    structlog.get_logger("cli").error("process.crashed", exc_info=(kind, error, trace))


def _common(process: str) -> list[Processor]:
    """Return the processors of our own lines and of those of libraries."""

    def add_process(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> Any:
        line.setdefault("process", process)  # a library's thread has no context
        return line

    return [
        structlog.contextvars.merge_contextvars,
        add_process,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]


def _name_event(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> Any:
    """Make the name of a library's logger the event, and its sentence the detail."""
    record: logging.LogRecord = line["_record"]
    line["detail"], line["event"] = line["event"], record.name
    return line


def _renderer(log_format: LogFormat) -> Processor:
    if log_format == "logfmt":
        return structlog.processors.LogfmtRenderer(key_order=FIRST_KEYS, bool_as_flag=False)
    return structlog.processors.JSONRenderer(ensure_ascii=False)
