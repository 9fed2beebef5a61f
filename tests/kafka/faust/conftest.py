"""A Faust application that never connects."""

from pathlib import Path
from typing import Any

import pytest

from monitor.kafka.connection import KafkaConnection
from monitor.kafka.faust.app import AppOptions, create_faust_app


@pytest.fixture
async def app(tmp_path: Path) -> Any:
    """An application without agents; nothing listens at its broker's address.

    It is created inside the tests' event loop, which it uses.
    """
    options = AppOptions(kafka=KafkaConnection("127.0.0.1:1"), partitions=2, folder=tmp_path)
    return create_faust_app(options)
