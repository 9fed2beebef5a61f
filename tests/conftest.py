"""Fixtures: the embedded broker and PostgreSQL, each started once, and an empty store."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import settings
from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.config import load_settings
from monitor.kafka.broker.jars import fetch_jars
from monitor.kafka.broker.process import EmbeddedBroker
from monitor.store import open_engine, upgrade_database
from tests.postgres import PostgresServer, a_postgres

settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")

ROOT = Path(__file__).parents[1]


def pytest_configure() -> None:
    """Run in the root of the repository, whichever folder pytest is started in."""
    os.chdir(ROOT)


IN_TURN = (
    ("calm", "test_traces", "test_wheel", "test_live_configuration"),
    ("system",),
    ("browser",),
    ("secured",),
)
"""Fixtures, modules and marks of tests that one worker runs in turn, first of all: they take long
or share what takes seconds to start. So that two systems at most run at once, and the other workers
have the CPU while these wait. The first that fits counts; each row takes a few minutes."""


SHARED_WITH_OTHERS = {"system", "browser", "broker"}
"""Marks of tests whose processes share the machine's CPU, ports and clock with other programs: they
get a second attempt (docs/decisions/0019). The report prints the first one whole; two in a whole
run at most, and `--fail-on-flaky` refuses them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the longest tests first, so that no worker is left with one at the end."""
    for item in items:
        if SHARED_WITH_OTHERS.intersection(mark.name for mark in item.iter_markers()):
            item.add_marker(pytest.mark.flaky(reruns=1))
    places = {item: _place_in_turn(item) for item in items}
    items.sort(key=places.__getitem__)
    for item in items:
        if places[item] < len(IN_TURN):
            item.add_marker(pytest.mark.xdist_group(IN_TURN[places[item]][0]))


def _place_in_turn(item: pytest.Item) -> int:
    """Return the row of `IN_TURN` that a test belongs to, their number for any other test."""
    names = {*getattr(item, "fixturenames", ()), *(mark.name for mark in item.iter_markers())}
    names.add(item.path.stem)
    rows = (place for place, row in enumerate(IN_TURN) if names.intersection(row))
    return next(rows, len(IN_TURN))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options of the long tests: how long they are, and where the crash test's report goes."""
    parser.addoption(
        "--long",
        action="store_true",
        help="run the long versions: every recorded series, more feeds",
    )
    parser.addoption("--kills", type=int, default=7, help="kills in the crash test")
    parser.addoption("--seed", type=int, default=7, help="seed of the crash test's schedule")
    parser.addoption(
        "--storm", type=int, default=19, help="what happens in the storm; 19 things: each once"
    )
    parser.addoption("--storm-report", default="", help="file for the storm's JSON report")
    parser.addoption("--crash-report", default="", help="file for the crash test's JSON report")


@pytest.fixture(autouse=True)
def own_logging() -> Iterator[None]:
    """Undo what a command that runs inside a test sets up: its level hides events of later tests.

    Configured and bound values are those of the whole process.
    """
    yield
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


@pytest.fixture(scope="session")
def kafka_jars() -> tuple[Path, ...]:
    """The jars of the embedded broker, fetched once for the user."""
    return fetch_jars(load_settings(Path("config"), os.environ).cache)


@pytest.fixture(scope="session")
async def broker(
    tmp_path_factory: pytest.TempPathFactory, kafka_jars: tuple[Path, ...]
) -> AsyncIterator[EmbeddedBroker]:
    """A real Kafka on loopback, for the whole session."""
    running = EmbeddedBroker(tmp_path_factory.mktemp("broker"), kafka_jars)
    await running.start()
    yield running
    await running.stop()


@pytest.fixture
async def own_broker(tmp_path: Path, kafka_jars: tuple[Path, ...]) -> AsyncIterator[EmbeddedBroker]:
    """A real Kafka on loopback for one test, which no other test writes to."""
    running = EmbeddedBroker(tmp_path, kafka_jars)
    await running.start()
    yield running
    await running.stop()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A real PostgreSQL on loopback, for the whole session."""
    with a_postgres() as server:
        if server is None:
            pytest.skip("no PostgreSQL on this machine: install the package postgresql")
        yield server


@pytest.fixture
def postgres(postgres_server: PostgresServer) -> Iterator[str]:
    """The URL of a database on it that holds nothing."""
    yield postgres_server.url()
    postgres_server.empty()


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    """An empty store on SQLite."""
    engine = open_engine(f"sqlite+aiosqlite:///{tmp_path / 'monitor.db'}")
    await upgrade_database(engine)
    yield engine
    await engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def either_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database that holds nothing, of SQLite and of PostgreSQL in turn."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'monitor.db'}"
    return str(request.getfixturevalue("postgres"))


@pytest.fixture
async def either_engine(either_url: str) -> AsyncIterator[AsyncEngine]:
    """An empty store, on SQLite and on PostgreSQL in turn."""
    engine = open_engine(either_url)
    await upgrade_database(engine)
    yield engine
    await engine.dispose()
