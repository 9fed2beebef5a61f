"""Logging of every process: one line of key=value pairs per event, to stderr.

A line that cannot be written, because the disk is full or the reader of a pipe has gone, is lost:
no work fails because of its log.
"""

import contextlib
import logging
import sys
from typing import TextIO

import structlog


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


def configure_logging(level: str, process: str) -> None:
    """Log events of a level and above; each line names the process.

    ``level`` is a level of the standard library in any case, such as ``info``.
    """
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.LogfmtRenderer(
                key_order=["timestamp", "level", "process", "event"], bool_as_flag=False
            ),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.PrintLoggerFactory(file=LossyStream(sys.stderr)),  # type: ignore[arg-type]  # print() needs no more
    )
    structlog.contextvars.bind_contextvars(process=process)
    logging.basicConfig(
        level=logging.WARNING,
        format="timestamp=%(asctime)s level=%(levelname)s event=%(name)s detail=%(message)r",
    )
    # aiokafka logs every retry while a broker restarts; the monitor logs the outcome itself.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
