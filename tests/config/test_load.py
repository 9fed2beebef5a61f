"""The configuration reports every mistake at once: line, path and the nearest valid word."""

from pathlib import Path

import pytest

from monitor.config import load_configuration, load_settings
from monitor.config.settings import VARIABLES
from monitor.records.errors import ConfigurationError
from monitor.watchlist.values import ThemesClause, any_of

WRONG = """actors:
  - id: berg
    nmae: Anna Berg
    kind: person
  - {id: Bad Id, name: X, kind: robot}
themes:
  - {id: t, name: T, query: "(a OR"}
rules: []
"""


def test_every_mistake_is_reported_at_once_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "watchlist.yaml").write_text(WRONG)
    (tmp_path / "feeds.yaml").write_text(
        "feeds:\n  - url: gopher://x\n  - url: http://a.example/\n    interval: often\n"
    )
    with pytest.raises(ConfigurationError) as caught:
        load_configuration(tmp_path)
    mistakes = {(Path(m.file).name, m.line, m.path) for m in caught.value.mistakes}
    assert mistakes == {
        ("feeds.yaml", 2, "feeds[0].url"),
        ("feeds.yaml", 4, "feeds[1].interval"),
        ("watchlist.yaml", 2, "actors[0].name"),
        ("watchlist.yaml", 3, "actors[0].nmae"),
        ("watchlist.yaml", 5, "actors[1].id"),
        ("watchlist.yaml", 5, "actors[1].kind"),
        ("watchlist.yaml", 7, "themes[0].query"),
    }
    assert "did you mean 'name'?" in str(caught.value)
    assert "column 6" in str(caught.value)


def test_a_name_that_does_not_exist_is_a_mistake_with_the_nearest_one(tmp_path: Path) -> None:
    (tmp_path / "watchlist.yaml").write_text(
        "actors: [{id: berg, name: Anna Berg, kind: person}]\n"
        "rules: [{id: r, name: R, speakers: [brg]}]\n"
    )
    with pytest.raises(ConfigurationError, match="no actor or tag 'brg'; did you mean 'berg'"):
        load_configuration(tmp_path)


def test_the_shipped_configuration_is_sound() -> None:
    assert load_configuration(Path("config")).watchlist.rules


def test_variables_win_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "monitor.yaml").write_text("http: 127.0.0.1:9000\n")
    settings = load_settings(
        tmp_path, {"MONITOR_HTTP": "127.0.0.1:9001", "MONITOR_DATABASE": "postgresql://u@h/d"}
    )
    assert (settings.http_port, settings.database) == (9001, "postgresql+psycopg://u@h/d")
    assert "MONITOR_HTTP" in VARIABLES
    assert "MONITOR_CONFIG" in VARIABLES


def test_a_wrong_variable_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="MONITOR_PARTITIONS"):
        load_settings(tmp_path, {"MONITOR_PARTITIONS": "many"})


def test_a_rule_s_themes_are_a_list_or_any_and_all_and_its_hours_have_a_zone(
    tmp_path: Path,
) -> None:
    (tmp_path / "watchlist.yaml").write_text(
        "themes: [{id: a, name: A, query: a}, {id: b, name: B, query: b}]\n"
        "rules:\n"
        "  - {id: one, name: One, themes: [a]}\n"
        "  - {id: two, name: Two, themes: {any: [a], all: [b]},"
        " quiet_hours: '22:00-06:00 Europe/Berlin'}\n"
    )
    one, two = load_configuration(tmp_path).watchlist.rules
    assert (one.themes, one.quiet_hours) == (any_of("a"), None)
    assert two.themes == ThemesClause(any=("a",), all=("b",))
    assert two.quiet_hours is not None
    assert two.quiet_hours.zone == "Europe/Berlin"


def test_wrong_clauses_of_a_rule_are_reported_with_line_and_path(tmp_path: Path) -> None:
    (tmp_path / "watchlist.yaml").write_text(
        "themes: [{id: a, name: A, query: a}]\n"
        "rules:\n"
        "  - {id: one, name: One, themes: [x], speakers_not: [y]}\n"
        "  - id: two\n"
        "    name: Two\n"
        "    themes: {all: [z]}\n"
    )
    with pytest.raises(ConfigurationError) as caught:
        load_configuration(tmp_path)
    assert {(m.line, m.path) for m in caught.value.mistakes} == {
        (3, "rules[0].themes[0]"), (3, "rules[0].speakers_not[0]"), (6, "rules[1].themes.all[0]"),
    }  # fmt: skip
    (tmp_path / "watchlist.yaml").write_text(
        "rules:\n  - id: one\n    name: One\n    quiet_hours: nights\n"
    )
    with pytest.raises(ConfigurationError, match=r"22:00-06:00 Europe/Berlin"):
        load_configuration(tmp_path)


def test_twenty_mistakes_are_reported_together_each_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "watchlist.yaml").write_text(
        "actors:\n"
        "  - {id: one, name: One, kind: persn}\n"  # 2: no such kind
        "  - {id: Two, name: Two, kind: person}\n"  # 3: a capital in an id
        "  - {id: three, kind: person}\n"  # 4: no name
        "  - {id: four, name: Four, kind: group, alias: [F]}\n"  # 5: unknown key
        "  - {id: four, name: Again, kind: group}\n"  # 6: a taken id
        "  - {id: six, name: Six, kind: person, part_of: [fuor]}\n"  # 7: no such group
        "  - {id: seven, name: Seven, kind: person, wikidata: 77}\n"  # 8: no item
        "themes:\n"
        "  - {id: rain, name: Rain, query: 'rain AND ('}\n"  # 10: a query that breaks off
        "  - {id: sun, name: Sun}\n"  # 11: nothing to find it by
        "  - {id: wind, name: Wind, query: 'NEAR/x wind'}\n"  # 12: no distance
        "  - {id: snow, name: Snow, examples: [It snows.], min_likeness: 7}\n"  # 13: more than 1
        "  - {id: hail, name: Hail, query: hail, queries: {de: '\"Hagel'}}\n"  # 14: no closing mark
        "rules:\n"
        "  - {id: a, name: A, speakers: [foru]}\n"  # 16: no actor has that id
        "  - {id: b, name: B, speakers: ['tag:none']}\n"  # 17: no actor has that tag
        "  - {id: c, name: C, themes: [reign]}\n"  # 18: no such theme
        "  - {id: d, name: D, acts: [shout]}\n"  # 19: no such act
        "  - {id: e, name: E, severity: huge}\n"  # 20: no such severity
        "  - {id: f, name: F, min_confidence: 90}\n"  # 21: more than 1
        "  - {id: g, name: G, quiet_hours: at night}\n"  # 22: no hours
        "  - {id: h, name: H, cool_down: soon}\n"  # 23: no duration
        "  - {id: h, name: H, about: [six]}\n"  # 24: a taken id
    )
    with pytest.raises(ConfigurationError) as caught:
        load_configuration(tmp_path)
    places = [(mistake.line, mistake.path) for mistake in caught.value.mistakes]
    assert sorted({line for line, _ in places}) == [*range(2, 9), *range(10, 15), *range(16, 25)]
    assert len(places) == 21, places
    assert all(
        mistake.file.endswith("watchlist.yaml") and mistake.message
        for mistake in caught.value.mistakes
    )
