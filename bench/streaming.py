"""The live stream at load: a thousand listeners with filters, beside a plain broadcast server.

    alerts topic --deliver--> store --serve--> 1,000 listeners, one of whom never reads

The plain server is the same framework with one queue a listener, without Kafka, store, filters or
resumption.
"""

import asyncio
import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import msgspec

from bench.machine import memory_of
from monitor.config import load_settings
from monitor.kafka.broker.jars import fetch_jars
from monitor.kafka.broker.process import EmbeddedBroker, free_port
from monitor.kafka.create_topics import create_topics
from monitor.kafka.producer import RecordProducer
from monitor.kafka.topics import ALERTS
from monitor.records import Alert, ArticleHeader, Copy, Span, Statement
from monitor.records.ids import digest

RULES = 100
TOKEN = "bench-token-of-the-machine"
STREAMS_PER_TOKEN = 50
"""The bound of the product; the listeners share as many tokens as they need."""


@dataclass(frozen=True)
class Streamed:
    """Events that arrived and that were expected, latencies in ms, memory in MB."""

    listeners: int
    alerts: int
    arrived: int
    expected: int
    p50: float
    p99: float
    memory_mb: float
    plain_p99: float


def an_alert(number: int) -> Alert:
    """Return an alert of one of the rules, raised now, with words of its own."""
    now = datetime.now(UTC)
    harbour, pier = number * 7, number * 13
    text = (
        f"The council of district {number} said that harbour {harbour} would close on pier {pier}."
    )
    statement = Statement(
        id=digest("s", str(number)),
        kind="indirect",
        text=text,
        content=(Span(text=text, start=0, end=len(text)),),
        cue=None,
        speaker=None,
    )
    url = f"https://wire.example/{number}"
    header = ArticleHeader(
        id=str(number), url=url, title="Title", publisher="wire", published_at=now
    )
    copy = Copy(article=str(number), url=url, title="Title", publisher="wire", seen_at=now)
    return Alert(
        id=digest("bench", str(number)),
        rule=f"rule-{number % RULES}",
        rule_name="Rule",
        severity="medium",
        actor=f"actor-{number}",
        themes=(),
        acts=(),
        statement=statement,
        article=header,
        why=(),
        copies=(copy,),
        raised_at=now,
        updated_at=now,
        config="c",
    )


async def _create_tokens(port: int, count: int) -> list[str]:
    """Return new tokens for readers."""
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=headers) as client:
        bodies = [{"name": f"listener {number}"} for number in range(count)]
        answers = [await client.post("/api/v1/tokens", json=body) for body in bodies]
    return [answer.json()["token"] for answer in answers]


async def _listen(
    port: int,
    target: tuple[str, str],
    got: list[tuple[float, float]],
    open_: asyncio.Event,
    *,
    reads: bool = True,
) -> None:
    """Listen and record when each event was sent and when it arrived."""
    path, token = target
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
    writer.write(
        f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n".encode()
    )
    while (await reader.readline()).strip():
        pass
    await reader.readline()
    open_.set()
    try:
        if not reads:
            await asyncio.sleep(3600)
        while line := await reader.readline():
            if line.startswith(b"data: "):
                sent = msgspec.json.decode(line[6:])
                moment = datetime.fromisoformat(sent["time"]).timestamp()
                got.append((moment, time.time()))
    finally:
        writer.close()


