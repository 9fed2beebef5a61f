"""Polling at size: 10,000 feeds over TLS on one poller, beside the plain HTTP client.

A third of the polls bring news. The server is a process of its own on fifty loopback addresses;
twenty connections are kept alive, so most polls need a new TLS handshake.
"""

import asyncio
import contextlib
import itertools
import json
import os
import random
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from monitor.config import load_settings
from monitor.kafka.broker.jars import fetch_jars
from monitor.kafka.broker.process import EmbeddedBroker
from monitor.kafka.create_topics import create_topics

ADDRESSES = [f"127.0.1.{number}" for number in range(1, 51)]
SHARE_WITH_NEWS = 0.3
PARTITIONS = 4


@dataclass(frozen=True)
class Polls:
    """The work of one poller: CPU and lateness in s, memory in MB, the plain client's rate."""

    feeds: int
    interval_s: float
    polls: int
    cpu_s: float
    memory_mb: float
    late_p99: float
    plain_per_cpu_s: float


def serve(folder: Path, feeds: int) -> None:
    """Serve the feeds until killed; each line of input writes the request times to a file."""
    chance = random.Random(1)
    versions = [1] * feeds
    requests: list[tuple[int, float]] = []

    def body(number: int) -> bytes:
        items = "".join(
            f"<item><guid>{number}-{version}</guid>"
            f"<link>https://wire.example/{number}/{version}</link>"
            f"<title>Story {version} of {number}</title><description>The council said the bridge "
            f"would open on day {version}.</description></item>"
            for version in range(max(1, versions[number] - 9), versions[number] + 1)
        )
        channel = f"<channel><title>Feed {number}</title>{items}</channel>"
        return f"<rss version='2.0'>{channel}</rss>".encode()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                number = int(head.split(b" ", 2)[1].strip(b"/"))
                requests.append((number, time.time()))
                if chance.random() < SHARE_WITH_NEWS:
                    versions[number] += 1
                etag = f'"{versions[number]}"'.encode()
                if b"if-none-match: " + etag in head.lower():
                    writer.write(
                        b"HTTP/1.1 304 Not Modified\r\netag: "
                        + etag
                        + b"\r\ncontent-length: 0\r\n\r\n"
                    )
                else:
                    text = body(number)
                    writer.write(
                        b"HTTP/1.1 200 OK\r\netag: %b\r\ncontent-length: %d\r\n\r\n%b"
                        % (etag, len(text), text)
                    )
                await writer.drain()
        with contextlib.suppress(Exception):
            writer.close()

    async def run() -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
        servers = [
            await asyncio.start_server(answer, address, 0, ssl=context, backlog=512)
            for address in ADDRESSES
        ]
        ports = [server.sockets[0].getsockname()[1] for server in servers]
        sys.stdout.write(json.dumps(ports) + "\n")
        sys.stdout.flush()
        loop = asyncio.get_running_loop()
        while await loop.run_in_executor(None, sys.stdin.readline):
            (folder / "requests.json").write_text(json.dumps(requests))
            sys.stdout.write("done\n")
            sys.stdout.flush()

    asyncio.run(run())


def _certificate(folder: Path) -> None:
    names = ",".join(f"IP:{address}" for address in ADDRESSES)
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subject = ["-subj", "/CN=bench", "-addext", f"subjectAltName={names}"]
    command = ["openssl", "req", "-x509", *key, "-days", "2", *files, *subject]
    subprocess.run(command, check=True, capture_output=True)


