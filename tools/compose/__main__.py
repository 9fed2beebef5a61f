"""Bring docker compose up for real, run the sample newsroom through it, kill services, report.

    python -m tools.compose [--stand-ins] [--storm COUNT [--seed N]] [--report FILE]
                            [--compose PROGRAM]

1. Build the image, and with ``--stand-ins`` the base images too (`tools.compose.stand_ins`).
2. ``docker compose --profile demo --profile full up``; every service has to become healthy.
3. A webhook receiver subscribes to everything (`tools.compose.subscriber`); then the feeds of
   the newsroom are added, since a subscription begins after the newest alert.
4. Kill services while the articles arrive (`tools.compose.chaos`), or with ``--storm`` disturb
   them at random (`tools.compose.storm`).
5. Everything has to be ready again by itself; every article is stored, exactly those alerts are
   raised that `tools.compose.reference` expects, each once, each is at the receiver, and nothing
   is rejected.
6. Every process shows metrics; every line of its log is a JSON object.
7. Prometheus, Alertmanager, Grafana and nginx work (`tools.compose.monitoring`).
8. ``docker compose stop``: every service of ours ends with status 0.

Everything is removed at the end. Exit status 1, with the reason, where anything of this fails.
"""

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from monitor import __version__
from monitor.services.newsroom import load_stories
from tools.compose.chaos import kill_all
from tools.compose.engine import CommandFailed, Docker, engine
from tools.compose.monitoring import check_monitoring
from tools.compose.reference import Pair, expected_pairs, raised_pairs
from tools.compose.settings import RunSettings, write_settings
from tools.compose.stand_ins import WITHOUT_STAND_IN, build_stand_ins
from tools.compose.storm import Storm, network_of
from tools.compose.subscriber import subscribed
from tools.compose.system import Failed, System, wait_for

