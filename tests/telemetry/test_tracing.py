"""Traces: one for each article, across topics and the database, and nothing without the setting."""

import subprocess
import sys
import time
from collections.abc import Iterator

import httpx
import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from monitor.records.errors import InvalidInput
from monitor.telemetry import tracing
from monitor.telemetry.tracing import (
    article_span,
    install_tracing,
    message_span,
    poll_span,
    record_span,
    with_trace,
)
from monitor.web.requests import Requests

SCHEMA = [("schema", b"article.v1")]


class Collected:
    """The spans of a test."""

    def __init__(self) -> None:
        self.exporter = InMemorySpanExporter()

    def by_name(self) -> dict[str, ReadableSpan]:
        """Return the ended spans by name; sends what is left."""
        provider = tracing._Tracing.provider
        assert provider is not None
        provider.force_flush()
        return {span.name: span for span in self.exporter.get_finished_spans()}


@pytest.fixture
def collected() -> Iterator[Collected]:
    spans = Collected()
    stop = install_tracing(None, "test", spans.exporter)
    yield spans
    stop()


def publish(article: str) -> tracing.Headers:
    """Publish an article; return the headers of its message."""
    with article_span(article, feed="f1"):
        return with_trace(list(SCHEMA))


def test_a_poll_is_a_trace_to_which_its_articles_link(collected: Collected) -> None:
    with poll_span("f1") as span:
        publish("a1")
        span.end(new=1, error=None)
    spans = collected.by_name()
    poll, article = spans["poll"], spans["publish article"]
    assert poll.attributes == {"feed": "f1", "poll.new": 1}
    assert [link.context for link in article.links] == [poll.context]
    assert article.parent is None
    assert article.context.trace_id != poll.context.trace_id


def test_a_failed_poll_without_news_is_a_span_with_its_error(collected: Collected) -> None:
    with poll_span("f1") as span:
        span.end(new=0, error="timeout")
    poll = collected.by_name()["poll"]
    assert poll.attributes == {"feed": "f1", "poll.new": 0, "error.type": "timeout"}
    assert poll.status.status_code is StatusCode.ERROR


def test_without_the_setting_a_poll_has_no_span() -> None:
    with poll_span("f1") as span:
        span.end(new=0, error="timeout")
        assert with_trace([]) == []


def test_an_article_is_one_trace_through_every_topic(collected: Collected) -> None:
    headers = publish("a1")
    assert [name for name, _ in headers] == ["schema", "traceparent"]
    with message_span("read", headers, "a1"):
        readings = with_trace([])
    with message_span("raise", dict(readings), "a1"):  # Faust gives headers as a mapping
        alerts = with_trace([])
    now = time.time_ns()
    record_span("archive", alerts, "a1", began_ns=now - 5_000_000, ended_ns=now)
    spans = collected.by_name()
    root, read = spans["publish article"], spans["read"]
    raised, archived = spans["raise"], spans["archive"]
    assert root.parent is None
    assert root.kind == SpanKind.PRODUCER
    for parent, child in ((root, read), (read, raised), (raised, archived)):
        assert child.parent is not None
        assert child.parent.span_id == parent.context.span_id
        assert child.context.trace_id == root.context.trace_id
        assert child.kind == SpanKind.CONSUMER
    assert (archived.start_time, archived.end_time) == (now - 5_000_000, now)
    assert dict(root.attributes or {}) == {"article.id": "a1", "feed": "f1"}
    assert dict(root.resource.attributes)["service.name"] == "news-monitor-test"


def test_a_delivery_joins_the_trace_of_its_article_without_a_header(collected: Collected) -> None:
    publish("a1")
    with message_span("deliver", None, "a1", subscription="desk"):
        pass
    spans = collected.by_name()
    delivery, root = spans["deliver"], spans["publish article"]
    assert delivery.context.trace_id == root.context.trace_id
    assert delivery.parent is not None
    assert delivery.parent.span_id == root.context.span_id


def test_two_articles_are_two_traces(collected: Collected) -> None:
    first, second = (dict(publish(article))["traceparent"] for article in ("a1", "a2"))
    assert first[3:35] != second[3:35]
    assert dict(publish("a1"))["traceparent"] == first, "published again, it is the same trace"


