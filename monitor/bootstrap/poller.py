"""The process of `monitor poll`."""

from collections.abc import Callable

from monitor.bootstrap.process import Process, open_process, run_together
from monitor.config import Settings
from monitor.http.fetcher import HttpFetcher
from monitor.http.pages import WebPages
from monitor.http.parse_worker import ProcessParser
from monitor.kafka.connection import KafkaConnection
from monitor.kafka.create_topics import create_topics
from monitor.kafka.lag import KAFKA_ERRORS
from monitor.services.configuration import PushWatch, RequestWatch
from monitor.services.health_report import report_health
from monitor.services.poller import PollerOptions, PollPorts, poll_owned_feeds
from monitor.services.poller_report import PollerReport
from monitor.store.poll_requests import PollRequestReader
from monitor.store.pushes import PushReader


async def run_poller(settings: Settings, kafka: KafkaConnection) -> None:
    """Poll feeds until cancelled. Raises `ConfigurationError`, KafkaError."""
    async with open_process(settings, "poll") as process:
        await create_topics(kafka, settings.partitions)
        fetcher = HttpFetcher(
            contact=settings.contact, allow_hosts=settings.allow_hosts, proxy=settings.proxy
        )
        process.stack.push_async_callback(fetcher.aclose)
        parser = ProcessParser()
        process.stack.callback(parser.close)
        options = PollerOptions(
            partitions=settings.partitions,
            configuration=lambda: process.live.current,
            ports=PollPorts(fetcher=fetcher, parser=parser, pages=WebPages(fetcher, parser)),
            proxy_hosts=frozenset(settings.proxy_hosts),
            pushes=_pushed(process),
            requests=_requested(process),
            report=PollerReport(lambda error: process.loops.record(error, name="polls")),
        )
        await run_together(
            process.loops.forever(
                lambda: poll_owned_feeds(options, kafka),
                name="poller",
                unavailable=KAFKA_ERRORS,
            ),
            report_health(process.loops, kafka, "poll", detail=options.report),
        )


def _requested(process: Process) -> Callable[[], dict[str, float]]:
    """Return the source of people's requests to poll a feed at once."""
    requests = RequestWatch(PollRequestReader(process.settings.database).all, process.loops)
    process.stack.callback(requests.stop)
    return requests.requested


def _pushed(process: Process) -> Callable[[], dict[str, float]]:
    """Return the source of WebSub pushes; without a public address no hub can push."""
    if not process.settings.public_url:
        return dict
    pushes = PushWatch(PushReader(process.settings.database).all, process.loops)
    process.stack.callback(pushes.stop)
    return pushes.pushed
