"""The connection: what the settings mean, and clients against brokers that ask who they are."""

import asyncio
import base64
import dataclasses
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiokafka.errors import KafkaError

from monitor.config import load_settings
from monitor.kafka.closing import close
from monitor.kafka.connection import KafkaConnection, connection_of
from monitor.kafka.consumer import group_consumer
from monitor.kafka.create_topics import create_topics
from monitor.kafka.credentials import Sasl, Tls
from monitor.kafka.faust.app import AppOptions, create_faust_app, raw_topic
from monitor.kafka.lag import LagReader
from monitor.kafka.oauth import TokenProvider
from monitor.kafka.producer import RecordProducer
from monitor.kafka.topics import ARTICLES
from monitor.records.errors import InvalidInput, KafkaUnavailable, SettingsError
from tests.kafka.brokers import PASSWORD, SCRAM, USER, Certificates, SecureBroker
from tests.serving import BackgroundServer, QuietHandler
from tests.waiting import WITHIN_S

FILES = {"MONITOR_KAFKA": "k:9092", "MONITOR_KAFKA_USER": USER, "MONITOR_KAFKA_PASSWORD_FILE": "p"}


def a_token(lifetime_s: float) -> str:
    """Return an unsigned JSON web token, as the test broker accepts."""
    claims = {"sub": USER, "iat": time.time(), "exp": time.time() + lifetime_s}
    parts = (json.dumps(part).encode() for part in ({"alg": "none"}, claims))
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts) + "."


class TokenEndpoint(httpx.AsyncBaseTransport):
    """Gives tokens to the one client that it knows, and counts the requests."""

    def __init__(self, *, lifetime_s: float = 3600, status: int = 200, body: str = "") -> None:
        self.requests = 0
        self._lifetime_s, self._status, self._body = lifetime_s, status, body

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests += 1
        expected = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        assert request.headers["Authorization"] == f"Basic {expected}"
        assert b"grant_type=client_credentials" in await request.aread()
        answer = {"access_token": a_token(self._lifetime_s), "expires_in": self._lifetime_s}
        return httpx.Response(self._status, text=self._body or json.dumps(answer))


class TokenServer:
    """A token endpoint on loopback."""

    def __init__(self) -> None:
        owner = self
        self.requests = 0

        class Handler(QuietHandler):
            def do_POST(self) -> None:
                owner.requests += 1
                body = json.dumps({"access_token": a_token(3600), "expires_in": 3600}).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        self._server = BackgroundServer(Handler)
        self.url = f"{self._server.address}/token"

    def close(self) -> None:
        """Stop the server."""
        self._server.close()


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """The file with the password, with the line end that editors write."""
    file = tmp_path / "kafka-password"
    file.write_text(f"{PASSWORD}\n", "utf-8")
    return file


def test_no_sign_in_and_no_encryption_is_the_default() -> None:
    kafka = connection_of(load_settings(Path("config"), {"MONITOR_KAFKA": "a:1, b:2"}))
    assert kafka.options() == {
        "bootstrap_servers": ["a:1", "b:2"],
        "security_protocol": "PLAINTEXT",
    }


@pytest.mark.parametrize("protocol", ["SASL_PLAINTEXT", "SASL_SSL"])
@pytest.mark.parametrize("mechanism", ["PLAIN", *SCRAM])
def test_the_settings_reach_the_client(protocol: str, mechanism: str, secret: Path) -> None:
    variables = FILES | {
        "MONITOR_KAFKA_PASSWORD_FILE": str(secret),
        "MONITOR_KAFKA_PROTOCOL": protocol,
        "MONITOR_KAFKA_MECHANISM": mechanism,
    }
    options = connection_of(load_settings(Path("config"), variables)).options()
    assert options["security_protocol"] == protocol
    assert options["sasl_mechanism"] == mechanism
    assert (options["sasl_plain_username"], options["sasl_plain_password"]) == (USER, PASSWORD)
    assert ("ssl_context" in options) is (protocol == "SASL_SSL")


