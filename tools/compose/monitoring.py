"""Prometheus, Alertmanager, Grafana and nginx as compose starts them, asked over their own APIs.

1. Prometheus finds every container of the monitor and reads its metrics.
2. It has loaded every rule of ``ops/prometheus/rules`` and evaluates each without an error.
3. It evaluates every query of every dashboard over the time of the run; those without data are
   reported: counters begin again in a process that was killed, so that the end alone shows less.
4. It has found Alertmanager, which has loaded the routes of ``ops/alertmanager``.
5. Grafana, where it runs, has every dashboard and reaches Prometheus.
6. nginx answers over TLS with its certificate, and hides the metrics.
"""

import json
import ssl
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tools.compose.system import REQUEST_WITHIN_S, Failed, System, wait_for

JOBS = {"monitor": {"poll", "process", "deliver"}, "monitor-web": {"web"}}
"""Services that Prometheus has to find, by its job."""
FOUND_WITHIN_S = 120.0
"""Seconds until every target is up and every rule evaluated: both are done every 15 s, and a
name that could not be resolved is tried again after 15 s."""
LONGEST_RUN_S = 1_800.0
"""Seconds that the queries look back; Prometheus has no data from before the run."""
RULES = Path("ops/prometheus/rules")
DASHBOARDS = Path("ops/grafana/dashboards")
RATE_INTERVAL = "1m"
"""What Grafana makes of ``$__rate_interval`` at an interval of 15 s."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Where the services answer on this machine."""

    prometheus: str
    alertmanager: str
    proxy: str
    authority: str
    """File with the certificate that signed the proxy's."""
    grafana: str | None = None
    """None: not started."""
    grafana_password: str = ""


def check_monitoring(system: System, addresses: Addresses) -> dict[str, Any]:
    """Check everything; return what the report says of it. Raises `Failed`."""
    prometheus = addresses.prometheus
    wait_for("every target is up", lambda: not missing_targets(prometheus), FOUND_WITHIN_S)
    rules = _wait_for_rules(prometheus)
    queries = dashboard_queries()
    empty = [query for query in queries if not _has_data(prometheus, query)]
    _check_alertmanager(addresses)
    _check_proxy(system, addresses)
    report = {"rules": rules, "dashboard_queries": len(queries), "queries_without_data": empty}
    if addresses.grafana is not None:
        report["dashboards"] = _check_grafana(addresses.grafana, addresses.grafana_password)
    return report


def missing_targets(prometheus: str) -> list[str]:
    """Return the services of which no container is read, or one is not. Raises OSError."""
    active = _get(f"{prometheus}/api/v1/targets?state=active")["data"]["activeTargets"]
    health: dict[tuple[str, str], set[str]] = {}
    for target in active:
        labels = target["labels"]
        key = (labels["job"], labels.get("service", ""))
        health.setdefault(key, set()).add(target["health"])
    wanted = [(job, service) for job, services in JOBS.items() for service in sorted(services)]
    return [service for job, service in wanted if health.get((job, service)) != {"up"}]


def dashboard_queries() -> list[str]:
    """Return every query of the dashboards as Grafana sends it."""
    queries = []
    for file in sorted(DASHBOARDS.glob("*.json")):
        for panel in json.loads(file.read_text("utf-8"))["panels"]:
            queries += [target["expr"] for target in panel.get("targets", ())]
    return [query.replace("$__rate_interval", RATE_INTERVAL) for query in queries]


def _wait_for_rules(prometheus: str) -> int:
    """Return the number of rules once each was evaluated. Raises `Failed`."""
    files = [yaml.safe_load(file.read_text("utf-8")) for file in sorted(RULES.glob("*.yml"))]
    expected = sum(len(group["rules"]) for file in files for group in file["groups"])

    def loaded() -> list[dict[str, Any]]:
        groups = _get(f"{prometheus}/api/v1/rules")["data"]["groups"]
        return [rule for group in groups for rule in group["rules"]]

    def are_evaluated() -> bool:
        rules = loaded()
        return len(rules) == expected and all(rule["health"] == "ok" for rule in rules)

    try:
        wait_for("every rule is evaluated", are_evaluated, FOUND_WITHIN_S)
    except Failed as error:
        wrong = [
            (rule["name"], rule.get("lastError")) for rule in loaded() if rule["health"] != "ok"
        ]
        raise Failed(f"{error}; {len(loaded())} of {expected} loaded; {wrong}") from error
    return expected


def _has_data(prometheus: str, query: str) -> bool:
    """Return whether a query has a result at some time of the run.

    Raises `Failed` for one that is not valid.
    """
    now = time.time()
    span = {"query": query, "start": now - LONGEST_RUN_S, "end": now, "step": 15}
    address = f"{prometheus}/api/v1/query_range?{urllib.parse.urlencode(span)}"
    try:
        return bool(_get(address)["data"]["result"])
    except urllib.error.HTTPError as error:
        raise Failed(f"Prometheus refuses {query}: {error.read().decode()[:300]}") from error


def _check_alertmanager(addresses: Addresses) -> None:
    managers = _get(f"{addresses.prometheus}/api/v1/alertmanagers")["data"]["activeAlertmanagers"]
    status = _get(f"{addresses.alertmanager}/api/v2/status")
    if len(managers) != 1 or "receiver: on-call" not in status["config"]["original"]:
        raise Failed(f"Prometheus found the Alertmanagers {managers}; its routes are not ours")


def _check_proxy(system: System, addresses: Addresses) -> None:
    trust = ssl.create_default_context(cafile=addresses.authority)
    headers = {"Authorization": f"Bearer {system.token}"}
    alerts = _get(f"{addresses.proxy}/api/v1/alerts?limit=1", trust=trust, headers=headers)
    if not alerts["items"]:
        raise Failed("no alert over nginx")
    try:
        _get(f"{addresses.proxy}/metrics", trust=trust)
    except urllib.error.HTTPError as error:
        if error.code == 404:
            return
        raise Failed(f"nginx answers {error.code} to /metrics") from error
    raise Failed("nginx shows the metrics to everyone")


def _check_grafana(address: str, password: str) -> int:
    manager = urllib.request.HTTPPasswordMgrWithDefaultRealm()
    manager.add_password(None, address, "admin", password)
    opener = urllib.request.build_opener(urllib.request.HTTPBasicAuthHandler(manager))
    with opener.open(f"{address}/api/search?type=dash-db", timeout=REQUEST_WITHIN_S) as answer:
        present = {dashboard["uid"] for dashboard in json.load(answer)}
    expected = {file.stem for file in DASHBOARDS.glob("*.json")}
    if not present >= expected:
        raise Failed(f"Grafana lacks the dashboards {expected - present}")
    return len(expected)


def _get(
    address: str, *, trust: ssl.SSLContext | None = None, headers: dict[str, str] | None = None
) -> Any:
    request = urllib.request.Request(address, headers=headers or {})
    with urllib.request.urlopen(request, timeout=REQUEST_WITHIN_S, context=trust) as answer:
        return json.load(answer)
