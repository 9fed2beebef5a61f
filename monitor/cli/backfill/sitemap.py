"""``monitor backfill sitemap``."""

import click

from monitor.cli.backfill.work import Common, Place, common, run_backfill


@click.command("sitemap")
@common
@click.option("--publisher", help="Publisher. Default: the host of the sitemap.")
@click.argument("urls", nargs=-1, required=True)
def command(options: Common, publisher: str | None, urls: tuple[str, ...]) -> None:
    """Load the articles of news sitemaps, or of an index of them.

    Pages are fetched at the pace of polls, two a second from a host; robots.txt is respected.
    """
    from monitor.cli.backfill.documents import feed_of, ports_of
    from monitor.services.backfill.documents import Documents

    def source(place: Place) -> Documents:
        feed = feed_of(place, urls[0], publisher)
        return Documents(feed, urls, ports_of(place), place.parser, follows_archive=False)

    run_backfill("sitemap", options, source)
