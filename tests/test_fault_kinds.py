"""The page of the kinds of faults names tests that exist."""

import re
from pathlib import Path

PAGE = Path("docs/explanation/faults.md")


def test_every_test_that_the_page_names_exists() -> None:
    named = re.findall(r"`(tests/[a-z_/]+\.py)`", PAGE.read_text("utf-8"))
    assert len(named) > 30
    assert [name for name in named if not Path(name).is_file()] == []
