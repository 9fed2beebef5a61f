"""The store: one place to read and write every noun of one database."""

import time

from sqlalchemy.ext.asyncio import AsyncEngine

from monitor.store.acknowledgements import Acknowledgements
from monitor.store.alert_facets import AlertFacets
from monitor.store.alert_history import AlertHistory
from monitor.store.alert_news import AlertNews
from monitor.store.alerts import Alerts
from monitor.store.archive import Archive
from monitor.store.articles import Articles
from monitor.store.audit import Audit
from monitor.store.changes import Changes
from monitor.store.clicks import Clicks
from monitor.store.deliveries import Deliveries
from monitor.store.events import Events
from monitor.store.feedback import Feedback
from monitor.store.feeds import Feeds
from monitor.store.latency import StageLatency, read_latency
from monitor.store.poll_history import PollHistory
from monitor.store.poll_requests import PollRequests
from monitor.store.pushes import Pushes
from monitor.store.queues import Queues, read_queues
from monitor.store.reactions import Reactions
from monitor.store.rejections import Rejections
from monitor.store.replays import Replays
from monitor.store.search.search import Search
from monitor.store.silences import Silences
from monitor.store.statements import Statements
from monitor.store.subscriptions import Subscriptions
from monitor.store.tokens import Tokens
from monitor.store.totals import read_languages, read_totals
from monitor.store.views import SavedViews


class Store:
    """The nouns of one database; opening it connects to nothing."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self.acknowledgements = Acknowledgements(engine)
        self.alerts = Alerts(engine)
        self.alert_facets = AlertFacets(engine)
        self.alert_history = AlertHistory(engine)
        self.alert_news = AlertNews(engine)
        self.archive = Archive(engine)
        self.articles = Articles(engine)
        self.audit = Audit(engine)
        self.changes = Changes(engine)
        self.clicks = Clicks(engine)
        self.deliveries = Deliveries(engine)
        self.events = Events(engine)
        self.feedback = Feedback(engine)
        self.feeds = Feeds(engine)
        self.poll_history = PollHistory(engine)
        self.poll_requests = PollRequests(engine)
        self.pushes = Pushes(engine)
        self.reactions = Reactions(engine)
        self.rejections = Rejections(engine)
        self.replays = Replays(engine)
        self.search = Search(engine)
        self.silences = Silences(engine)
        self.statements = Statements(engine)
        self.subscriptions = Subscriptions(engine)
        self.tokens = Tokens(engine)
        self.views = SavedViews(engine)

    @property
    def dialect(self) -> str:
        """The kind of the database: ``sqlite`` or ``postgresql``."""
        return self._engine.dialect.name

    async def latency(self) -> list[StageLatency]:
        """Return the latency of each stage, from the newest alerts and deliveries."""
        return await read_latency(self._engine)

    async def queues(self) -> Queues:
        """Return the pending work in the database now."""
        return await read_queues(self._engine, time.time())

    async def totals(self) -> dict[str, int]:
        """Return how many records of each kind are stored."""
        return await read_totals(self._engine)

    async def languages(self) -> dict[str, int]:
        """Return the number of articles of the last day, by language."""
        return await read_languages(self._engine)
