"""Write the Grafana dashboards of ``ops/grafana/dashboards`` from ``ops/grafana/dashboards.yaml``.

A panel there is a title, a kind, a unit and its queries; this file places the panels and adds what
Grafana needs (``python tools/write_dashboards.py``). A test holds the written files to what this
makes of the definitions, and the queries to the metrics that exist.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parents[1] / "ops" / "grafana"
DATASOURCE = {"type": "prometheus", "uid": "prometheus"}
"""The source that ``ops/grafana/provisioning`` sets up."""
COLUMNS, HEIGHT = 24, 8
"""Width of Grafana's grid, and height of a panel in its units."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One panel; ``queries`` are pairs of legend and PromQL, ``width`` counts columns."""

    title: str
    queries: list[tuple[str, str]]
    unit: str = "short"
    kind: str = "timeseries"
    width: int = 8
    description: str = ""
    limits: dict[str, float | None] | None = None
    """Colours and the value from which each counts; None for the lowest."""


def rendered() -> dict[str, str]:
    """Return Grafana's JSON of each dashboard by the name of its file."""
    definitions = yaml.safe_load((FOLDER / "dashboards.yaml").read_text("utf-8"))
    return {f"{uid}.json": render(uid, definition) for uid, definition in definitions.items()}


def render(uid: str, definition: dict[str, Any]) -> str:
    """Return a dashboard as Grafana's JSON."""
    panels: list[dict[str, Any]] = []
    y = 0
    for title, row in definition["rows"].items():
        panels.append(_heading(len(panels) + 1, title, y))
        y, x = y + 1, 0
        for panel in (Panel(**fields) for fields in row):
            if x + panel.width > COLUMNS:
                x, y = 0, y + HEIGHT
            place = {"x": x, "y": y, "w": panel.width, "h": HEIGHT}
            panels.append(_panel(len(panels) + 1, panel, place))
            x += panel.width
        y += HEIGHT
    body = {
        "uid": uid,
        "title": definition["title"],
        "tags": ["news-monitor"],
        "schemaVersion": 39,
        "version": 1,
        "editable": False,
        "refresh": "30s",
        "time": {"from": "now-6h", "to": "now"},
        "timezone": "browser",
        "links": [
            {
                "type": "dashboards",
                "tags": ["news-monitor"],
                "title": "News monitor",
                "asDropdown": True,
            }
        ],
        "panels": panels,
    }
    return json.dumps(body, indent=1, ensure_ascii=False) + "\n"


def _heading(id_: int, title: str, y: int) -> dict[str, Any]:
    place = {"x": 0, "y": y, "w": COLUMNS, "h": 1}
    return {
        "id": id_,
        "type": "row",
        "title": title,
        "collapsed": False,
        "gridPos": place,
        "panels": [],
    }


def _panel(id_: int, panel: Panel, place: dict[str, int]) -> dict[str, Any]:
    is_instant = panel.kind != "timeseries"
    targets = [
        {
            "refId": chr(ord("A") + number),
            "datasource": DATASOURCE,
            "expr": expression,
            "legendFormat": legend or "__auto",
            "instant": is_instant,
            "range": not is_instant,
        }
        for number, (legend, expression) in enumerate(panel.queries)
    ]
    steps = [{"color": color, "value": value} for color, value in (panel.limits or {}).items()]
    defaults: dict[str, Any] = {"unit": panel.unit}
    if steps:
        defaults["thresholds"] = {"mode": "absolute", "steps": steps}
    return {
        "id": id_,
        "type": panel.kind,
        "title": panel.title,
        "description": panel.description,
        "datasource": DATASOURCE,
        "gridPos": place,
        "fieldConfig": {"defaults": defaults, "overrides": []},
        "options": {},
        "targets": targets,
    }


if __name__ == "__main__":
    for name, text in rendered().items():
        (FOLDER / "dashboards" / name).write_text(text, encoding="utf-8")
