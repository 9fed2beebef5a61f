"""What the routes work with: the store and the values of this process.

`create_web` builds one `Resources`; a route asks for it as `Annotated[Resources, WITH_RESOURCES]`.
"""

import asyncio
from dataclasses import dataclass, field

from fastapi import Depends
from starlette.requests import HTTPConnection

from monitor.store import Store
from monitor.web.access import Access
from monitor.web.assets import Assets
from monitor.web.buckets import Buckets
from monitor.web.health import Health
from monitor.web.limits import WebSettings
from monitor.web.pages.templating import Templates
from monitor.web.ports import ConfigurationInForce
from monitor.web.services.workbench import Workbench
from monitor.web.stream import LiveEvents


@dataclass(frozen=True, slots=True)
class Resources:
    """The store, and what this process knows."""

    store: Store
    access: Access
    health: Health
    in_force: ConfigurationInForce
    live: LiveEvents
    assets: Assets
    templates: Templates
    logins: Buckets
    """Wrong tokens at the login form, by the address of the client."""
    workbench: Workbench
    settings: WebSettings
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


async def is_admin(connection: HTTPConnection) -> bool:
    """Return whether the caller is an administrator, as the gate knows it."""
    return bool(connection.scope["state"].get("role") == "admin")


IS_ADMIN = Depends(is_admin)
