"""The Kustomize base: valid resources, probes, budgets, policies, no rights that are not needed."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml
from click import Context

from monitor.cli import main
from monitor.config.settings import VARIABLES

BASE, EXAMPLE = Path("ops/kubernetes/base"), Path("ops/kubernetes/example")
VERSIONS = ("1.28", "1.31", "1.34")
"""The oldest and the newest versions that clusters run, and one between."""
COMPONENTS = ("poll", "process", "deliver", "web")

Resource = dict[str, Any]


def _resources(folder: Path) -> list[Resource]:
    kustomization = yaml.safe_load((folder / "kustomization.yaml").read_text("utf-8"))
    files = [folder / name for name in kustomization["resources"] if name.endswith(".yaml")]
    return [each for file in files for each in yaml.safe_load_all(file.read_text("utf-8"))]


RESOURCES = [*_resources(BASE), *_resources(EXAMPLE)]
NAMES = [f"{each['kind']}-{each['metadata']['name']}" for each in RESOURCES]
DEPLOYMENTS = [each for each in RESOURCES if each["kind"] == "Deployment"]


@pytest.fixture(params=DEPLOYMENTS, ids=lambda each: each["metadata"]["name"])
def deployment(request: pytest.FixtureRequest) -> Resource:
    return dict(request.param)


@pytest.fixture
def container(deployment: Resource) -> Resource:
    [only] = deployment["spec"]["template"]["spec"]["containers"]
    return dict(only)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("resource", RESOURCES, ids=NAMES)
def test_a_resource_is_valid(resource: Resource, version: str) -> None:
    kubernetes_validate.validate(resource, version, strict=True)


def test_a_misspelt_key_would_be_found() -> None:
    wrong = {**DEPLOYMENTS[0], "spec": {**DEPLOYMENTS[0]["spec"], "replica": 2}}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, VERSIONS[-1], strict=True)


def test_every_process_has_a_deployment_and_a_budget() -> None:
    names = [f"monitor-{component}" for component in COMPONENTS]
    assert [each["metadata"]["name"] for each in DEPLOYMENTS] == names
    budgets = [each for each in RESOURCES if each["kind"] == "PodDisruptionBudget"]
    for workload, budget in zip(DEPLOYMENTS, budgets, strict=True):
        labels = workload["spec"]["template"]["metadata"]["labels"]
        assert budget["spec"]["selector"]["matchLabels"] == labels
        assert budget["spec"]["maxUnavailable"] < workload["spec"]["replicas"]


def test_a_deployment_runs_a_command_with_settings_that_the_program_knows(
    container: Resource,
) -> None:
    assert set(container["args"]) <= set(main.list_commands(Context(main)))
    [settings] = [each for each in RESOURCES if each["metadata"]["name"] == "monitor-settings"]
    names = [*settings["data"], *(each["name"] for each in container["env"])]
    variables = {*VARIABLES, "MONITOR_DATABASE_FILE"}
    assert set(names) <= variables
    assert len(names) == len(set(names))


def test_a_process_has_all_probes_on_a_port_that_it_has(container: Resource) -> None:
    ports = {port["name"]: port["containerPort"] for port in container["ports"]}
    for kind in ("startupProbe", "livenessProbe", "readinessProbe"):
        assert container[kind]["httpGet"]["port"] in ports
    addresses = {each["value"] for each in container["env"] if each["name"].endswith("S")}
    addresses |= {each["value"] for each in container["env"] if each["name"] == "MONITOR_HTTP"}
    assert {f"0.0.0.0:{port}" for port in ports.values()} <= addresses


def test_a_missing_poller_does_not_take_the_pages_away() -> None:
    [web] = [each for each in DEPLOYMENTS if each["metadata"]["name"] == "monitor-web"]
    [container] = web["spec"]["template"]["spec"]["containers"]
    assert container["readinessProbe"]["httpGet"]["path"] == "/healthz"


def test_a_process_has_no_rights_that_it_does_not_need(
    deployment: Resource, container: Resource
) -> None:
    pod = deployment["spec"]["template"]["spec"]
    assert pod["automountServiceAccountToken"] is False
    assert (pod["securityContext"]["runAsNonRoot"], pod["securityContext"]["runAsUser"]) == (
        True,
        10001,
    )
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert container["resources"]["limits"]["memory"]
    mounts = {mount["name"]: mount for mount in container["volumeMounts"]}
    assert mounts["config"]["readOnly"] is mounts["secrets"]["readOnly"] is True
    assert mounts.keys() == {volume["name"] for volume in pod["volumes"]}


def test_a_policy_covers_every_process_and_denies_what_it_does_not_name() -> None:
    policies = {
        each["metadata"]["name"]: each["spec"]
        for each in RESOURCES
        if each["kind"] == "NetworkPolicy"
    }
    common = policies["monitor-processes"]
    assert set(common["policyTypes"]) == {"Ingress", "Egress"}
    selected = common["podSelector"]["matchLabels"].items()
    for workload in DEPLOYMENTS:
        assert selected <= workload["spec"]["template"]["metadata"]["labels"].items()
    outside = policies["monitor-outside"]
    [expression] = outside["podSelector"]["matchExpressions"]
    assert "process" not in expression["values"]
    blocks = [peer["ipBlock"] for peer in outside["egress"][0]["to"]]
    assert "169.254.0.0/16" in blocks[0]["except"], "the cloud's metadata service"


def test_the_example_fills_what_the_base_asks_for() -> None:
    kustomization = yaml.safe_load((EXAMPLE / "kustomization.yaml").read_text("utf-8"))
    generators = [*kustomization["configMapGenerator"], *kustomization["secretGenerator"]]
    assert {each["name"] for each in generators} == {"monitor-config", "monitor-secrets"}
    [patch] = kustomization["patches"]
    settings = yaml.safe_load(patch["patch"])["data"]
    assert set(settings) <= set(VARIABLES)
    for file in kustomization["configMapGenerator"][0]["files"]:
        assert (EXAMPLE / file).exists()


def test_kustomize_builds_the_example(tmp_path: Path) -> None:
    program = shutil.which("kustomize")
    if program is None:
        pytest.skip("no kustomize on this machine")
    shutil.copytree("ops/kubernetes", tmp_path / "kubernetes")
    folder = tmp_path / "kubernetes" / "example"
    (folder / "secrets").mkdir()
    for name in ("token", "database"):
        (folder / "secrets" / name).write_text("x")
    done = subprocess.run([program, "build", folder], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    built = list(yaml.safe_load_all(done.stdout))
    for resource in built:
        kubernetes_validate.validate(resource, VERSIONS[-1], strict=True)
        if resource["kind"] != "Namespace":
            assert resource["metadata"]["namespace"] == "news-monitor"
    deployments = [each for each in built if each["kind"] == "Deployment"]
    [process] = [each for each in deployments if each["metadata"]["name"] == "monitor-process"]
    assert process["spec"]["replicas"] == 4
    [container] = process["spec"]["template"]["spec"]["containers"]
    assert container["image"] == "registry.example.org/news-monitor:0.2.0"
