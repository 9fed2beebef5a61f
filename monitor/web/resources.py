"""What the routes work with: the tables of the store and the values of this process.

`create_web` builds one `Resources`; a route asks for it as `Annotated[Resources, WITH_RESOURCES]`.
"""

import asyncio
from dataclasses import dataclass, field

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.requests import HTTPConnection

from monitor.store import Changes, Feedback, Outbox, Queries, Subscriptions
from monitor.store.pushes import Pushes
from monitor.store.silences import Silences
from monitor.store.tokens import Tokens
from monitor.web.access import Access
from monitor.web.assets import Assets
from monitor.web.health import Health
from monitor.web.ports import ConfigurationInForce
from monitor.web.stream import LiveEvents


@dataclass(frozen=True, slots=True)
class Tables:
    """The store, one object per noun."""

    queries: Queries
    silences: Silences
    subscriptions: Subscriptions
    outbox: Outbox
    feedback: Feedback
    changes: Changes
    pushes: Pushes
    tokens: Tokens

    @classmethod
    def of(cls, engine: AsyncEngine) -> "Tables":
        """Return the tables of a database."""
        return cls(
            queries=Queries(engine),
            silences=Silences(engine),
            subscriptions=Subscriptions(engine),
            outbox=Outbox(engine),
            feedback=Feedback(engine),
            changes=Changes(engine),
            pushes=Pushes(engine),
            tokens=Tokens(engine),
        )


@dataclass(frozen=True, slots=True)
class Resources:
    """The store, and what this process knows."""

    tables: Tables
    access: Access
    health: Health
    in_force: ConfigurationInForce
    live: LiveEvents
    assets: Assets
    changing: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while a change of the watchlist is checked and stored."""


async def resources_of(connection: HTTPConnection) -> Resources:
    """Return the resources of the application that serves a request."""
    resources = connection.app.state.resources
    assert isinstance(resources, Resources), "create_web sets it"
    return resources


WITH_RESOURCES = Depends(resources_of)


async def caller_of(connection: HTTPConnection) -> str:
    """Return the name of the caller, as the gate knows it."""
    return str(connection.scope["state"]["who"])


CALLER = Depends(caller_of)
