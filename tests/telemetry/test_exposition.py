"""The port of a process: metrics, liveness by its event loop, readiness by its background loops."""

import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from monitor.records import LoopState
from monitor.telemetry.exposition import (
    HUNG_AFTER_S,
    MetricsServer,
    ProcessState,
    create_application,
    process_registry,
)
from tests.waiting import WITHIN_S

FAILING = LoopState(name="poller", condition="failing", error="OSError: x", failures=3, for_s=9.0)
RUNNING = LoopState(name="lag", condition="running")


class Clock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@contextmanager
def a_server(
    folder: Path, *loops: LoopState, clock: Clock | None = None, host: str = "127.0.0.1"
) -> Iterator[str]:
    """Serve a process with these loops; yield the address."""
    state = ProcessState("poll", folder, clock or Clock())
    application = create_application(process_registry(state), state, lambda: loops)
    server = MetricsServer(host, 0, application)
    try:
        yield f"http://{'[::1]' if ':' in host else host}:{server.port}"
    finally:
        server.close()


def get(address: str) -> tuple[int, str]:
    """Return status and body."""
    try:
        with urllib.request.urlopen(address, timeout=WITHIN_S) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_the_metrics_can_be_parsed_and_have_the_process_the_system_and_the_work(
    tmp_path: Path,
) -> None:
    with a_server(tmp_path) as address:
        status, text = get(f"{address}/metrics")
    families = {family.name for family in text_string_to_metric_families(text)}
    assert status == 200
    assert {
        "monitor_build_info",
        "monitor_disk_free_bytes",
        "monitor_latency_seconds",
        "process_resident_memory_bytes",
        "python_info",
    } <= families
    assert not any(name.endswith("_created") for name in families)


def test_a_second_process_registry_in_one_program_is_no_mistake(tmp_path: Path) -> None:
    with a_server(tmp_path) as first, a_server(tmp_path) as second:
        assert get(f"{first}/metrics")[0] == get(f"{second}/metrics")[0] == 200


def test_a_process_is_alive_until_its_event_loop_hangs(tmp_path: Path) -> None:
    clock = Clock()
    with a_server(tmp_path, FAILING, clock=clock) as address:
        assert get(f"{address}/healthz") == (200, "ok\n")
        clock.now += HUNG_AFTER_S + 1
        status, text = get(f"{address}/healthz")
    assert status == 503
    assert text == "the event loop hangs for 61 s\n"


def test_a_process_is_ready_while_no_loop_fails(tmp_path: Path) -> None:
    with a_server(tmp_path, RUNNING) as address:
        assert get(f"{address}/readyz") == (200, "ok\n")
    with a_server(tmp_path, RUNNING, FAILING) as address:
        assert get(f"{address}/readyz") == (503, "poller is failing for 9 s: OSError: x\n")


def test_another_path_is_not_found(tmp_path: Path) -> None:
    with a_server(tmp_path) as address:
        assert get(f"{address}/api/v1/alerts")[0] == 404


def test_a_process_listens_on_ipv6_too(tmp_path: Path) -> None:
    try:
        with a_server(tmp_path, host="::1") as address:
            assert get(f"{address}/healthz")[0] == 200
    except OSError:
        pytest.skip("this machine has no IPv6")


def test_a_port_in_use_is_an_error_at_the_start(tmp_path: Path) -> None:
    with a_server(tmp_path) as address:
        port = int(address.rpartition(":")[2])
        other = ProcessState("poll", tmp_path)
        application = create_application(process_registry(other), other, tuple)
        with pytest.raises(OSError, match="in use"):
            MetricsServer("127.0.0.1", port, application)
