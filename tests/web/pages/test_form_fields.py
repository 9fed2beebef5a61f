"""Forms: every field of the model, values there and back, every mistake at its field."""

import dataclasses
import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st

from monitor.config.changes import MODELS
from monitor.records.change import ItemKind
from monitor.watchlist.values import Actor, Pattern, Rule, Theme, ThemesClause
from monitor.web.pages import form_fields
from monitor.web.pages.forms import mistakes_at, parse
from monitor.web.pages.watchlist_forms import FORMS, changed_body, form_of
from tests.web.asking import reader_of

KIND_OF: dict[type, ItemKind] = {Actor: "actors", Theme: "themes", Rule: "rules"}
NESTED = {"themes": ThemesClause, "pattern": Pattern}


def paths_of(model: type, before: str = "") -> Iterator[str]:
    """Yield the path of every field of a model."""
    for field in dataclasses.fields(model):
        if field.name in NESTED and not before and model is Rule:
            yield from paths_of(NESTED[field.name], f"{field.name}.")
        elif field.name != "id":
            yield before + field.name


@pytest.mark.parametrize("model", KIND_OF, ids=lambda model: model.__name__)
def test_the_form_has_every_field_of_the_model(model: type) -> None:
    assert {field.name for field in FORMS[KIND_OF[model]]} == set(paths_of(model))


RULES = st.fixed_dictionaries(
    {"name": st.just("R")},
    optional={
        "speakers": st.lists(st.sampled_from(["a", "tag:b"]), max_size=2),
        "speakers_not": st.just(["c"]),
        "include_parts": st.booleans(),
        "about": st.just(["tag:d"]),
        "themes": st.one_of(
            st.just(["t"]),
            st.fixed_dictionaries(
                {},
                optional={
                    "any": st.just(["t", "u"]),
                    "all": st.just(["v"]),
                    "within": st.sampled_from(["statement", "sentence", "article"]),
                },
            ),
        ),
        "acts": st.just(["deny"]),
        "polarity": st.sampled_from(["any", "denied"]),
        "min_confidence": st.sampled_from([0, 0.5, 0.75, 1]),
        "severity": st.sampled_from(["low", "critical"]),
        "quiet_hours": st.just("22:00-06:00 Europe/Berlin"),
        "inhibits": st.just(["other"]),
        "cool_down": st.just("30m"),
        "pattern": st.fixed_dictionaries(
            {"kind": st.sampled_from(["first", "reversal", "burst", "absence"])},
            optional={
                "by": st.sampled_from(["actor", "rule"]),
                "days": st.integers(1, 90),
                "at_least": st.integers(2, 9),
                "hours": st.integers(1, 99),
            },
        ),
    },
)


@given(RULES)
def test_a_rule_is_the_same_after_its_form(body: dict[str, Any]) -> None:
    again = changed_body("rules", body, form_of("rules", body))
    assert parse(Rule, {"id": "r", **again}) == parse(Rule, {"id": "r", **body})


@given(
    st.dictionaries(st.sampled_from(["ar", "de", "fr"]), st.sampled_from(["a", "b OR c"])),
    st.sampled_from([0.3, 0.45, 1]),
)
def test_a_theme_with_queries_by_language_is_the_same_after_its_form(
    queries: dict[str, str], likeness: float
) -> None:
    body = {"name": "T", "query": "x", "queries": queries, "min_likeness": likeness}
    again = changed_body("themes", body, form_of("themes", body))
    assert parse(Theme, {"id": "t", **again}) == parse(Theme, {"id": "t", **body})


def test_a_form_with_some_of_the_fields_takes_nothing_else_away() -> None:
    body = {"name": "R", "include_parts": True, "pattern": {"kind": "burst", "at_least": 9}}
    form = {**form_of("rules", body), "name": ("S",)}
    del form["include_parts"]
    assert changed_body("rules", body, form) == {**body, "name": "S"}
    without = {**form, "pattern.kind": ("",)}
    assert "pattern" not in changed_body("rules", body, without)


