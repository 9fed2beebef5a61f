"""Ctrl-C on a terminal ends what make runs, and make returns its status."""

import os
import pty
import select
import sys
import time
from pathlib import Path

from tests.waiting import WITHIN_S

SLEEPER = (
    "import signal, sys, time; signal.signal(signal.SIGINT, lambda *_: sys.exit(0)); "
    "print('ready', flush=True); time.sleep(600)"
)


def test_ctrl_c_reaches_the_command_and_make_returns_zero(tmp_path: Path) -> None:
    (tmp_path / "sleeper.py").write_text(SLEEPER)
    tool = Path("tools/foreground.py").resolve()
    (tmp_path / "Makefile").write_text(
        f"demo:\n\t@exec {sys.executable} {tool} {sys.executable} sleeper.py\n"
    )
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(tmp_path)
        os.execvp("make", ["make", "demo"])
    seen = _read_until(terminal, b"ready")
    os.write(terminal, b"\x03")
    _read_until(terminal, None)
    _, status = os.waitpid(process, 0)
    assert b"ready" in seen
    assert (os.WIFSIGNALED(status), os.waitstatus_to_exitcode(status)) == (False, 0)


def _read_until(terminal: int, word: bytes | None) -> bytes:
    """Read what a terminal shows until a word, or until it closes."""
    seen, deadline = b"", time.monotonic() + WITHIN_S
    while time.monotonic() < deadline and (word is None or word not in seen):
        if not select.select([terminal], [], [], 0.2)[0]:
            continue
        try:
            part = os.read(terminal, 65536)
        except OSError:
            break
        if not part:
            break
        seen += part
    return seen
