"""Find the embedded broker that `monitor up` runs on a data folder, for commands beside it."""

import re
from pathlib import Path

import psutil

_LISTENER = re.compile(r"^advertised\.listeners=PLAINTEXT://(\S+)$", re.MULTILINE)


def embedded_servers(data: Path) -> str | None:
    """Return ``host:port`` of the embedded broker of a data folder; None if none runs there."""
    folder = (data / "kafka").resolve()
    try:
        process = psutil.Process(int((folder / "broker.pid").read_text("ascii")))
        if str(folder) not in " ".join(process.cmdline()):
            return None  # its number went to another program
        listener = _LISTENER.search((folder / "server.properties").read_text("utf-8"))
    except (OSError, ValueError, psutil.Error):
        return None
    return listener[1] if listener else None
