"""Bring docker compose up for real, run the sample newsroom through it, kill services, report.

    python -m tools.compose [--stand-ins] [--report FILE] [--compose PROGRAM]

1. Build the image, and with ``--stand-ins`` the base images too (`tools.compose.stand_ins`).
2. ``docker compose --profile demo up``; every service has to become healthy.
3. Kill services while the articles arrive (`tools.compose.chaos`).
4. Everything has to be ready again by itself; every article is stored, exactly those alerts are
   raised that `tools.compose.reference` expects, each once, and nothing is rejected.
5. Every process shows metrics; every line of its log is a JSON object.
6. ``docker compose stop``: every service of ours ends with status 0.

Everything is removed at the end. Exit status 1, with the reason, where anything of this fails.
"""

import argparse
import json
import os
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import Any

from monitor import __version__
from monitor.kafka.broker.process import free_port
from monitor.services.newsroom import load_stories
from tools.compose.chaos import kill_all
from tools.compose.engine import CommandFailed, Docker, engine
from tools.compose.reference import Pair, expected_pairs, raised_pairs
from tools.compose.stand_ins import build_stand_ins
from tools.compose.system import Failed, System, wait_for

OURS = ("poll", "process", "deliver", "web")
ONE_TIME = ("topics", "demo-feeds")
"""Services that do their work once and end with status 0."""
IMAGE = "news-monitor:compose-test"
DEFAULT_BASE = "python:3.11-slim-bookworm"
PROJECT = "news-monitor-test"
UP_WITHIN_S = 420.0
"""Seconds for all services: health checks begin to count after 90 s."""
READY_WITHIN_S = 240.0
"""Seconds until the system is ready after the last kill."""
THROUGH_WITHIN_S = 420.0
"""Seconds until every article is through: the newsroom shows them over a minute."""
METRICS = "import urllib.request; print(urllib.request.urlopen('http://127.0.0.1:{port}/metrics').read().decode())"


def main() -> int:
    """Run the test; return the exit status."""
    parser = argparse.ArgumentParser(prog="compose-test", description=__doc__)
    parser.add_argument("--stand-ins", action="store_true", help="build the base images here")
    parser.add_argument("--report", type=Path, default=Path("docs/reports/compose.json"))
    parser.add_argument("--compose", default="docker compose", help="the compose program")
    options = parser.parse_args()
    report: dict[str, Any] = {"version": __version__, "stand_ins": options.stand_ins}
    try:
        with engine(options.compose.split()) as docker:
            _run(docker, report, stand_ins=options.stand_ins)
    except (CommandFailed, Failed) as error:
        print(f"FAILED: {error}", file=sys.stderr)
        return 1
    options.report.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(report, indent=1))
    return 0


def _log(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def _run(docker: Docker, report: dict[str, Any], *, stand_ins: bool) -> None:
    expected = expected_pairs()  # first: by the code that the image is built from
    report["engine"] = docker.run("version", "--format", "{{.Server.Version}}")
    report["compose"] = docker.compose("version", "--short")
    images = _build(docker, report, stand_ins=stand_ins)
    with _started(docker, images, report) as system:
        report["kills"] = list(kill_all(system, _log))
        report["ready_after_kills_s"] = wait_for(
            "readiness", lambda: not system.problems(), READY_WITHIN_S
        )
        _check_articles(system, report, expected)
        _check_processes(system, report)
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
def _started(docker: Docker, images: dict[str, str], report: dict[str, Any]) -> Iterator[System]:
    """Start every service, wait until all are healthy, and remove everything at the end."""
    with tempfile.TemporaryDirectory() as temporary:
        system = _system(docker, images, Path(temporary))
        try:
            _log("docker compose up")
            started = time.monotonic()
            system.compose("up", "--detach", "--no-build", within_s=UP_WITHIN_S)
            wait_for("every service is healthy", lambda: _are_healthy(system), UP_WITHIN_S)
            report["healthy_s"] = round(time.monotonic() - started, 1)
            yield system
        except (CommandFailed, Failed):
            print(system.compose("ps", "--all"), file=sys.stderr)
            print(system.compose("logs", "--tail", "15"), file=sys.stderr)
            raise
        finally:
            _log("docker compose down")
            system.compose("down", "--volumes", "--timeout", "20")


def _system(docker: Docker, images: dict[str, str], folder: Path) -> System:
    """Write secrets and configuration, and return the system that uses them."""
    token = secrets.token_hex(24)
    (folder / "token").write_text(token)
    (folder / "token").chmod(0o644)
    config = folder / "config"
    config.mkdir()
    watchlist = resources.files("monitor.sample").joinpath("config", "watchlist.yaml")
    (config / "watchlist.yaml").write_text(watchlist.read_text("utf-8"), encoding="utf-8")
    (config / "feeds.yaml").write_text("feeds: []\n")
    for path in (folder, config, *config.iterdir()):
        path.chmod(0o755 if path.is_dir() else 0o644)
    port = free_port()
    environ = {
        **images,
        "COMPOSE_PROJECT_NAME": PROJECT,
        "POSTGRES_PASSWORD": secrets.token_hex(12) + "@/:",
        "MONITOR_TOKEN_FILE": str(folder / "token"),
        "MONITOR_PORT": str(port),
        "CONFIG_FOLDER": str(config),
    }
    return System(docker, environ, f"http://127.0.0.1:{port}", token)


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
