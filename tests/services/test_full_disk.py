"""A full disk: the archiver waits, nothing is torn, and it resumes when there is room again."""

import asyncio
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.kafka.connection import KafkaConnection
from monitor.records import Reading, Record
from monitor.services.archiver import Archiver, BatchLimits
from monitor.store import Archive, Store, open_engine, upgrade_database
from tests.builders import an_article
from tests.services.test_archiver import Rejected, batch
from tests.waiting import WITHIN_S, until

SIZE = 3 * 1024 * 1024


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 3 MB."""
    mounted = tmp_path / "small"
    mounted.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(mounted)]
    if (
        os.geteuid() != 0
        or subprocess.run(command, check=False, stderr=subprocess.DEVNULL).returncode != 0
    ):
        pytest.skip("a small file system cannot be mounted here")
    yield mounted
    subprocess.run(["umount", "-l", str(mounted)], check=True)


def readings(count: int) -> list[Reading]:
    """Return readings of some 20 kB each."""
    return [
        Reading(
            article=an_article(id=f"a{number}", text=f"Rain {number}. " * 1500),
            statements=(),
            mentions=(),
            config="c",
        )
        for number in range(count)
    ]


def fill(file: Path) -> None:
    """Write until the disk is full. Raises OSError."""
    with file.open("wb", buffering=0) as opened:
        while True:
            opened.write(bytes(4096))


async def test_the_archiver_waits_for_room_and_loses_nothing(small_disk: Path) -> None:
    engine = open_engine(f"sqlite+aiosqlite:///{small_disk / 'monitor.db'}")
    await upgrade_database(engine)
    await Archive(engine).store(readings(5))
    filler = small_disk / "filler"
    with pytest.raises(OSError, match="No space left"):
        fill(filler)
    limits = BatchLimits(retry_s=0.05)
    archiver, rejected = (
        Archiver(KafkaConnection("nowhere:1"), Archive(engine).store, limits),
        Rejected(),
    )
    archiver._producer = rejected  # type: ignore[assignment]  # no broker
    attempts = 0

    async def store(records: list[Record]) -> int:
        nonlocal attempts
        attempts += 1
        return await Archive(engine).store(records)

    archiver._store = store
    storing = asyncio.create_task(archiver._store_until_done(batch(*readings(20))))
    await until(lambda: attempts >= 3)
    assert not storing.done()
    assert (await Store(engine).totals())["articles"] == 5  # what was stored can be read
    filler.unlink()
    await asyncio.wait_for(storing, WITHIN_S)
    assert (await Store(engine).totals())["articles"] == 20
    assert rejected.records == []
    async with engine.connect() as connection:
        assert (await connection.exec_driver_sql("pragma integrity_check")).scalar() == "ok"
    await engine.dispose()
