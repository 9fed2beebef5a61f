"""No task or thread of the program starts where its failure would pass unnoticed."""

import ast
from pathlib import Path

import monitor

ROOT = Path(monitor.__file__).parent

STARTERS = {"create_task", "ensure_future", "Thread", "timer", "task"}
"""Functions that start a task or a thread, of asyncio, threading and Faust."""

REASONS = {
    "services/loop.py": "is the net itself",
    "bootstrap/process.py": "runs loops side by side",
    "bootstrap/processor.py": "its task runs loops side by side",
    "services/signals.py": "awaits the main task of the process",
    "services/deliverer.py": "each delivery is an attempt of the process's loops",
    "services/flights.py": "each poll is reported when it ends",
    "services/newsroom.py": "serves the demonstration; the standard library handles its errors",
    "web/services/workbench.py": "a failed replay is the answer to the person who waits for it",
    "web/stream.py": "runs loops of the process",
    "web/stream_formats.py": "awaits both sides of one WebSocket",
    "http/guard.py": "awaits the connection attempts of one request",
    "http/pages.py": "awaits one robots.txt for several pages",
    "http/workers.py": "waits for one process and owns its end",
    "telemetry/exposition.py": "the standard library handles the errors of its requests",
    "kafka/closing.py": "awaits the end of connections",
    "kafka/faust/app.py": "its timers make attempts of the process's loops",
}
"""Modules that may start tasks or threads, and why a failure there is noticed."""


def starts(module: Path) -> bool:
    """Return whether a module starts a task or a thread."""
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in STARTERS:
                return True
    return False


def test_tasks_and_threads_start_only_where_a_failure_is_noticed() -> None:
    modules = {str(path.relative_to(ROOT)) for path in ROOT.rglob("*.py") if starts(path)}
    assert modules == set(REASONS), "run repeated work in Loops, or give the reason in REASONS"
