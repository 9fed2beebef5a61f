"""Connections of several processes to one SQLite file leave each other's journal alone."""

import subprocess
import sys
from pathlib import Path

from sqlalchemy import text

from monitor.config.private_files import create_private_file
from monitor.store import open_engine

READ = """
import sqlite3, sys
print(sqlite3.connect(sys.argv[1]).execute("SELECT x FROM t").fetchall())
"""


def read_in_another_process(file: Path) -> str:
    """Return the rows of the table that another process sees; it closes the file at its end."""
    command = [sys.executable, "-c", READ, str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


async def test_a_second_connection_keeps_the_locks_of_the_first(tmp_path: Path) -> None:
    file = tmp_path / "monitor.db"
    engine = open_engine(f"sqlite+aiosqlite:///{file}")
    async with engine.connect() as first:
        await first.execute(text("CREATE TABLE t (x)"))
        await first.execute(text("INSERT INTO t VALUES (1)"))
        await first.commit()
        async with engine.connect() as second:  # looks at the file's permissions again
            await second.execute(text("SELECT x FROM t"))
        create_private_file(file)
        assert read_in_another_process(file) == "[(1,)]"
        assert (tmp_path / "monitor.db-wal").exists()
        await first.execute(text("INSERT INTO t VALUES (2)"))
        await first.commit()
        assert read_in_another_process(file) == "[(1,), (2,)]"
    await engine.dispose()
