"""Fixtures: the embedded broker, started once for every test that needs a real Kafka."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from monitor.config import load_settings
from monitor.kafka.broker import EmbeddedBroker
from monitor.kafka.jars import fetch_jars


@pytest.fixture(scope="session")
async def broker(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[EmbeddedBroker]:
    """A real Kafka on loopback, for the whole session."""
    folder = tmp_path_factory.mktemp("broker")
    cache = load_settings(Path("config"), os.environ).cache
    running = EmbeddedBroker(folder, fetch_jars(cache))
    await running.start()
    yield running
    await running.stop()