OURS = ("poll", "process", "deliver", "web")
FEEDS = "demo-feeds"
ONE_TIME = ("topics", FEEDS)
"""Services that do their work once and end with status 0."""
IMAGE = "news-monitor:compose-test"
DEFAULT_BASE = "python:3.11-slim-bookworm"
UP_WITHIN_S = 420.0
"""Seconds for all services: health checks begin to count after 90 s."""
READY_WITHIN_S = 240.0
"""Seconds until the system is ready after the last kill."""
THROUGH_WITHIN_S = 420.0
"""Seconds until every article is through: the newsroom shows them over a minute."""
INTERVALS = {"kills": "2s", "storm": "20s"}
"""Interval of the demonstration's feeds: in a storm the articles arrive over three minutes."""
METRICS = "import urllib.request; print(urllib.request.urlopen('http://127.0.0.1:{port}/metrics').read().decode())"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The options of one run, and its report."""

    docker: Docker
    stand_ins: bool
    storm: int
    """Disturbances; 0 for the kills in their order."""
    seed: int
    report: dict[str, Any] = field(default_factory=dict)


def main() -> int:
    """Run the test; return the exit status."""
    parser = argparse.ArgumentParser(prog="compose-test", description=__doc__)
    parser.add_argument("--stand-ins", action="store_true", help="build the base images here")
    parser.add_argument("--storm", type=int, default=0, metavar="COUNT", help="disturbances")
    parser.add_argument("--seed", type=int, default=0, help="decides the order of the storm")
    parser.add_argument("--report", type=Path, help="default: docs/reports/compose[-storm].json")
    parser.add_argument("--compose", default="docker compose", help="the compose program")
    options = parser.parse_args()
    default = Path("docs/reports", "compose-storm.json" if options.storm else "compose.json")
    try:
        with engine(options.compose.split()) as docker:
            run = Run(
                docker=docker, stand_ins=options.stand_ins, storm=options.storm, seed=options.seed
            )
            _run(run)
    except (CommandFailed, Failed) as error:
        print(f"FAILED: {error}", file=sys.stderr)
        return 1
    report = json.dumps(run.report, indent=1)
    (options.report or default).write_text(report + "\n", encoding="utf-8")
    print(report)
    return 0


def _log(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def _run(run: Run) -> None:
    expected = expected_pairs()  # first: by the code that the image is built from
    report, docker = run.report, run.docker
    report |= {"version": __version__, "stand_ins": run.stand_ins}
    report["engine"] = docker.run("version", "--format", "{{.Server.Version}}")
    report["compose"] = docker.compose("version", "--short")
    images = _build(docker, report, stand_ins=run.stand_ins)
    with tempfile.TemporaryDirectory() as folder:
        interval = INTERVALS["storm" if run.storm else "kills"]
        settings = write_settings(
            Path(folder), images, with_grafana=not run.stand_ins, interval=interval
        )
        with _started(run, settings) as system:
            _check(run, system, settings, expected)


def _check(run: Run, system: System, settings: RunSettings, expected: set[Pair]) -> None:
    """Disturb the running system, and check everything. Raises `Failed`, `CommandFailed`."""
    report, network = run.report, network_of(system)
    with subscribed(system, IMAGE, network) as subscriber:
        system.compose("up", "--detach", "--no-build", "--no-deps", FEEDS)
        wait_for("the feeds are added", lambda: _are_healthy(system), UP_WITHIN_S)
        if run.storm:
            storm = Storm(system, network, random.Random(run.seed))
            report["seed"], report["storm"] = run.seed, list(storm.blow(run.storm, _log))
        else:
            report["kills"] = list(kill_all(system, _log))
        report["ready_again_s"] = wait_for(
            "readiness", lambda: not system.problems(), READY_WITHIN_S
        )
        _check_articles(system, report, expected)
        _log("wait for every alert at the receiver")
        report["receiver"] = subscriber.wait_for_every_alert(system)
    _check_processes(system, report)
    _log("look at Prometheus, Alertmanager and nginx")
    report["monitoring"] = check_monitoring(system, settings.monitoring)
    _stop(system, report)


def _build(docker: Docker, report: dict[str, Any], *, stand_ins: bool) -> dict[str, str]:
    """Build the image; return the images by variable, and report its size over its base."""
    images: dict[str, str] = {}
    if stand_ins:
        _log("build the stand-ins")
        with tempfile.TemporaryDirectory(dir=os.environ.get("COMPOSE_TEST_FOLDER")) as folder:
            images = build_stand_ins(docker, Path(folder))
    base = images.get("PYTHON_IMAGE", DEFAULT_BASE)
    _log("build the image")
    arguments = ("--build-arg", f"PYTHON_IMAGE={base}", "--build-arg", f"VERSION={__version__}")
    docker.run("build", "--quiet", "--network=host", *arguments, "--tag", IMAGE, ".")
    sizes = [_size(docker, image) for image in (IMAGE, base)]
    report["image_mb_over_base"] = round((sizes[0] - sizes[1]) / 1e6, 1)
    return {**images, "MONITOR_IMAGE": IMAGE}


def _size(docker: Docker, image: str) -> int:
    return int(docker.run("image", "inspect", "--format", "{{.Size}}", image))


@contextmanager
def _started(run: Run, settings: RunSettings) -> Iterator[System]:
    """Start every service, wait until all are healthy, and remove everything at the end."""
    system = System(run.docker, settings.environ, settings.address, settings.token)
    services = set(system.compose("config", "--services").split())
    services -= WITHOUT_STAND_IN if run.stand_ins else set()
    services.remove(FEEDS)
    try:
        _log("docker compose up")
        started = time.monotonic()
        system.compose("up", "--detach", "--no-build", *sorted(services), within_s=UP_WITHIN_S)
        wait_for("every service is healthy", lambda: _are_healthy(system), UP_WITHIN_S)
        run.report["healthy_s"] = round(time.monotonic() - started, 1)
        run.report["services"] = sorted(services)
        yield system
    except (CommandFailed, Failed):
        print(system.compose("ps", "--all"), file=sys.stderr)
        print(system.compose("logs", "--tail", "15"), file=sys.stderr)
        raise
    finally:
        _log("docker compose down")
        system.compose("down", "--volumes", "--timeout", "20")


def _are_healthy(system: System) -> bool:
    containers = system.containers()
    running = [each for each in containers if each["Service"] not in ONE_TIME]
    ended = [each for each in containers if each["Service"] in ONE_TIME]
    return (
        bool(running)
        and all(each["Health"] == "healthy" for each in running)
        and all(each["State"] == "exited" and each["ExitCode"] == 0 for each in ended)
    )


def _check_articles(system: System, report: dict[str, Any], expected: set[Pair]) -> None:
    """Every article is stored, every expected alert is raised, and no other. Raises `Failed`."""
    articles = len(load_stories())

    def are_through() -> bool:
        stored = system.metric('monitor_stored{kind="articles"}')
        return stored == articles and raised_pairs(system.alerts()) >= expected

    _log("wait for every article and alert")
    try:
        wait_for("every article and alert", are_through, THROUGH_WITHIN_S)
    except Failed as error:
        lost = expected - raised_pairs(system.alerts())
        stored = system.metric('monitor_stored{kind="articles"}')
        raise Failed(f"{error}; {stored} of {articles} articles; lost {lost}") from error
    alerts = system.alerts()
    extra = raised_pairs(alerts) - expected
    ids = [alert["id"] for alert in alerts]
    rejected = system.metric('monitor_stored{kind="rejected"}')
    if extra or rejected or len(ids) != len(set(ids)):
        raise Failed(f"extra {extra}; {rejected} rejected; {len(ids)} alerts, {len(set(ids))} ids")
    report |= {
        "articles": articles,
        "alerts": len(alerts),
        "pairs_of_rule_and_article": len(expected),
        "lost": 0,
        "extra": 0,
        "rejected": 0,
    }


def _check_processes(system: System, report: dict[str, Any]) -> None:
    """Every process shows metrics and logs JSON. Raises `Failed`."""
    memory = {}
    for name in OURS:
        port = 8080 if name == "web" else 9464
        command = ("exec", "-T", name, "python3", "-c", METRICS.format(port=port))
        if "monitor_build_info" not in system.compose(*command):
            raise Failed(f"{name} shows no metrics")
        lines = system.compose("logs", "--no-log-prefix", name).splitlines()
        for line in lines:
            if not line.startswith("{"):
                raise Failed(f"{name} logs a line that is not JSON: {line[:200]}")
        container = system.compose("ps", "--quiet", name).split()[0]
        usage = system.docker.run("stats", "--no-stream", "--format", "{{.MemUsage}}", container)
        memory[name] = usage.partition(" /")[0]
    report["memory"] = memory


def _stop(system: System, report: dict[str, Any]) -> None:
    """Stop everything; our services end with status 0. Raises `Failed`."""
    _log("docker compose stop")
    started = time.monotonic()
    system.compose("stop")
    report["stop_s"] = round(time.monotonic() - started, 1)
    statuses = {each["Service"]: each["ExitCode"] for each in system.containers()}
    report["exit_statuses"] = {name: statuses[name] for name in (*OURS, "newsroom")}
    if any(report["exit_statuses"].values()):
        raise Failed(f"services ended with another status than 0: {report['exit_statuses']}")


if __name__ == "__main__":
    sys.exit(main())
