"""A PostgreSQL server for tests, on loopback.

PostgreSQL refuses to run as root: as root, the tests run its programs as the user ``postgres``.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import LiteralString

import psycopg

from monitor.kafka.broker.process import free_port


def binaries() -> Path | None:
    """Return the folder of PostgreSQL's programs, or None if it is not installed."""
    program = shutil.which("pg_ctl")
    places = (
        [Path(program).parent] if program else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    )
    return places[-1] if places else None


class PostgresServer:
    """One server on a free port; restarts keep the port."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self._folder, self._programs = folder, programs
        self.port = free_port()
        self._run_as: list[str] = []
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(folder, user.pw_uid, user.pw_gid)
            self._run_as = ["runuser", "-u", "postgres", "--"]
        self._run("initdb", "-D", self._data, "-U", "monitor", "--auth=trust", "--encoding=UTF8")

    @property
    def _data(self) -> str:
        return str(self._folder / "data")

    @property
    def pid(self) -> int:
        """The main process."""
        return int(Path(self._data, "postmaster.pid").read_text().split()[0])

    def url(self, port: int | None = None) -> str:
        """Return the database's URL; ``port`` is that of a proxy before the server."""
        return f"postgresql+psycopg://monitor@127.0.0.1:{port or self.port}/postgres"

    def start(self) -> None:
        """Start the server; return when it accepts connections."""
        options = (
            f"-c listen_addresses=127.0.0.1 -c port={self.port} -c fsync=off"
            f" -c unix_socket_directories={self._folder}"
        )
        self._run(
            "pg_ctl",
            "-D",
            self._data,
            "-o",
            options,
            "-w",
            "-l",
            str(self._folder / "log"),
            "start",
        )

    def stop(self) -> None:
        """Stop at once, as a crash does; the next start recovers the data."""
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "stop")

    def kill_connections(self) -> None:
        """End every connection, as an administrator does."""
        self._ask(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where pid <> pg_backend_pid() and usename = 'monitor'"
        )

    def empty(self) -> None:
        """Drop all tables and data."""
        self.kill_connections()
        self._ask("drop schema public cascade; create schema public")

    def _ask(self, query: LiteralString) -> None:
        with psycopg.connect(
            f"postgresql://monitor@127.0.0.1:{self.port}/postgres", autocommit=True
        ) as connection:
            connection.execute(query)

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self._run_as, str(self._programs / program), *arguments]
        subprocess.run(
            command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/"
        )


@contextmanager
def a_postgres() -> Iterator[PostgresServer | None]:
    """Yield a running server in a folder of its own, None where PostgreSQL is not installed."""
    programs = binaries()
    if programs is None:
        yield None
        return
    # Not in pytest's folder: only root may read that, and the server runs as another user.
    with tempfile.TemporaryDirectory(prefix="news-monitor-postgres-") as folder:
        server = PostgresServer(Path(folder), programs)
        server.start()
        try:
            yield server
        finally:
            server.stop()