def test_a_section_is_open_where_something_is_set_or_wrong() -> None:
    def open_titles(form: Any, mistakes: Any) -> list[str]:
        sections = form_fields.sections_of(FORMS["rules"], form, mistakes)
        return [each.title for each in sections if each.is_open]

    assert open_titles({}, {}) == [""]
    assert open_titles(form_of("rules", {"name": "R", "pattern": {"kind": "first"}}), {}) == [
        "",
        "A pattern over time",
    ]
    assert open_titles({}, {"inhibits": ("no such rule",)})[1:] == ["Whom it notifies, and when"]


@pytest.mark.parametrize(
    ("where", "field"),
    [
        ("change 3 by x: rules.themes.name", "name"),
        ("change 3 by x: rules.pattern.pattern.days", "pattern.days"),
        ("rules.r.themes.all[0]", "themes.all"),
        ("rules.r.themes.within", "themes.within"),
        ("rules.r.themes", "themes.all"),
        ("body.pattern", "pattern.at_least"),
        ("rules.r.speakers_not[1]", "speakers_not"),
        ("body.channel.webhook.url", ""),
        ("", ""),
    ],
)
def test_a_mistake_is_shown_at_the_field_that_its_place_names(where: str, field: str) -> None:
    names = [each.name for each in FORMS["rules"]]
    assert mistakes_at([(where, "wrong")], names) == {field: ("wrong",)}


WRONG: dict[ItemKind, dict[str, str]] = {
    "actors": {
        "name": "",
        "kind": "robot",
        "part_of": "no group",
        "tags": "not an id",
        "wikidata": "P31",
    },
    "themes": {"name": "", "query": "(open", "min_likeness": "7"},
    "rules": {
        "name": "",
        "severity": "extreme",
        "speakers": "nobody-known",
        "about": "nobody-known",
        "speakers_not": "nobody-known",
        "themes.any": "no-such-theme",
        "themes.all": "no-such-theme",
        "themes.within": "book",
        "acts": "sing",
        "polarity": "both",
        "min_confidence": "many",
        "pattern.days": "0",
        "pattern.at_least": "1",
        "pattern.hours": "x",
        "pattern.by": "moon",
        "quiet_hours": "25:00-26:00",
        "cool_down": "5x",
        "inhibits": "no-such-rule",
    },
}
RIGHT: dict[ItemKind, dict[str, str]] = {
    "actors": {"id": "new", "name": "New Actor", "kind": "person"},
    "themes": {"id": "new", "name": "New", "query": "new"},
    "rules": {"id": "new", "name": "New", "severity": "low", "pattern.kind": "first"},
}


@pytest.mark.parametrize("kind", WRONG)
async def test_every_mistake_of_an_item_is_at_its_field(
    sample_app: FastAPI, kind: ItemKind
) -> None:
    assert MODELS[kind] in KIND_OF
    async with reader_of(sample_app) as browser:
        for name, value in WRONG[kind].items():
            form = {**RIGHT[kind], name: value}
            refused = await browser.post(f"/watchlist/{kind}/new", data=form)
            assert refused.status_code == 422, name
            invalid = re.findall(
                r'<(?:input|select|textarea)[^>]*name="([^"]+)"[^>]*aria-invalid="true"'
                r"|<fieldset[^>]*aria-invalid",
                refused.text,
            )
            assert invalid == ([""] if name == "acts" else [name]), name


async def test_a_wrong_query_of_one_language_is_at_its_row(sample_app: FastAPI) -> None:
    form = {
        **RIGHT["themes"],
        "queries.key": ["de", "ar"],
        "queries.value": ["Brücke", "(open"],
    }
    async with reader_of(sample_app) as browser:
        refused = await browser.post("/watchlist/themes/new", data=form)
        assert refused.status_code == 422
        [row] = re.findall(r'name="queries.key" value="(\w+)"[^>]*aria-invalid', refused.text)
        assert row == "ar"
