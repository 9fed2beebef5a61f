"""What a click in a chat does: an alert is acknowledged or silenced, once for each signature.

The caller has verified the signature. Every click is in the audit log under the name of the
person, as the request of the API that does the same.
"""

import hashlib
import time
import unicodedata
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from monitor.alerts.silence import matchers_of_like
from monitor.deliveries.buttons import SILENCE_FOR, Button
from monitor.records import Alert
from monitor.records.errors import MonitorError
from monitor.store import Store
from monitor.store.silences import new_silence

LONGEST_NAME = 60
"""Characters of a person's name in the audit log, beside the ids of the service."""


class ClickRefused(MonitorError):
    """A click changes nothing; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Click:
    """A button, the alert, the person, and the signature that shows that it is genuine."""

    button: Button
    alert: str
    who: str
    signature: str
    comment: str = "from the chat"


def person(service: str, name: str, id_: str) -> str:
    """Return how a person of a chat is named in the audit log: ``slack:ana (T1/U1)``."""
    printable = "".join(char for char in name if unicodedata.category(char)[0] != "C")
    return f"{service}:{printable[:LONGEST_NAME].strip() or '?'} ({id_})"[:100]


async def act(store: Store, click: Click) -> Alert:
    """Do what a click means and return the alert. Raises `ClickRefused`, SQLAlchemyError."""
    alert = await store.alerts.get(click.alert)
    if alert is None:
        raise ClickRefused(f"the alert {click.alert} does not exist any more")
    digest = hashlib.sha256(click.signature.encode()).hexdigest()
    if not await store.clicks.use(digest, time.time()):
        raise ClickRefused("this button was used already")
    try:
        await _change(store, click, alert)
    except SQLAlchemyError:
        await store.clicks.release(digest)
        raise
    return alert


async def act_audited(store: Store, click: Click) -> Alert:
    """Do what a click means and write it to the audit log, with what was refused.

    Raises `ClickRefused`, SQLAlchemyError.
    """
    is_silence = click.button == "silence"
    path = "silences" if is_silence else f"alerts/{click.alert}/acknowledge"
    request = f"POST /api/v1/{path}"
    try:
        alert = await act(store, click)
    except ClickRefused:
        await store.audit.add(click.who, request, 409)
        raise
    await store.audit.add(click.who, request, 201)
    return alert


async def _change(store: Store, click: Click, alert: Alert) -> None:
    if click.button == "acknowledge":
        await store.acknowledgements.put(alert.id, click.who, click.comment)
        return
    silence = new_silence(
        matchers_of_like(alert), who=click.who, comment=click.comment, lasts=SILENCE_FOR
    )
    await store.silences.put(silence)
