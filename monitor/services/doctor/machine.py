"""The machine: files of secrets, and the disk below the folders that the monitor writes to."""

import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from monitor.config import Settings
from monitor.config.addresses import sqlite_file
from monitor.config.private_files import PRIVATE_UMASK
from monitor.services.doctor.finding import Finding, fine, problem, warning

LEAST_FREE_BYTES = 500_000_000
"""The next segments of SQLite and Kafka fit; below it, a busy hour fills the disk."""
LOW_FREE_BYTES = 2_000_000_000
"""100,000 articles need 2 GB: a day of a busy newsroom."""

FreeBytes = Callable[[Path], int]
"""Returns the free bytes of the file system of a folder. Raises OSError."""


def free_bytes(folder: Path) -> int:
    """Return the free bytes of the file system of a folder. Raises OSError."""
    return shutil.disk_usage(folder).free


def examine_disk(settings: Settings, free: FreeBytes = free_bytes) -> Iterator[Finding]:
    """Yield a finding for each folder that is written to."""
    for name, folder in _folders(settings).items():
        yield _disk_finding(name, folder, free)


def _folders(settings: Settings) -> dict[str, Path]:
    folders = {"data": settings.data}
    file = sqlite_file(settings.database)
    if file is not None and file.parent != settings.data:
        folders["database"] = file.parent
    return folders


def _disk_finding(name: str, folder: Path, free: FreeBytes) -> Finding:
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    try:
        with tempfile.TemporaryFile(dir=existing):
            pass
        left = free(existing)
    except OSError as error:
        reason = error.strerror or str(error)
        return problem(
            "disk",
            f"the {name} folder {folder} cannot be written: {reason}",
            "give its owner the right to write, or set MONITOR_DATA to a writable folder",
        )
    message = f"{left / 1e9:,.1f} GB are free for the {name} folder {folder}"
    remedy = "free some disk, or keep less: see keep_* and max_* in docs/how-to/limit-storage.md"
    if left < LEAST_FREE_BYTES:
        return problem("disk", message, remedy)
    if left < LOW_FREE_BYTES:
        return warning("disk", message, remedy)
    return fine("disk", message)


def examine_secrets(settings: Settings) -> Iterator[Finding]:
    """Yield a finding for each file of a secret that cannot be read or that others may read."""
    for name, file in settings.files.items():
        yield from _secret_findings(f"MONITOR_{name.upper()}", file)
    yield from _secret_findings("token", settings.data / "token")


def _secret_findings(name: str, file: Path) -> Iterator[Finding]:
    try:
        mode = stat.S_IMODE(file.stat().st_mode)
        is_readable = os.access(file, os.R_OK)
    except OSError as error:
        if name != "token":
            reason = error.strerror or str(error)
            yield problem("settings", f"{name}: {file}: {reason}", "create the file, or correct it")
        return
    if not is_readable:
        yield problem("settings", f"{name}: {file} cannot be read", f"chown it to {os.getuid()}")
    elif mode & PRIVATE_UMASK and name != "MONITOR_KAFKA_CA_FILE":
        yield warning("settings", f"{name}: other users may read {file}", f"chmod 600 {file}")
