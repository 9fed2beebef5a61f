"""docker-compose.yml and the Dockerfile match the Compose Specification, settings and commands.

``data/compose-spec.json`` is the Compose Specification's schema, Apache License 2.0, from
github.com/compose-spec/compose-go.
"""

import importlib.util
import json
import re
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml
from click import Context
from jsonschema import Draft7Validator

from monitor.cli import main
from monitor.config.settings import COMPOSE_VARIABLES, VARIABLES

VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")
OURS = ("topics", "poll", "process", "deliver", "web")
DEMO = ("newsroom", "demo-feeds")
OTHERS = ("kafka", "postgres", "prometheus", "alertmanager", "grafana", "proxy")
MODULE = "monitor.services.newsroom_service"
PROFILES = {"demo", "monitoring", "full"}
ENDS_BY_ITSELF = ("topics", "demo-feeds")


@pytest.fixture(scope="module")
def text() -> str:
    return Path("docker-compose.yml").read_text("utf-8")


@pytest.fixture(scope="module")
def compose(text: str) -> dict[str, Any]:
    filled = VARIABLE.sub(lambda match: match[3] if match[2] == "-" else "x", text)
    loaded: dict[str, Any] = yaml.safe_load(filled)
    return loaded


def test_the_file_meets_the_compose_specification(compose: dict[str, Any]) -> None:
    schema = json.loads(Path("tests/data/compose-spec.json").read_text("utf-8"))
    mistakes = [
        f"{list(e.path)}: {e.message}" for e in Draft7Validator(schema).iter_errors(compose)
    ]
    assert mistakes == []


def test_every_setting_is_one_that_the_program_knows(compose: dict[str, Any]) -> None:
    for name in OURS:
        for variable in compose["services"][name]["environment"]:
            assert variable in VARIABLES, f"{name}: {variable}"


def test_every_service_runs_a_command_that_the_program_has(compose: dict[str, Any]) -> None:
    assert {compose["services"][name]["command"][0] for name in OURS} <= set(
        main.list_commands(Context(main))
    )


def test_the_example_names_every_variable_and_no_other(text: str) -> None:
    example = re.findall(r"^#? ?([A-Z_]+)=", Path(".env.example").read_text("utf-8"), re.MULTILINE)
    assert sorted(example) == sorted({match[1] for match in VARIABLE.finditer(text)})


def test_variables_of_this_file_alone_are_no_mistake_of_the_program(text: str) -> None:
    names = {match[1] for match in VARIABLE.finditer(text) if match[1].startswith("MONITOR_")}
    assert names <= {*VARIABLES, *COMPOSE_VARIABLES}


def test_nothing_runs_as_root_or_listens_beyond_this_machine(compose: dict[str, Any]) -> None:
    assert re.search(r"^USER monitor$", Path("Dockerfile").read_text("utf-8"), re.MULTILINE)
    ports = [port for service in compose["services"].values() for port in service.get("ports", [])]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


@pytest.fixture(params=[*OURS, *DEMO, *OTHERS])
def service(request: pytest.FixtureRequest, compose: dict[str, Any]) -> dict[str, Any]:
    """Each service in turn, with its name."""
    return {"name": request.param, **compose["services"][request.param]}


def test_a_service_cannot_write_gain_rights_or_use_up_the_machine(service: dict[str, Any]) -> None:
    assert (service["cap_drop"], service["read_only"]) == (["ALL"], True)
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["mem_limit"]
    assert service["pids_limit"] <= 512
    assert service["logging"]["options"] == {"max-size": "10m", "max-file": "5"}


def test_a_service_that_runs_on_has_a_health_check(service: dict[str, Any]) -> None:
    if service["name"] in ENDS_BY_ITSELF:
        assert service["healthcheck"] == {"disable": True}
    else:
        assert service["healthcheck"]["test"]


def test_every_service_is_tested_here(compose: dict[str, Any]) -> None:
    assert set(compose["services"]) == {*OURS, *DEMO, *OTHERS}


def test_the_monitor_runs_without_a_profile_and_the_rest_with_one(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        is_base = name in (*OURS, "kafka", "postgres")
        assert bool(service.get("profiles")) != is_base
        assert set(service.get("profiles", [])) <= PROFILES


@pytest.mark.parametrize("name", DEMO)
def test_the_demonstration_runs_a_module_that_exists(compose: dict[str, Any], name: str) -> None:
    assert compose["services"][name]["entrypoint"] == ["python3", "-m", MODULE]
    assert importlib.util.find_spec(MODULE)


def test_every_mounted_file_of_ours_exists(compose: dict[str, Any]) -> None:
    volumes = [one for service in compose["services"].values() for one in service["volumes"]]
    sources = [volume.partition(":")[0] for volume in volumes]
    assert [source for source in sources if source[:2] == "./" and not Path(source).exists()] == []


def test_the_dashboards_are_where_grafana_looks(compose: dict[str, Any]) -> None:
    mounted = [volume.split(":")[1] for volume in compose["services"]["grafana"]["volumes"]]
    provider = Path("ops/grafana/provisioning/dashboards/monitor.yml").read_text("utf-8")
    assert yaml.safe_load(provider)["providers"][0]["options"]["path"] in mounted


def test_prometheus_asks_every_process_at_its_port(compose: dict[str, Any]) -> None:
    settings = yaml.safe_load(Path("ops/prometheus/prometheus.yml").read_text("utf-8"))
    jobs = {job["job_name"]: job for job in settings["scrape_configs"]}
    [own] = jobs["monitor"]["dns_sd_configs"]
    for name in own["names"]:
        address = compose["services"][name]["environment"]["MONITOR_METRICS"]
        assert address == f"0.0.0.0:{own['port']}"
    [web] = jobs["monitor-web"]["dns_sd_configs"]
    assert compose["services"]["web"]["environment"]["MONITOR_HTTP"] == f"0.0.0.0:{web['port']}"


def test_what_others_wait_for_is_healthy_first_and_what_is_kept_is_named(
    compose: dict[str, Any],
) -> None:
    services = compose["services"]
    for service in services.values():
        for name, how in service.get("depends_on", {}).items():
            assert (
                how["condition"] == "service_completed_successfully"
                or "healthcheck" in services[name]
            )
    assert "healthcheck" in services["web"]
    for name, folder in (
        ("kafka", "/var/lib/kafka/data"),
        ("postgres", "/var/lib/postgresql/data"),
    ):
        [volume] = services[name]["volumes"]
        assert volume.partition(":")[0] in compose["volumes"]
        assert volume.endswith(folder)


def test_every_file_that_the_image_takes_is_in_its_context() -> None:
    """A later line of .dockerignore wins; ``!`` takes a file back."""
    rules = Path(".dockerignore").read_text("utf-8").split()
    lines = re.findall(r"^COPY (?!--from)(.+)$", Path("Dockerfile").read_text(), re.MULTILINE)
    sources = [source for line in lines for source in line.split()[:-1]]
    assert "tools/slim_image.py" in sources
    for source in sources:
        assert Path(source).exists(), source
        matching = [rule for rule in rules if fnmatch(source, rule.removeprefix("!"))]
        assert not matching or matching[-1].startswith("!"), source
        parents = [rule for rule in rules if rule.rstrip("/") in map(str, Path(source).parents)]
        assert parents == [], source
