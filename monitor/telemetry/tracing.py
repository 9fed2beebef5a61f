"""Traces across topics: OpenTelemetry spans whose context travels in the headers of Kafka.

    poll: publish --traceparent--> read --traceparent--> raise --traceparent--> archive
                                                                     deliver (same trace, by id)

1. One article is one trace. The context is W3C's ``traceparent`` in the header of each message.
2. The trace id is a function of the article's id. A delivery, whose alert waited in the database,
   and a message without the header join the trace of their article by it.
3. Nothing happens without the setting ``traces``: no span is made, no header is added.
4. A poll is a trace of its own, with news or without; the articles that it publishes link to it.
5. A request of the web service is a span too, in the trace of its caller if it names one.
6. Failures of the collector are logged by OpenTelemetry and keep nothing from its work.

The API is a small library that is always there; the SDK and the exporter are the extra ``tracing``,
imported by `install_tracing` alone. Its ``OTEL_*`` variables count: ``OTEL_TRACES_SAMPLER``,
``OTEL_EXPORTER_OTLP_HEADERS`` and so on.
"""

import contextlib
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace import NonRecordingSpan, SpanContext, SpanKind, TraceFlags
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from monitor.records.errors import InvalidInput

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SpanExporter

HEADER_NAMES = ("traceparent", "tracestate")
"""Headers of W3C Trace Context."""
TRACES_PATH = "/v1/traces"
"""Path of a collector for traces (OTLP over HTTP)."""
SERVICE = "news-monitor"
SERVER_ERROR = 500
"""Statuses from here on are errors of the server."""

Headers = list[tuple[str, bytes]]
MessageHeaders = Mapping[str, bytes] | Iterable[tuple[str, bytes]] | None

_PROPAGATOR = TraceContextTextMapPropagator()
_FORCED_IDS: ContextVar[tuple[int, int] | None] = ContextVar("forced_ids", default=None)
"""Trace and span id of the root span that is being started."""


class _Tracing:
    """Whether this process traces, and by what."""

    provider: "TracerProvider | None" = None


def install_tracing(
    endpoint: str | None, command: str, exporter: "SpanExporter | None" = None
) -> Callable[[], None]:
    """Trace this process, to a collector; return the function that sends what is left and stops.

    ``exporter`` replaces the collector's. Raises `InvalidInput` without the extra ``tracing``.
    """
    if endpoint is None and exporter is None:
        return lambda: None
    if find_spec("opentelemetry.sdk") is None:
        raise InvalidInput(
            "traces need the extra `tracing`; install it: pip install 'news-monitor[tracing]'"
        )
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    from monitor import __version__

    names = {"service.name": f"{SERVICE}-{command}", "service.version": __version__}
    provider = TracerProvider(
        resource=Resource.create(names), id_generator=_article_ids(), shutdown_on_exit=False
    )
    provider.add_span_processor(BatchSpanProcessor(exporter or _collector(str(endpoint))))
    _Tracing.provider = provider

    def stop() -> None:
        _Tracing.provider = None
        provider.shutdown()

    return stop


def with_trace(headers: Headers) -> Headers:
    """Return headers with the context of the span in progress, if there is one."""
    if _Tracing.provider is None:
        return headers
    carrier: dict[str, str] = {}
    _PROPAGATOR.inject(carrier)
    return headers + [(name, value.encode()) for name, value in carrier.items()]


@contextlib.contextmanager
def article_span(article: str, **attributes: str) -> Iterator[None]:
    """Run the publication of an article as the root of its trace."""
    provider = _Tracing.provider
    if provider is None:
        yield
        return
    token = _FORCED_IDS.set(_ids_of(article))
    try:
        span = provider.get_tracer(SERVICE).start_span(
            "publish article",
            context=Context(),
            kind=SpanKind.PRODUCER,
            attributes={"article.id": article, **attributes},
            links=_links_to_current(),
        )
    finally:
        _FORCED_IDS.reset(token)
    with trace.use_span(span, end_on_exit=True):
        yield


def _links_to_current() -> list[trace.Link]:
    """Return a link to the span in progress, if there is one."""
    current = trace.get_current_span().get_span_context()
    return [trace.Link(current)] if current.is_valid else []


@dataclass(frozen=True, slots=True)
class PollSpan:
    """The span of a poll in progress; without the setting ``traces`` it records nothing."""

    span: trace.Span = trace.INVALID_SPAN

    def end(self, *, new: int, error: str | None) -> None:
        """Record the number of published articles and the class of the error."""
        self.span.set_attribute("poll.new", new)
        if error is not None:
            self.span.set_attribute("error.type", error)
            self.span.set_status(trace.StatusCode.ERROR)


