"""Patterns in the configuration: their kinds, and the older name of one."""

from pathlib import Path

import pytest

from monitor.config import load_configuration


@pytest.mark.parametrize("kind", ["absence", "silence"])
def test_the_older_name_of_an_absence_is_accepted(tmp_path: Path, kind: str) -> None:
    (tmp_path / "watchlist.yaml").write_text(
        f"rules: [{{id: one, name: One, pattern: {{kind: {kind}, hours: 72}}}}]\n"
    )
    [rule] = load_configuration(tmp_path).watchlist.rules
    assert rule.pattern is not None
    assert (rule.pattern.kind, rule.pattern.hours) == ("absence", 72)