@pytest.mark.parametrize("protocol", ["SSL", "SASL_PLAINTEXT", "SASL_SSL"])
@pytest.mark.parametrize("missing", sorted(FILES))
def test_a_protocol_names_the_settings_that_it_lacks(protocol: str, missing: str) -> None:
    variables = {name: value for name, value in FILES.items() if name != missing}
    is_needed = protocol.startswith("SASL") or missing == "MONITOR_KAFKA"
    variables["MONITOR_KAFKA_PROTOCOL"] = protocol
    if not is_needed:
        assert load_settings(Path("config"), variables).kafka_protocol == protocol
        return
    with pytest.raises(SettingsError) as caught:
        load_settings(Path("config"), variables)
    (mistake,) = caught.value.mistakes
    assert mistake.path == "MONITOR_KAFKA_PROTOCOL"
    assert missing.removeprefix("MONITOR_").lower() in mistake.message


def test_tokens_need_an_endpoint_and_more_copies_in_sync_than_exist_are_refused() -> None:
    oauth = {"MONITOR_KAFKA_PROTOCOL": "SASL_SSL", "MONITOR_KAFKA_MECHANISM": "OAUTHBEARER"}
    with pytest.raises(SettingsError, match="needs kafka_token_url"):
        load_settings(Path("config"), FILES | oauth)
    copies = {"MONITOR_KAFKA_REPLICATION": "2", "MONITOR_KAFKA_MIN_INSYNC": "3"}
    with pytest.raises(SettingsError, match="use at most 2"):
        load_settings(Path("config"), copies)


@pytest.mark.parametrize("content", [None, b"", b" \n", b"\xff\xfe"])
def test_an_unusable_password_is_named_without_its_content(
    content: bytes | None, tmp_path: Path
) -> None:
    file = tmp_path / "secret"
    if content is not None:
        file.write_bytes(content)
    sasl = Sasl(mechanism="PLAIN", user=USER, secret_file=file)
    with pytest.raises(InvalidInput, match=str(file)):
        KafkaConnection("k:1", sasl=sasl).options()


@pytest.mark.parametrize("name", ["ca", "certificate"])
@pytest.mark.parametrize("content", [None, "no certificate"])
def test_an_unusable_certificate_is_named(name: str, content: str | None, tmp_path: Path) -> None:
    file = tmp_path / "file.pem"
    if content is not None:
        file.write_text(content, "utf-8")
    with pytest.raises(InvalidInput, match=str(file)):
        KafkaConnection("k:1", Tls(**{name: file})).options()


async def test_a_token_is_used_until_shortly_before_its_end(secret: Path) -> None:
    sasl = Sasl(
        mechanism="OAUTHBEARER", user=USER, secret_file=secret, token_url="https://id.example/t"
    )
    for lifetime_s, requests in ((3600.0, 1), (1.0, 3)):
        endpoint = TokenEndpoint(lifetime_s=lifetime_s)
        provider = TokenProvider(sasl, transport=endpoint)
        tokens = [await provider.token() for _ in range(3)]
        assert (endpoint.requests, len(set(tokens))) == (requests, requests)


@pytest.mark.parametrize(
    ("status", "body"), [(401, "no"), (200, "<html>"), (200, "[]"), (200, "{}"), (200, "null")]
)
async def test_an_endpoint_without_a_token_is_named(status: int, body: str, secret: Path) -> None:
    sasl = Sasl(
        mechanism="OAUTHBEARER", user=USER, secret_file=secret, token_url="https://id.example/t"
    )
    provider = TokenProvider(sasl, transport=TokenEndpoint(status=status, body=body))
    with pytest.raises(KafkaUnavailable, match=r"id\.example"):
        await provider.token()


async def round_trip(kafka: KafkaConnection) -> bytes:
    """Create the topics, send one message and read it back, each over ``kafka``."""
    await create_topics(kafka, 2, within=WITHIN_S)
    producer = RecordProducer(kafka, "test", give_up_after_s=WITHIN_S)
    consumer = group_consumer(kafka, "test", ARTICLES.name, wait_ms=100)
    try:
        await producer.send_bytes(ARTICLES.name, b"key", b"body", [])
        await consumer.start()
        message = await consumer.getone()
        return bytes(message.value)
    finally:
        await close(producer.stop(), consumer.stop())


