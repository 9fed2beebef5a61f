"""docker-compose.yml and the Dockerfile match the Compose Specification, settings and commands.

``data/compose-spec.json`` is the Compose Specification's schema, Apache License 2.0, from
github.com/compose-spec/compose-go.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from click import Context
from jsonschema import Draft7Validator

from monitor.cli import main
from monitor.config.settings import VARIABLES

VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")
OURS = ("topics", "poll", "process", "deliver", "web")


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


def test_nothing_runs_as_root_or_listens_beyond_this_machine(compose: dict[str, Any]) -> None:
    assert re.search(r"^USER monitor$", Path("Dockerfile").read_text("utf-8"), re.MULTILINE)
    ports = [port for service in compose["services"].values() for port in service.get("ports", [])]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)
    for name in OURS:
        service = compose["services"][name]
        assert (service["cap_drop"], service["read_only"]) == (["ALL"], True)


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
