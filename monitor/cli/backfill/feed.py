"""``monitor backfill feed``."""

import click

from monitor.cli.backfill.work import Common, Place, common, run_backfill


@click.command("feed")
@common
@click.argument("url")
def command(options: Common, url: str) -> None:
    """Load a feed and its archive pages (RFC 5005).

    If the feed is configured, its articles have the ids that polls give them.
    """
    from monitor.cli.backfill.documents import feed_of, ports_of
    from monitor.services.backfill.documents import Documents

    def source(place: Place) -> Documents:
        return Documents(feed_of(place, url), (url,), ports_of(place), place.parser)

    run_backfill("feed", options, source)
