"""Hold each folder's test coverage to its floor: ``python tools/coverage_floors.py REPORT.json``.

Reads a JSON report of coverage.py (lines and branches together) and the floors, in per cent, of
``[tool.coverage_floors]`` in pyproject.toml. A folder without a floor is a mistake, as is a floor
without a folder. Exit status 1 if a folder is under its floor.
"""

import json
import sys
import tomllib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]


def coverage_by_folder(report: Mapping[str, Any]) -> dict[str, float]:
    """Return the covered share of lines and branches in per cent, by folder of ``monitor/``."""
    covered: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for name, file in report["files"].items():
        folder = "/".join(Path(name).parts[:2]) if len(Path(name).parts) > 2 else "monitor"
        summary = file["summary"]
        covered[folder] += summary["covered_lines"] + summary.get("covered_branches", 0)
        total[folder] += summary["num_statements"] + summary.get("num_branches", 0)
    return {folder: 100 * covered[folder] / total[folder] for folder in total if total[folder]}


def mistakes(measured: Mapping[str, float], floors: Mapping[str, float]) -> list[str]:
    """Return one sentence for each folder under its floor, without a floor, or that is gone."""
    sentences = []
    for folder, share in sorted(measured.items()):
        if folder not in floors:
            sentences.append(f"{folder}: no floor in [tool.coverage_floors]; it has {share:.1f} %")
        elif share < floors[folder]:
            sentences.append(f"{folder}: {share:.1f} % covered, the floor is {floors[folder]} %")
    gone = sorted(floors.keys() - measured.keys())
    return sentences + [f"{folder}: has a floor and no code" for folder in gone]


def main(report: Path, root: Path = ROOT) -> int:
    """Print the coverage of each folder and what is wrong; return the exit status."""
    settings = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    measured = coverage_by_folder(json.loads(report.read_text("utf-8")))
    for folder, share in sorted(measured.items()):
        print(f"{share:5.1f} %  {folder}")
    wrong = mistakes(measured, settings["tool"]["coverage_floors"])
    for sentence in wrong:
        print(sentence, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