@contextlib.asynccontextmanager
async def _server(
    folder: Path, feeds: int
) -> AsyncIterator[tuple[list[str], subprocess.Popen[str]]]:
    process = subprocess.Popen(  # noqa: ASYNC220  nothing else runs yet
        [sys.executable, "-m", "bench.polling", str(folder), str(feeds)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    ports = json.loads(await asyncio.to_thread(process.stdout.readline))
    try:
        places = list(zip(ADDRESSES, ports, strict=True))
        yield [f"https://{address}:{port}" for address, port in places], process
    finally:
        process.kill()
        process.wait()


async def _plain(origins: list[str], certificate: Path, seconds: float) -> float:
    """Return the polls a CPU second of the plain client, 20 at a time, kept alive as ours."""
    context = ssl.create_default_context(cafile=str(certificate))
    limits = httpx.Limits(max_connections=200, max_keepalive_connections=20)
    done = 0
    started, until = time.process_time(), time.monotonic() + seconds
    chance = random.Random(2)
    async with httpx.AsyncClient(verify=context, limits=limits, trust_env=False) as client:

        async def work() -> None:
            nonlocal done
            while time.monotonic() < until:
                await client.get(f"{chance.choice(origins)}/{chance.randrange(1000)}")
                done += 1

        await asyncio.gather(*(work() for _ in range(20)))
    return done / (time.process_time() - started)


async def measure_polling(feeds: int, interval: float, seconds: float) -> Polls:
    """Poll ``feeds`` feeds for ``seconds`` on one poller with a broker of its own."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        _certificate(folder)
        broker = EmbeddedBroker(
            folder / "data", fetch_jars(load_settings(Path("config"), os.environ).cache)
        )
        await broker.start()
        try:
            await create_topics(broker.connection, PARTITIONS)
            async with _server(folder, feeds) as (origins, server):
                options = f"interval: {interval:.0f}s, full_text: false"
                plain = await _plain(origins, folder / "cert.pem", 8.0)
                lines = [
                    f"  - {{url: '{origins[number % len(origins)]}/{number}', {options}}}"
                    for number in range(feeds)
                ]
                (folder / "feeds.yaml").write_text("feeds:\n" + "\n".join(lines) + "\n")
                environ = {
                    **os.environ,
                    "MONITOR_CONFIG": temporary,
                    "MONITOR_KAFKA": broker.bootstrap,
                    "MONITOR_DATA": f"{temporary}/data",
                    "MONITOR_ALLOW_HOSTS": ",".join(ADDRESSES),
                    "MONITOR_LOG_LEVEL": "error",
                    "SSL_CERT_FILE": f"{temporary}/cert.pem",
                }
                command = [str(Path(sys.executable).parent / "monitor"), "poll"]
                poller = subprocess.Popen(  # noqa: ASYNC220  nothing waits for this process
                    command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
                )
                try:
                    run = Run(folder, poller, server, feeds, interval, plain)
                    return await _observe(run, seconds)
                finally:
                    poller.terminate()
                    poller.wait(30)
        finally:
            await broker.stop()


@dataclass(frozen=True)
class Run:
    """One poller and its server under measurement; ``plain`` is the plain client's rate."""

    folder: Path
    poller: subprocess.Popen[bytes]
    server: subprocess.Popen[str]
    feeds: int
    interval: float
    plain: float


async def _observe(run: Run, seconds: float) -> Polls:
    server, feeds, interval = run.server, run.feeds, run.interval
    await asyncio.sleep(45)  # the first polls of all feeds are spread over half a minute
    process = psutil.Process(run.poller.pid)

    def of_family(figure: Callable[[psutil.Process], float]) -> float:
        """Sum a figure over the poller, the fork server and the current parser process."""
        total = 0.0
        for each in (process, *process.children(recursive=True)):
            with contextlib.suppress(psutil.NoSuchProcess):
                total += figure(each)
        return total

    def cpu() -> float:
        return of_family(lambda each: sum(each.cpu_times()[:4]))  # of children that ended too

    began, used = time.time(), cpu()
    await asyncio.sleep(seconds)
    used, ended = cpu() - used, time.time()
    memory = of_family(lambda each: each.memory_full_info().pss) / 1e6
    assert server.stdin is not None
    assert server.stdout is not None
    server.stdin.write("report\n")
    server.stdin.flush()
    await asyncio.to_thread(server.stdout.readline)
    requests = json.loads((run.folder / "requests.json").read_text())
    by_feed: dict[int, list[float]] = {}
    for number, at in requests:
        by_feed.setdefault(number, []).append(at)
    # A feed's own interval is stable; what a gap has beyond the shortest it may have is lateness.
    late = [
        max(0.0, later - earlier - interval * 1.05)
        for times in by_feed.values()
        for earlier, later in itertools.pairwise(times)
        if later >= began
    ]
    # A feed that was not polled at all is as late as it can be.
    late += [
        ended - times[-1] - interval
        for times in by_feed.values()
        if ended - times[-1] > interval * 1.05
    ]
    late += [ended - began] * (feeds - len(by_feed))
    return Polls(
        feeds=feeds,
        interval_s=interval,
        polls=sum(1 for _, at in requests if began <= at <= ended),
        cpu_s=used,
        memory_mb=memory,
        late_p99=statistics.quantiles(late, n=100)[98] if len(late) > 1 else 0.0,
        plain_per_cpu_s=run.plain,
    )


if __name__ == "__main__":
    serve(Path(sys.argv[1]), int(sys.argv[2]))