@contextlib.contextmanager
def poll_span(feed: str) -> Iterator[PollSpan]:
    """Run one poll of a feed, by its id, as a trace of its own."""
    provider = _Tracing.provider
    if provider is None:
        yield PollSpan()
        return
    with provider.get_tracer(SERVICE).start_as_current_span(
        "poll", context=Context(), kind=SpanKind.CLIENT, attributes={"feed": feed}
    ) as span:
        yield PollSpan(span)


@contextlib.contextmanager
def message_span(
    name: str, headers: MessageHeaders, article: str, **attributes: str
) -> Iterator[None]:
    """Run the work on a message as part of the trace in its headers, or of its article's."""
    provider = _Tracing.provider
    if provider is None:
        yield
        return
    with provider.get_tracer(SERVICE).start_as_current_span(
        name,
        context=_parent(headers, article),
        kind=SpanKind.CONSUMER,
        attributes={"article.id": article, **attributes},
    ):
        yield


@dataclass(frozen=True, slots=True)
class RequestSpan:
    """The span of a request that is being answered."""

    span: trace.Span
    method: str

    def end(self, route: str, status: int) -> None:
        """Name the span by its route, which is known after the request was answered."""
        self.span.update_name(f"{self.method} {route}".strip())
        self.span.set_attributes({"http.route": route, "http.response.status_code": status})
        if status >= SERVER_ERROR:
            self.span.set_status(trace.StatusCode.ERROR)


@contextlib.contextmanager
def request_span(method: str, headers: MessageHeaders, id_: str) -> Iterator[RequestSpan | None]:
    """Run the answer to a request of the web service as a span, in the trace of its caller.

    ``id_`` is the id of the request in the log. Attributes have the names of OpenTelemetry's
    conventions for HTTP.
    """
    provider = _Tracing.provider
    if provider is None:
        yield None
        return
    with provider.get_tracer(SERVICE).start_as_current_span(
        method,
        context=_parent(headers, ""),
        kind=SpanKind.SERVER,
        attributes={"http.request.method": method, "request.id": id_},
    ) as span:
        yield RequestSpan(span, method)


def record_span(
    name: str, headers: MessageHeaders, article: str, *, began_ns: int, ended_ns: int
) -> None:
    """Record work that was done for many messages together, as a span of one of them.

    Times are nanoseconds since the epoch.
    """
    provider = _Tracing.provider
    if provider is None:
        return
    span = provider.get_tracer(SERVICE).start_span(
        name,
        context=_parent(headers, article),
        kind=SpanKind.CONSUMER,
        attributes={"article.id": article},
        start_time=began_ns,
    )
    span.end(ended_ns)


def _parent(headers: MessageHeaders, article: str) -> Context:
    """Return the context of a message's headers, or else of the root span of its article."""
    pairs = headers.items() if isinstance(headers, Mapping) else headers or ()
    carrier = {
        name: value.decode("ascii", "replace") for name, value in pairs if name in HEADER_NAMES
    }
    context = _PROPAGATOR.extract(carrier, context=Context())
    if trace.get_current_span(context).get_span_context().is_valid or not article:
        return context
    trace_id, span_id = _ids_of(article)
    flags = TraceFlags(TraceFlags.SAMPLED if _is_sampled(trace_id) else TraceFlags.DEFAULT)
    root = SpanContext(trace_id, span_id, is_remote=True, trace_flags=flags)
    return trace.set_span_in_context(NonRecordingSpan(root), Context())


def _is_sampled(trace_id: int) -> bool:
    """Return whether the root span of a trace was sampled; every process decides alike."""
    provider = _Tracing.provider
    if provider is None:
        return False
    decided = provider.sampler.should_sample(None, trace_id, "publish article").decision
    return bool(decided.is_sampled())  # type: ignore[no-untyped-call]


def _ids_of(article: str) -> tuple[int, int]:
    """Return the ids of the trace of an article and of its root span."""
    digest = hashlib.sha256(f"trace:{article}".encode()).digest()
    return int.from_bytes(digest[:16], "big"), int.from_bytes(digest[16:24], "big")


def _article_ids() -> Any:
    from opentelemetry.sdk.trace.id_generator import RandomIdGenerator

    class ArticleIds(RandomIdGenerator):
        """Random ids, but for the root span of an article."""

        def generate_trace_id(self) -> int:
            """Return the id of the next trace."""
            forced = _FORCED_IDS.get()
            return forced[0] if forced else int(super().generate_trace_id())

        def generate_span_id(self) -> int:
            """Return the id of the next span."""
            forced = _FORCED_IDS.get()
            return forced[1] if forced else int(super().generate_span_id())

    return ArticleIds()


def _collector(endpoint: str) -> "SpanExporter":
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    url = endpoint if endpoint.endswith(TRACES_PATH) else endpoint.rstrip("/") + TRACES_PATH
    return OTLPSpanExporter(endpoint=url)