def _plain_server(port: int) -> None:
    import uvicorn
    from fastapi import FastAPI, Request
    from fastapi.responses import StreamingResponse

    app, queues = FastAPI(), set[asyncio.Queue[bytes]]()

    @app.get("/stream")
    async def stream() -> StreamingResponse:
        queue: asyncio.Queue[bytes] = asyncio.Queue()

        async def body() -> AsyncIterator[bytes]:
            queues.add(queue)
            yield b": open\n\n"
            while True:
                yield await queue.get()

        return StreamingResponse(body(), media_type="text/event-stream")

    @app.post("/publish")
    async def publish(request: Request) -> None:
        sent = await request.body()
        for queue in list(queues)[: len(queues) // RULES]:  # as many as a filter lets through
            queue.put_nowait(b"data: " + sent + b"\n\n")

    uvicorn.run(app, host="127.0.0.1", port=port, log_level="error")


async def _with_listeners(
    port: int,
    targets: list[tuple[str, str]],
    stuck: tuple[str, str] | None,
    publish: "asyncio.Future[None]",
    run: Awaitable[object],
) -> list[tuple[float, float]]:
    got: list[tuple[float, float]] = []
    opened = [asyncio.Event() for _ in targets]
    tasks = []
    for target, event in zip(targets, opened, strict=True):
        tasks.append(asyncio.create_task(_listen(port, target, got, event)))
        if len(tasks) % 50 == 0:
            await asyncio.sleep(0.05)
    if stuck is not None:
        event = asyncio.Event()
        tasks.append(asyncio.create_task(_listen(port, stuck, got, event, reads=False)))
        opened.append(event)
    async with asyncio.timeout(90):
        await asyncio.gather(*(event.wait() for event in opened))
    publish.set_result(None)
    await run
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return got


async def measure_plain(listeners: int, rate: int, seconds: int) -> float:
    """Return the 99th percentile of the plain server, in ms."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "bench.streaming", "plain", str(port)])  # noqa: ASYNC220  nothing is measured yet
    try:
        await until_open(port)
        ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        async def publish() -> None:
            import httpx

            await ready
            async with httpx.AsyncClient(
                base_url=f"http://127.0.0.1:{port}", trust_env=False
            ) as client:
                for number in range(rate * seconds):
                    event = {
                        "time": datetime.now(UTC).isoformat(),
                        "data": msgspec.to_builtins(an_alert(number)),
                    }
                    await client.post("/publish", content=json.dumps(event).encode())
                    await asyncio.sleep(1 / rate)
            await asyncio.sleep(2)

        got = await _with_listeners(port, [("/stream", TOKEN)] * listeners, None, ready, publish())
    finally:
        process.kill()
        process.wait()
    return statistics.quantiles([(came - sent) * 1000 for sent, came in got], n=100)[98]


async def until_open(port: int) -> None:
    async with asyncio.timeout(60):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.2)
            else:
                writer.close()
                return


async def measure_streaming(listeners: int, rate: int, seconds: int) -> Streamed:
    """Publish ``rate`` alerts a second for ``seconds`` to ``listeners`` listeners."""
    plain = await measure_plain(listeners, rate, seconds)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "config").mkdir()
        (folder / "token").write_text(TOKEN)
        broker = EmbeddedBroker(
            folder / "kafka", fetch_jars(load_settings(Path("config"), os.environ).cache)
        )
        await broker.start()
        port = free_port()
        environ = {
            **os.environ,
            "MONITOR_CONFIG": str(folder / "config"),
            "MONITOR_KAFKA": broker.bootstrap,
            "MONITOR_DATA": str(folder / "data"),
            "MONITOR_HTTP": f"127.0.0.1:{port}",
            "MONITOR_TOKEN_FILE": str(folder / "token"),
            "MONITOR_LOG_LEVEL": "error",
        }
        processes: list[subprocess.Popen[bytes]] = []
        try:
            await create_topics(broker.connection, 4)
            for name in ("deliver", "serve"):
                command = [str(Path(sys.executable).parent / "monitor"), name]
                processes.append(subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL))  # noqa: ASYNC220  nothing is measured yet
                await asyncio.sleep(4)
            await until_open(port)
            ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            memory = 0.0

            async def publish() -> None:
                nonlocal memory
                await ready
                producer = RecordProducer(broker.connection, "bench")
                await producer.start()
                for number in range(rate * seconds):
                    alert = an_alert(number)
                    await producer.send(ALERTS, alert.id, alert)
                    await asyncio.sleep(max(0.0, 1 / rate - 0.002))
                await asyncio.sleep(4)
                memory = memory_of(processes[1].pid)
                await producer.stop()

            tokens = await _create_tokens(port, listeners // STREAMS_PER_TOKEN + 1)
            stream = "/api/v1/alerts/stream"
            targets = [
                (f"{stream}?rule=rule-{number % RULES}", tokens[number // STREAMS_PER_TOKEN])
                for number in range(listeners)
            ]
            got = await _with_listeners(port, targets, (stream, tokens[-1]), ready, publish())
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(20)
            await broker.stop()
    latencies = [(came - sent) * 1000 for sent, came in got]
    cuts = statistics.quantiles(latencies, n=100)
    expected = rate * seconds * listeners // RULES
    return Streamed(
        listeners, rate * seconds, len(got), expected, cuts[49], cuts[98], memory, plain
    )


if __name__ == "__main__":
    _plain_server(int(sys.argv[2]))
