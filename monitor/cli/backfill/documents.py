"""The feed and the ports of sources on the net."""

from typing import TYPE_CHECKING

from monitor.cli.backfill.work import Place

if TYPE_CHECKING:
    from monitor.feeds.values import Feed
    from monitor.flow.ports import PollPorts


def ports_of(place: Place) -> "PollPorts":
    """Return what polls use: guarded fetching at the pace of polls, killable parsers."""
    from monitor.flow.ports import PollPorts
    from monitor.http.fetcher import HttpFetcher
    from monitor.http.pages import WebPages

    settings = place.settings
    fetcher = HttpFetcher(
        contact=settings.contact, allow_hosts=settings.allow_hosts, proxy=settings.proxy
    )
    place.stack.push_async_callback(fetcher.aclose)
    return PollPorts(fetcher=fetcher, parser=place.parser, pages=WebPages(fetcher, place.parser))


def feed_of(place: Place, url: str, publisher: str | None = None) -> "Feed":
    """Return the configured feed of an address, else one with the defaults."""
    from monitor.cli.settings import read_configuration
    from monitor.feeds.values import Feed, feed_id

    configured = read_configuration(place.settings).feeds
    own = next((feed for feed in configured if feed.id == feed_id(url)), None)
    return own or Feed(url=url, publisher=publisher)
