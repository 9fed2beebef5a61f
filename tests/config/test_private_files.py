"""What is created is private; what exists keeps its folder's permissions."""

import os
import stat
from pathlib import Path

from monitor.config.private_files import create_private_file, create_private_folder


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_folder_is_private_and_an_existing_one_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "one" / "two"
    create_private_folder(folder)
    assert mode_of(folder) == 0o700
    folder.chmod(0o755)
    create_private_folder(folder)
    assert mode_of(folder) == 0o755


def test_a_file_is_private_from_the_start_and_an_existing_one_becomes_so(tmp_path: Path) -> None:
    file = tmp_path / "monitor.db"
    create_private_file(file)
    assert mode_of(file) == 0o600
    file.write_bytes(b"kept")
    file.chmod(0o644)
    create_private_file(file)
    assert (mode_of(file), file.read_bytes()) == (0o600, b"kept")
    assert not os.access(tmp_path / "other", os.F_OK)
