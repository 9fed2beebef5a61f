"""The jars of the embedded broker: all are pinned; without a network the error says what to do."""

from pathlib import Path

import pytest

from monitor.kafka.broker.jars import EMBEDDED_PACKAGES, fetch_jars, pinned_jars, require_packages
from monitor.records.errors import BrokerUnavailable

UNUSED_PROXY = "http://127.0.0.1:1"
"""An address without a listener."""


def test_every_jar_is_pinned_by_coordinates_and_checksum() -> None:
    jars = pinned_jars()
    assert ("kafka_2.13", "4.1.2") in {(jar.artifact, jar.version) for jar in jars}
    assert all(len(jar.sha256) == 64 and jar.size > 0 for jar in jars)


def test_without_network_and_cache_the_error_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", UNUSED_PROXY)
    monkeypatch.setenv("https_proxy", UNUSED_PROXY)
    monkeypatch.delenv("NO_PROXY", raising=False)
    with pytest.raises(BrokerUnavailable) as refused:
        fetch_jars(tmp_path)
    assert "MONITOR_KAFKA=host:9092" in str(refused.value)
    assert "docker compose up" in str(refused.value)
    assert str(tmp_path) in str(refused.value)


def test_an_installation_without_the_jre_names_the_setting_that_helps() -> None:
    require_packages(EMBEDDED_PACKAGES)
    with pytest.raises(BrokerUnavailable, match="no_such_jre is not installed"):
        require_packages((*EMBEDDED_PACKAGES, "no_such_jre"))
