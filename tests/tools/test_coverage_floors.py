"""The coverage floors: by folder, from a report of coverage.py."""

import json
from pathlib import Path

import pytest

from tools.coverage_floors import coverage_by_folder, main, mistakes


def a_file(covered: int, total: int) -> dict[str, dict[str, int]]:
    return {"summary": {"covered_lines": covered, "num_statements": total}}


def test_files_of_a_folder_are_added_up_and_loose_files_are_the_package() -> None:
    report = {
        "files": {
            "monitor/cli/up.py": a_file(1, 10),
            "monitor/cli/feeds/list.py": a_file(9, 10),
            "monitor/bootstrap.py": a_file(3, 4),
            "monitor/sample/__init__.py": a_file(0, 0),
        }
    }
    assert coverage_by_folder(report) == {"monitor/cli": 50.0, "monitor": 75.0}


def test_under_the_floor_without_a_floor_and_without_code_are_mistakes() -> None:
    floors = {"low": 80, "fine": 80, "gone": 1}
    wrong = mistakes({"low": 79.9, "fine": 80.0, "new": 5.0}, floors)
    assert [sentence.partition(":")[0] for sentence in wrong] == ["low", "new", "gone"]


@pytest.mark.parametrize(("covered", "status"), [(7, 1), (8, 0)])
def test_the_exit_status_says_whether_every_floor_holds(
    tmp_path: Path, covered: int, status: int
) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.coverage_floors]\n"monitor/cli" = 80\n')
    report = tmp_path / "report.json"
    report.write_text(json.dumps({"files": {"monitor/cli/up.py": a_file(covered, 10)}}))
    assert main(report, tmp_path) == status
