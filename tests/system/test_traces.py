"""Traces through a real broker: one article is one trace from its feed to its receiver."""

import gzip
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from monitor.services.newsroom import Newsroom
from tests.serving import BackgroundServer, QuietHandler
from tests.system.crash import UpUnderTest
from tests.system.storm import SECRET, Receiver
from tests.waiting import START_WITHIN_S, WITHIN_S, wait_until

pytestmark = [pytest.mark.system, pytest.mark.broker]

WAY = {
    "publish article": "news-monitor-poll",
    "read": "news-monitor-process",
    "raise": "news-monitor-process",
    "archive": "news-monitor-deliver",
    "deliver": "news-monitor-deliver",
}
"""Spans of an article that raises an alert, and the process that makes each."""


class Collector(BackgroundServer):
    """Takes traces by OTLP over HTTP: the names of spans with their process, by trace."""

    def __init__(self) -> None:
        super().__init__(_Handler)
        self.traces: defaultdict[bytes, set[tuple[str, str]]] = defaultdict(set)

    def take(self, body: bytes) -> None:
        """Take the spans of one request."""
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            names = {each.key: each.value.string_value for each in resource.resource.attributes}
            for scope in resource.scope_spans:
                for span in scope.spans:
                    self.traces[span.trace_id].add((span.name, names["service.name"]))


class _Handler(QuietHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        assert isinstance(self.server, Collector)
        self.server.take(body)
        self.send_response(200)
        self.send_header("Content-Type", "application/x-protobuf")
        self.end_headers()


@pytest.fixture
def collector() -> Iterator[Collector]:
    with Collector() as running:
        yield running


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as running:
        yield running


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    running = Newsroom()
    yield running
    running.close()


def is_answered(address: str, traceparent: str) -> bool:
    """Return whether a request of a caller with a trace is answered."""
    try:
        httpx.get(address, headers={"traceparent": traceparent}, timeout=WITHIN_S)
    except httpx.TransportError:  # the web service starts last
        return False
    return True


def test_an_article_is_one_trace_from_its_feed_to_its_receiver(
    tmp_path: Path, collector: Collector, newsroom: Newsroom, receiver: Receiver
) -> None:
    newsroom.write_config(tmp_path / "config", interval="1s")
    (tmp_path / "config" / "secret").write_text(SECRET)
    channel = {"type": "webhook", "url": receiver.url, "secret_file": "secret"}
    subscriptions = {"subscriptions": [{"id": "desk", "channel": channel}]}
    (tmp_path / "config" / "subscriptions.yaml").write_text(json.dumps(subscriptions))
    settings = {"MONITOR_TRACES": collector.address}
    log = tmp_path / "log"
    caller = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

    def whole() -> list[set[tuple[str, str]]]:
        return [spans for spans in dict(collector.traces).values() if set(WAY.items()) <= spans]

    with UpUnderTest(tmp_path / "config", tmp_path / "data", log, settings) as up:
        wait_until(lambda: receiver.taken.total() >= 3, within_s=START_WITHIN_S)
        wait_until(lambda: is_answered(f"http://{up.address}/problems/404", caller))
        wait_until(lambda: len(whole()) >= 3, within_s=START_WITHIN_S)
        assert up.stop()[0] == 0
    own = collector.traces[bytes.fromhex("0af7651916cd43dd8448eb211c80319c")]
    assert {service for _, service in own} == {"news-monitor-serve"}
    assert all(len({name for name, _ in spans} & {"publish article"}) == 1 for spans in whole())
