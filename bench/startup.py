"""Start-up: CPU seconds of short commands, and of large lists in YAML and as imported actors.

Each command runs in a process of its own, several times; the least CPU time is what it takes where
nothing else disturbs it. Memory is the largest resident size of the process.
"""

import os
import random
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import yaml

from bench.size import ALIASES_AN_ACTOR, big_list
from monitor.watchlist import Actor

RUNS = 3
"""Of each command; the first one compiles what later ones map."""
SCANNED_ACTORS, CHECKED_ACTORS = 50_000, 100_000
NAMES = 2
"""Of each actor: its name and an alias."""
TEXT = "Bridge\n\nAnna Berg said that the bridge would open in May.\n"


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process used."""

    cpu_s: float
    memory_mb: float


def cost_of(command: list[str], folder: Path) -> Cost:
    """Return what a command uses; raises CalledProcessError if it fails."""
    environ = {name: value for name, value in os.environ.items() if "MONITOR_" not in name}
    environ.pop("PYTHONDONTWRITEBYTECODE", None)  # installed programs have their bytecode
    environ |= {"MONITOR_DATA": str(folder / "data"), "MONITOR_CONFIG": str(folder / "config")}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    program = [sys.executable, "-c", _MEASURING, *command]
    done = subprocess.run(program, env=environ, capture_output=True, text=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(cpu, int(done.stdout.split()[-1]) / 1024)


_MEASURING = """
import resource, subprocess, sys
status = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(status)
"""
"""Runs a command as its only child, so that the largest child is the command."""


def least(command: list[str], folder: Path, bare: float = 0.0, runs: int = RUNS) -> Cost:
    """Return the least cost of some runs; ``bare`` is what the measuring process itself uses."""
    costs = [cost_of(command, folder) for _ in range(runs)]
    return Cost(min(cost.cpu_s for cost in costs) - bare, max(cost.memory_mb for cost in costs))


class StartUp:
    """Measures commands in a temporary folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._config = folder / "config"
        self._config.mkdir()
        (folder / "data").mkdir()  # as after a first run: compiled actors are kept in it
        self._text = folder / "article.txt"
        self._text.write_text(TEXT)
        nothing = [sys.executable, "-c", "pass"]
        self.bare_s = least(nothing, folder).cpu_s / 2  # the measuring one is an interpreter too

    def monitor(self, *arguments: str, runs: int = RUNS) -> Cost:
        """Return what a command of the monitor uses."""
        program = str(Path(sys.executable).parent / "monitor")
        return least([program, *arguments], self._folder, self.bare_s, runs)

    def scan(self) -> Cost:
        """Return what a scan of one short article uses."""
        return self.monitor("scan", str(self._text))

    def scan_many(self) -> Cost:
        """Return what it uses with `SCANNED_ACTORS` imported actors."""
        _write_imported(self._config, _actors(SCANNED_ACTORS))
        cost = self.scan()
        shutil.rmtree(self._config / "actors")
        return cost

    def check_many(self) -> Cost:
        """Return what the check of `CHECKED_ACTORS` in YAML uses."""
        _write_yaml(self._config, _actors(CHECKED_ACTORS))
        return self.monitor("check", runs=1)


def _actors(count: int) -> Iterator[Actor]:
    """Yield actors with `NAMES` names each."""
    for actor in big_list(count * NAMES, random.Random(5)):
        names = (actor.name, *actor.aliases)
        for place in range(0, ALIASES_AN_ACTOR, NAMES):
            name, *aliases = names[place : place + NAMES]
            id_ = f"{actor.id}-{place}"
            yield Actor(id=id_, name=name, kind=actor.kind, aliases=tuple(aliases))


def _write_imported(config: Path, actors: Iterable[Actor]) -> None:
    """Write actors as `monitor watchlist import` does."""
    (config / "actors").mkdir()
    lines = (msgspec.json.encode(_fields(actor)) + b"\n" for actor in actors)
    (config / "actors" / "listed.jsonl").write_bytes(b"".join(lines))


def _write_yaml(config: Path, actors: Iterable[Actor]) -> None:
    body = {"actors": [_fields(actor) for actor in actors]}
    text = yaml.dump(body, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False)
    (config / "watchlist.yaml").write_text(text, encoding="utf-8")


def _fields(actor: Actor) -> dict[str, object]:
    return {
        "id": actor.id,
        "name": actor.name,
        "kind": actor.kind,
        "aliases": list(actor.aliases),
    }
