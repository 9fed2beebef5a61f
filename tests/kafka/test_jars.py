"""The embedded broker's jars: none without its sum, and a way out where none can be had."""

from pathlib import Path

import pytest

from monitor.kafka.broker.jars import fetch_jars, pinned_jars
from monitor.records.errors import BrokerUnavailable


def test_every_jar_is_pinned_by_coordinates_and_sum() -> None:
    jars = pinned_jars()
    assert any((jar.artifact, jar.version) == ("kafka_2.13", "4.1.2") for jar in jars)
    assert all(len(jar.sha256) == 64 and jar.size > 0 for jar in jars)


def test_without_network_and_cache_the_error_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")  # nobody listens there
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:1")
    monkeypatch.delenv("NO_PROXY", raising=False)
    with pytest.raises(BrokerUnavailable) as refused:
        fetch_jars(tmp_path)
    assert "MONITOR_KAFKA=host:9092" in str(refused.value)
    assert "docker compose up" in str(refused.value)
    assert str(tmp_path) in str(refused.value)
