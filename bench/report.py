"""Figures of a run: printed beside their limits as they are measured, and written as one report.

A figure has a limit that it should keep, and may have a bound: what the same machine reaches in the
same run with nothing but the necessary (the pure functions in one loop, a plain consumer, a plain
``executemany``). Bounds move with the machine, so the ratio to one can be compared between runs.
The table can name the value of an earlier report beside each figure, and the spread of the two.
"""

import json
import os
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from monitor.statements import tokens

print_line = Console(highlight=False, soft_wrap=True).print


@dataclass(frozen=True, slots=True)
class Limit:
    """What a value should keep: the most, or the least."""

    value: float
    is_least: bool = False


def at_most(value: float) -> Limit:
    """Return the limit of a value that should be small."""
    return Limit(value)


def at_least(value: float) -> Limit:
    """Return the limit of a value that should be large."""
    return Limit(value, is_least=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured value."""

    part: str
    name: str
    value: float
    unit: str
    limit: float | None = None
    at_least: bool = False
    bound: float | None = None
    """The value of the bare work in the same run, in the same unit."""

    @property
    def ratio(self) -> float | None:
        """How far the value is within its limit: 1.0 or more keeps it."""
        if self.limit is None:
            return None
        return self.value / self.limit if self.at_least else self.limit / max(self.value, 1e-9)

    def line(self) -> str:
        """Return the figure as one line of text."""
        text = f"  {self.name}: {self.value:.2f} {self.unit}"
        if self.bound is not None:
            text += f"; the bare work {self.bound:.2f}"
        if self.limit is None or self.ratio is None:
            return text
        verdict = "within" if self.ratio >= 1 else "MISSED"
        word = "at least" if self.at_least else "at most"
        return f"{text}; limit {word} {self.limit:g}; ratio {self.ratio:.2f}, {verdict}"


@dataclass(slots=True)
class Report:
    """The figures of one run, in the order in which they were measured."""

    figures: list[Figure] = field(default_factory=list)
    part: str = ""

    def note(
        self,
        name: str,
        value: float,
        unit: str,
        limit: Limit | None = None,
        bound: float | None = None,
    ) -> None:
        """Add a figure and print it."""
        figure = Figure(
            part=self.part,
            name=name,
            value=value,
            unit=unit,
            limit=limit.value if limit is not None else None,
            at_least=limit is not None and limit.is_least,
            bound=bound,
        )
        self.figures.append(figure)
        print_line(figure.line())

    def write(self, path: Path) -> None:
        """Write the figures and the machine as JSON, into an existing folder."""
        body = {
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "machine": {
                "cores": os.cpu_count(),
                "processor": platform.machine(),
                "python": platform.python_version(),
                "compiled": not tokens.__file__.endswith(".py"),
                "load": os.getloadavg(),
            },
            "figures": [{**asdict(each), "ratio": each.ratio} for each in self.figures],
        }
        path.write_text(json.dumps(body, indent=1) + "\n", encoding="utf-8")

    def print_table(self, before: Mapping[tuple[str, str], float] | None = None) -> None:
        """Print every figure that has a limit, the furthest from it first.

        ``before`` has the values of an earlier report, by part and name.
        """
        print_line("\nall figures with a limit, the closest first:")
        limited = [each for each in self.figures if each.ratio is not None]
        for each in sorted(limited, key=lambda each: each.ratio or 0.0):
            earlier = (before or {}).get((each.part, each.name))
            spread = "" if earlier is None else spread_of(earlier, each.value)
            print_line(f"  {each.part:12} {each.line().strip()}{spread}")


def spread_of(earlier: float, now: float) -> str:
    """Return the words for an earlier value and its distance from the present one."""
    mean = (abs(earlier) + abs(now)) / 2
    share = abs(now - earlier) / mean if mean else 0.0
    return f"; before {earlier:.2f}, spread {share:.0%}"


def values_of(path: Path) -> dict[tuple[str, str], float]:
    """Return the values of a report by part and name. Raises OSError, ValueError."""
    figures = json.loads(path.read_text("utf-8"))["figures"]
    return {(each["part"], each["name"]): each["value"] for each in figures}
