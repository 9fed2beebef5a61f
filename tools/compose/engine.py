"""The Docker engine of the test: the one that runs, or one of our own that ends with the test."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

START_WITHIN_S = 60.0
"""Seconds for an engine to answer; it sets up its storage and its network first."""
STOP_WITHIN_S = 60.0
"""Seconds for an engine to end its containers and itself."""
COMMAND_WITHIN_S = 900.0
"""Seconds for one command: building the image takes minutes on a small machine."""


class CommandFailed(Exception):
    """A command ended with another status than 0."""


class Docker:
    """Runs the client against one engine."""

    def __init__(self, host: str | None, compose: Sequence[str] = ("docker", "compose")) -> None:
        self._environ = {**os.environ, **({"DOCKER_HOST": host} if host else {})}
        self._compose = list(compose)

    def run(self, *arguments: str, within_s: float = COMMAND_WITHIN_S) -> str:
        """Run ``docker`` and return what it printed. Raises `CommandFailed`."""
        return self._run(["docker", *arguments], {}, within_s)

    def compose(
        self, *arguments: str, environ: dict[str, str] | None = None, within_s: float = 300.0
    ) -> str:
        """Run ``docker compose`` and return what it printed. Raises `CommandFailed`."""
        return self._run([*self._compose, *arguments], environ or {}, within_s)

    def has_image(self, name: str) -> bool:
        """Return whether the engine has an image."""
        with contextlib.suppress(CommandFailed):
            self.run("image", "inspect", name)
            return True
        return False

    def answers(self) -> bool:
        """Return whether the engine answers."""
        with contextlib.suppress(CommandFailed, OSError):
            self.run("info", "--format", "{{.ServerVersion}}", within_s=10.0)
            return True
        return False

    def _run(self, command: list[str], environ: dict[str, str], within_s: float) -> str:
        try:
            done = subprocess.run(
                command,
                env={**self._environ, **environ},
                capture_output=True,
                text=True,
                timeout=within_s,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise CommandFailed(
                f"{' '.join(command[:4])}: no end within {within_s:.0f} s"
            ) from error
        if done.returncode:
            lines = (done.stdout + done.stderr).strip().splitlines()[-20:]
            raise CommandFailed(
                f"{' '.join(command)}: status {done.returncode}\n" + "\n".join(lines)
            )
        return done.stdout.strip()


@contextlib.contextmanager
def engine(compose: Sequence[str]) -> Iterator[Docker]:
    """Yield the client of the running engine, or of one that is started here and ended after it.

    Raises `CommandFailed` where neither is to be had.
    """
    docker = Docker(None, compose)
    if docker.answers():
        yield docker
        return
    program = shutil.which("dockerd")
    if program is None or os.geteuid() != 0:
        raise CommandFailed(
            "no Docker engine answers, and none can be started: install docker.io, be root"
        )
    folder = Path(tempfile.mkdtemp(prefix="engine-", dir=os.environ.get("COMPOSE_TEST_FOLDER")))
    host = f"unix://{folder / 'docker.sock'}"
    with (folder / "dockerd.log").open("wb") as log:
        process = subprocess.Popen(_daemon(program, folder, host), stdout=log, stderr=log)
    try:
        docker = Docker(host, compose)
        _wait_for(docker, process, folder / "dockerd.log")
        yield docker
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_WITHIN_S)
        if process.poll() is None:
            process.kill()
        shutil.rmtree(folder, ignore_errors=True)


def _daemon(program: str, folder: Path, host: str) -> list[str]:
    return [
        program,
        *("--host", host),
        *("--data-root", str(folder / "data")),
        *("--exec-root", str(folder / "exec")),
        *("--pidfile", str(folder / "docker.pid")),
        "--log-level=warn",
    ]


def _wait_for(docker: Docker, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_WITHIN_S
    while not docker.answers():
        if process.poll() is not None or time.monotonic() > deadline:
            print(log.read_text("utf-8", "replace")[-2_000:], file=sys.stderr)
            raise CommandFailed("the engine did not start; its log is above")
        time.sleep(0.5)
