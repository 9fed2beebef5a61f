"""Clients of the released API keep working: nothing that it promised is gone."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from monitor.web import openapi_description
from tests.web.compatibility import breaks_of

FOLDER = Path(__file__).parents[2] / "docs" / "schemas"
RELEASED = sorted(FOLDER.glob("openapi-*.json"))
ACCEPTED: dict[str, str] = {}
"""Breaks that were decided on, with the reason and the line of the changelog."""


@pytest.mark.parametrize("released", RELEASED, ids=lambda path: path.stem)
def test_nothing_that_a_release_promised_is_gone(released: Path) -> None:
    breaks = breaks_of(json.loads(released.read_text("utf-8")), openapi_description())
    assert [each for each in breaks if each not in ACCEPTED] == []


def test_there_is_a_release_to_compare_with() -> None:
    assert RELEASED


def _drop_path(description: dict[str, Any]) -> None:
    del description["paths"]["/api/v1/alerts"]


def _drop_method(description: dict[str, Any]) -> None:
    del description["paths"]["/api/v1/silences"]["post"]


def _drop_parameter(description: dict[str, Any]) -> None:
    description["paths"]["/api/v1/alerts"]["get"]["parameters"].pop()


def _require_parameter(description: dict[str, Any]) -> None:
    for parameter in description["paths"]["/api/v1/alerts"]["get"]["parameters"]:
        parameter["required"] = True


def _drop_field(description: dict[str, Any]) -> None:
    del description["components"]["schemas"]["CopyView"]["properties"]["url"]


def _change_type(description: dict[str, Any]) -> None:
    view = description["components"]["schemas"]["AlertView"]["properties"]
    view["revision"] = {"type": "string"}


def _change_status(description: dict[str, Any]) -> None:
    responses = description["paths"]["/api/v1/silences"]["post"]["responses"]
    responses["200"] = responses.pop("201")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (_drop_path, "GET /api/v1/alerts is gone"),
        (_drop_method, "POST /api/v1/silences is gone"),
        (_drop_parameter, "parameter state is gone"),
        (_require_parameter, "is required"),
        (_drop_field, "field url is gone"),
        (_change_type, "integer has become string"),
        (_change_status, "the status 201 is gone"),
    ],
)
def test_every_kind_of_break_is_noticed(
    change: Callable[[dict[str, Any]], None], message: str
) -> None:
    present = openapi_description()
    changed = copy.deepcopy(present)
    change(changed)
    assert any(message in each for each in breaks_of(present, changed)), breaks_of(present, changed)


def test_additions_break_nothing() -> None:
    present = openapi_description()
    smaller = copy.deepcopy(present)
    _drop_path(smaller)
    assert breaks_of(smaller, present) == []
