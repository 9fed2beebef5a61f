"""Files that only their owner may read: the data folder has tokens, signing secrets and articles.

A folder or file that is created is private from its first moment. Folders that exist
keep their permissions, since an operator may have chosen a shared one; files in them are private.
"""

import contextlib
import os
import stat
from pathlib import Path

FOLDER_MODE = 0o700
FILE_MODE = 0o600
PRIVATE_UMASK = 0o077
"""Of a process whose every file is private: logs, compiled lists, the embedded broker's data."""


def create_private_folder(folder: Path) -> None:
    """Create a folder and its parents if they are missing. Raises OSError."""
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=FOLDER_MODE, exist_ok=True)


def create_private_file(file: Path) -> None:
    """Create an empty file if it is missing, and take it from other users. Raises OSError.

    A file that exists is never opened: closing any descriptor of a file ends every lock that this
    process has on it, and SQLite in another process would then remove a journal that is in use
    (https://sqlite.org/howtocorrupt.html, section 2.2).
    """
    try:
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, FILE_MODE))
    except FileExistsError:
        mode = stat.S_IMODE(file.stat().st_mode)
        if mode & PRIVATE_UMASK:
            with contextlib.suppress(PermissionError):  # another user's file stays as it is
                file.chmod(mode & ~PRIVATE_UMASK)
