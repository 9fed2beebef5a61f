"""What Prometheus, Alertmanager and Grafana are given: it names metrics that exist.

``promtool`` and ``amtool``, where this machine has them, check the rest: they test the rules.
"""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from monitor.telemetry.exposition import ProcessState
from monitor.telemetry.metrics import REGISTRY
from monitor.web.metrics import example_families
from tools.write_dashboards import rendered

OPS = Path("ops")
RULES = sorted(OPS.glob("prometheus/rules/*.yml"))
TESTS = sorted(OPS.glob("prometheus/tests/*.yml"))
NAME = re.compile(r"\b(?:monitor|process)_[a-z_]+\b|\bmonitor:[a-z_:0-9]+\b")
OTHERS = {"process_cpu_seconds_total", "process_resident_memory_bytes", "process_open_fds"}
"""Metrics of every Python process."""


def _rules() -> list[dict[str, Any]]:
    groups = [group for file in RULES for group in yaml.safe_load(file.read_text())["groups"]]
    return [rule for group in groups for rule in group["rules"]]


def _samples() -> set[str]:
    families = [*REGISTRY.collect(), *example_families()]
    families += ProcessState("poll", Path()).collect()
    names = {"process_start_time_seconds", *OTHERS}
    for family in families:
        suffixes = {"counter": ("_total",), "histogram": ("_bucket", "_count", "_sum")}
        names |= {family.name + suffix for suffix in suffixes.get(family.type, ("",))}
    return names | {rule["record"] for rule in _rules() if "record" in rule}


def _queries() -> list[str]:
    panels = [panel for text in rendered().values() for panel in json.loads(text)["panels"]]
    targets = [target["expr"] for panel in panels for target in panel.get("targets", ())]
    return targets + [rule["expr"] for rule in _rules()]


def _names_in(query: str) -> set[str]:
    """Return the metrics of a query, without what is in quotation marks."""
    return set(NAME.findall(re.sub(r'"[^"]*"', "", query)))


@pytest.mark.parametrize("query", _queries())
def test_a_query_names_metrics_that_exist(query: str) -> None:
    assert _names_in(query) <= _samples()


def test_a_misspelt_metric_would_be_found() -> None:
    assert _names_in("sum(rate(monitor_pols_total[5m]))") - _samples() == {"monitor_pols_total"}


def test_every_alert_says_what_to_do_and_how_urgent_it_is() -> None:
    alerts = [rule for rule in _rules() if "alert" in rule]
    assert len({rule["alert"] for rule in alerts}) == len(alerts) > 15
    for rule in alerts:
        assert rule["labels"]["severity"] in ("warning", "critical")
        assert rule["annotations"].keys() == {"summary", "description"}


def test_every_alert_is_tested() -> None:
    tested = "".join(file.read_text() for file in TESTS)
    missing = [rule["alert"] for rule in _rules() if "alert" in rule if rule["alert"] not in tested]
    assert missing == []


def test_the_dashboards_are_as_their_definitions_make_them() -> None:
    written = {file.name: file.read_text() for file in OPS.glob("grafana/dashboards/*.json")}
    assert written == rendered(), "run: python tools/write_dashboards.py"


def test_a_route_of_the_alertmanager_has_a_receiver() -> None:
    settings = yaml.safe_load((OPS / "alertmanager/alertmanager.yml").read_text())
    route = settings["route"]
    used = {route["receiver"], *(child["receiver"] for child in route["routes"])}
    assert used == {receiver["name"] for receiver in settings["receivers"]}
    alerts = {rule["alert"] for rule in _rules() if "alert" in rule}
    named = re.findall(r"\bMonitor\w+", str(settings["inhibit_rules"]))
    assert set(named) <= alerts


def _run(program: str, *arguments: str) -> None:
    path = shutil.which(program)
    if path is None:
        pytest.skip(f"no {program} on this machine")
    done = subprocess.run([path, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_promtool_accepts_the_rules() -> None:
    _run("promtool", "check", "rules", *map(str, RULES))


def test_promtool_accepts_every_query_of_the_dashboards(tmp_path: Path) -> None:
    """As a rule each: Grafana finds out about a query that is not valid when someone looks."""
    queries = [query.replace("$__rate_interval", "1m") for query in _queries()]
    rules = [{"record": f"query:{number}", "expr": query} for number, query in enumerate(queries)]
    file = tmp_path / "queries.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "queries", "rules": rules}]}))
    _run("promtool", "check", "rules", str(file))


def test_promtool_passes_the_tests_of_the_rules() -> None:
    _run("promtool", "test", "rules", *map(str, TESTS))


def test_amtool_accepts_the_alertmanagers_configuration() -> None:
    _run("amtool", "check-config", str(OPS / "alertmanager/alertmanager.yml"))