@pytest.mark.parametrize(
    "header",
    [b"", b"x", b"00-zz-zz-01", b"\xff\xfe", b"00-" + b"0" * 32 + b"-" + b"0" * 16 + b"-01"],
)
def test_a_broken_header_leads_to_the_trace_of_the_article(
    collected: Collected, header: bytes
) -> None:
    publish("a1")
    with message_span("read", [("traceparent", header)], "a1"):
        pass
    spans = collected.by_name()
    assert spans["read"].context.trace_id == spans["publish article"].context.trace_id


def test_a_failed_message_is_an_error_of_its_span_and_is_raised(collected: Collected) -> None:
    def fail() -> None:
        with message_span("read", publish("a1"), "a1"):
            raise ValueError("no text")

    with pytest.raises(ValueError, match="no text"):
        fail()
    span = collected.by_name()["read"]
    assert span.status.status_code == StatusCode.ERROR
    assert [event.name for event in span.events] == ["exception"]


def test_an_article_that_is_not_sampled_is_sampled_nowhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OTEL_TRACES_SAMPLER", "parentbased_traceidratio")
    monkeypatch.setenv("OTEL_TRACES_SAMPLER_ARG", "0.5")
    spans = Collected()
    stop = install_tracing(None, "test", spans.exporter)
    try:
        for number in range(40):
            publish(f"a{number}")
            with message_span(f"deliver {number}", None, f"a{number}"):
                pass
        spans.by_name()
        traces = [span.context.trace_id for span in spans.exporter.get_finished_spans()]
    finally:
        stop()
    assert 0 < len(set(traces)) < 40
    assert all(traces.count(trace_id) == 2 for trace_id in set(traces))


def test_without_the_setting_nothing_is_added_and_the_sdk_is_not_needed() -> None:
    stop = install_tracing(None, "test")
    assert publish("a1") == SCHEMA
    with message_span("read", SCHEMA, "a1"):
        assert with_trace([]) == []
    record_span("archive", None, "a1", began_ns=0, ended_ns=1)
    stop()


def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracing, "find_spec", lambda _: None)
    with pytest.raises(InvalidInput, match=r"news-monitor\[tracing\]"):
        install_tracing("http://127.0.0.1:4318", "test")


def test_importing_the_module_imports_no_sdk() -> None:
    code = "import sys, monitor.telemetry.tracing; print('opentelemetry.sdk' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_collector_that_is_down_keeps_nothing_from_its_work() -> None:
    stop = install_tracing("http://127.0.0.1:9", "test")
    headers = publish("a1")
    assert dict(headers)["traceparent"].startswith(b"00-")
    assert tracing._collector("http://c:4318")._endpoint == "http://c:4318/v1/traces"  # type: ignore[attr-defined]
    tracing._Tracing.provider = None
    del stop


async def test_a_request_is_a_span_in_the_trace_of_its_caller(collected: Collected) -> None:
    app = Starlette(routes=[Route("/alerts/{id}", _answer), Route("/healthz", _answer)])
    caller = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    transport = httpx.ASGITransport(Requests(app), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://monitor") as client:
        await client.get("/alerts/a1?token=secret", headers={"traceparent": caller})
        await client.get("/healthz")
        await client.post("/alerts/broken", headers={b"traceparent": b"\xff nonsense"})
        await client.get("/alerts/broken")
    spans = collected.by_name()
    assert spans.keys() == {"GET /alerts/{id}", "POST /alerts/{id}"}
    every = collected.exporter.get_finished_spans()
    first = every[0]
    assert first.kind is SpanKind.SERVER
    assert first.context is not None
    assert first.parent is not None
    assert f"{first.context.trace_id:032x}" == "0af7651916cd43dd8448eb211c80319c"
    assert f"{first.parent.span_id:016x}" == "b7ad6b7169203331"
    assert first.attributes is not None
    assert first.attributes["http.response.status_code"] == 200
    assert "secret" not in str(first.attributes)
    assert [span.status.status_code for span in every] == [
        StatusCode.UNSET,
        StatusCode.UNSET,
        StatusCode.ERROR,
    ]
    assert every[2].attributes is not None
    assert every[2].attributes["http.response.status_code"] == 500


async def _answer(request: Request) -> Response:
    if request.path_params.get("id") == "broken":
        raise RuntimeError("broken")
    return Response("ok")
