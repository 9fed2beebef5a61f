"""The configured feeds, by id and by address."""

from monitor.feeds.values import Feed
from monitor.records.urls import canonical_url


class FeedCatalogue:
    """An index over the feeds of one configuration."""

    def __init__(self, feeds: tuple[Feed, ...] = ()) -> None:
        self.feeds = feeds
        self._by_id = {feed.id: feed for feed in feeds}
        self._id_by_address = {canonical_url(feed.url): feed.id for feed in feeds}

    def get(self, feed: str) -> Feed | None:
        """Return the feed with this id, None if it is not configured."""
        return self._by_id.get(feed)

    @property
    def ids(self) -> set[str]:
        """The ids of all feeds."""
        return set(self._by_id)

    def is_other_feed(self, url: str, feed: str) -> bool:
        """Return whether an address belongs to a configured feed other than ``feed``."""
        return self._id_by_address.get(canonical_url(url), feed) != feed