@dataclasses.dataclass(frozen=True)
class Secured:
    """A broker with one secure listener for each protocol, and what a client needs."""

    broker: SecureBroker
    files: Certificates
    secret: Path
    wrong_secret: Path

    def connection(self, protocol: str, mechanism: str = "") -> KafkaConnection:
        """Return a connection that the broker accepts."""
        tls = Tls(ca=self.files.authority)
        if protocol == "SSL":
            tls = dataclasses.replace(tls, certificate=self.files.client)
        sasl = Sasl(mechanism=mechanism, user=USER, secret_file=self.secret)
        return KafkaConnection(
            self.broker.servers(protocol),
            tls if protocol.endswith("SSL") else None,
            sasl if protocol.startswith("SASL") else None,
        )


@pytest.fixture(scope="module")
async def secured(
    tmp_path_factory: pytest.TempPathFactory, kafka_jars: tuple[Path, ...]
) -> AsyncIterator[Secured]:
    """The broker, once for all sign-ins."""
    folder = tmp_path_factory.mktemp("secure")
    files = Certificates(folder / "certificates")
    secret, wrong = folder / "secret", folder / "wrong"
    secret.write_text(PASSWORD, "utf-8")
    wrong.write_text("wrong", "utf-8")
    broker = SecureBroker(folder, kafka_jars, files)
    await broker.start()
    yield Secured(broker, files, secret, wrong)
    await broker.stop()


@pytest.mark.broker
@pytest.mark.parametrize(
    ("protocol", "mechanism"),
    [("SSL", ""), ("SASL_PLAINTEXT", "PLAIN"), *(("SASL_SSL", name) for name in SCRAM)],
)
async def test_clients_sign_in(secured: Secured, protocol: str, mechanism: str) -> None:
    kafka = secured.connection(protocol, mechanism)
    await create_topics(kafka, 2, within=WITHIN_S)
    assert await round_trip(kafka) == b"body"
    reader = LagReader(kafka, 2)
    await reader.start()
    assert (await reader.read()).ends[ARTICLES.name] > 0
    await reader.stop()


@pytest.mark.broker
async def test_clients_sign_in_with_a_token(secured: Secured) -> None:
    kafka = secured.connection("SASL_SSL", "OAUTHBEARER")
    assert kafka.sasl is not None
    server = TokenServer()
    sasl = dataclasses.replace(kafka.sasl, token_url=server.url)
    try:
        assert await round_trip(dataclasses.replace(kafka, sasl=sasl)) == b"body"
    finally:
        server.close()
    assert server.requests >= 1


@pytest.mark.broker
async def test_a_wrong_password_and_an_unknown_authority_are_refused(secured: Secured) -> None:
    kafka = secured.connection("SASL_SSL", SCRAM[1])
    assert kafka.sasl is not None
    wrong = dataclasses.replace(kafka.sasl, secret_file=secured.wrong_secret)
    for refused in (dataclasses.replace(kafka, sasl=wrong), dataclasses.replace(kafka, tls=Tls())):
        with pytest.raises(KafkaError):
            await create_topics(refused, 2, within=0)


@pytest.mark.broker
async def test_the_processor_signs_in(secured: Secured, tmp_path: Path) -> None:
    kafka = secured.connection("SASL_SSL", SCRAM[1])
    await create_topics(kafka, 2, within=WITHIN_S)
    app = create_faust_app(AppOptions(kafka=kafka, partitions=2, folder=tmp_path))
    seen = asyncio.Event()

    async def agent(stream: Any) -> AsyncIterator[str]:
        async for _ in stream:
            seen.set()
            yield "seen"

    app.agent(raw_topic(app, ARTICLES))(agent)
    async with app:
        await round_trip(kafka)
        await asyncio.wait_for(seen.wait(), WITHIN_S)
