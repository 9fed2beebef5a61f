"""Logging of every process: one line of key=value pairs per event, to stderr."""

import logging
import sys

import structlog


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
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
    )
    structlog.contextvars.bind_contextvars(process=process)
    logging.basicConfig(
        level=logging.WARNING,
        format="timestamp=%(asctime)s level=%(levelname)s event=%(name)s detail=%(message)r",
    )
    # aiokafka logs every retry while a broker restarts; the monitor logs the outcome itself.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
