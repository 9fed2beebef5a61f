"""Migrations on PostgreSQL: processes start together, and indexes are built while others write."""

import asyncio
import itertools
import sys

from monitor.store import open_engine, upgrade_database
from monitor.store.schema import metadata

UPGRADE = """
import asyncio, sys
from monitor.store import open_engine, upgrade_database
asyncio.run(upgrade_database(open_engine(sys.argv[1])))
"""
IS_VALID = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'joined_by_target'::regclass"
HALF_BUILD = (
    "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'joined_by_target'::regclass"
)


async def test_processes_that_start_together_build_every_index_once(postgres: str) -> None:
    command = (sys.executable, "-c", UPGRADE, postgres)
    together = [await asyncio.create_subprocess_exec(*command) for _ in range(4)]
    assert await asyncio.gather(*(process.wait() for process in together)) == [0] * 4
    engine = open_engine(postgres)
    async with engine.connect() as connection:
        query = "SELECT relname FROM pg_class JOIN pg_index ON indexrelid = oid WHERE indisvalid"
        built = set((await connection.exec_driver_sql(query)).scalars())
    await engine.dispose()
    indexes = itertools.chain.from_iterable(table.indexes for table in metadata.sorted_tables)
    assert {str(index.name) for index in indexes} <= built


async def test_an_index_that_was_half_built_is_built_again(postgres: str) -> None:
    engine = open_engine(postgres)
    await upgrade_database(engine)
    async with engine.begin() as connection:
        await connection.exec_driver_sql(HALF_BUILD)
    await upgrade_database(engine)
    async with engine.connect() as connection:
        assert (await connection.exec_driver_sql(IS_VALID)).scalar_one()
    await engine.dispose()
