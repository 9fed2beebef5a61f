"""The process that parses feeds: it ends with its poller."""

import os
import signal
import subprocess
import sys

import psutil

POLLER = """
import asyncio
from monitor.http.parse_worker import ProcessParser

async def poll():
    parser = ProcessParser()
    document = await parser.parse(b"<rss version='2.0'><channel><title>Wire</title></channel></rss>", "text/xml", "http://feed.test/")
    print(document.title, flush=True)
    await asyncio.sleep(600)

asyncio.run(poll())
"""


def test_nothing_stays_of_a_poller_that_was_killed() -> None:
    poller = subprocess.Popen([sys.executable, "-c", POLLER], stdout=subprocess.PIPE, text=True)
    try:
        assert poller.stdout is not None
        assert poller.stdout.readline() == "Wire\n"
        started = psutil.Process(poller.pid).children(recursive=True)
        assert started
    finally:
        os.kill(poller.pid, signal.SIGKILL)
        poller.wait()
    _, alive = psutil.wait_procs(started, timeout=20)
    for process in alive:
        process.kill()
    assert poller.stdout is not None
    poller.stdout.close()
    assert alive == []
