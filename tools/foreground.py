"""Run a command as the terminal's foreground process group: ``tools/foreground.py COMMAND...``.

Ctrl-C then reaches only the command, so that make returns the command's own exit status. Without a
terminal nothing changes.
"""

import os
import signal
import sys


def main() -> None:
    """Take the terminal and become the command."""
    if sys.stdin.isatty():
        os.setpgid(0, 0)
        signal.signal(
            signal.SIGTTOU, signal.SIG_IGN
        )  # a background group that takes the terminal would be stopped
        os.tcsetpgrp(sys.stdin.fileno(), os.getpgrp())
        signal.signal(signal.SIGTTOU, signal.SIG_DFL)
    os.execvp(sys.argv[1], sys.argv[1:])


if __name__ == "__main__":
    main()
