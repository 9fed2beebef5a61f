"""``/act/…``: the page behind a button of a chat message, signed by its room's secret.

1. The link shows the alert and asks for a confirmation: programs that open links change nothing.
2. Person and role are those of the sign-in, and the audit log has both. A link is used once.
"""

import time
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Path
from fastapi.responses import Response

from monitor.channels.action_links import ActionLink
from monitor.deliveries.buttons import BUTTONS
from monitor.deliveries.render.saying import saying_of_alert
from monitor.web.pages.shell import SHELL, Shell
from monitor.web.parameters import Name
from monitor.web.services.clicks import Click, ClickRefused, act

ADDRESS = "/act/{subscription}/{button}/{alert}/{expires}/{signature}"

router = APIRouter(include_in_schema=False)

Part = Annotated[Name, Path()]
MOST_DIGITS = 12
"""Digits of a time in seconds: more than any clock of ours shows."""
NOT_VALID = "this link is not valid; open it from the message, or open the alert on the desk"


class SignedLink:
    """The link of a request, whose signature the shell's store has to confirm."""

    def __init__(
        self,
        subscription: Part,
        button: Part,
        alert: Part,
        expires: Part,
        signature: Part,
    ) -> None:
        """Read the parts. Raises HTTPException 404 for a link that was cut or retyped."""
        is_time = expires.isascii() and expires.isdecimal() and len(expires) <= MOST_DIGITS
        if button not in BUTTONS or not is_time:
            raise HTTPException(404, NOT_VALID)
        self.signature = signature
        self.link = ActionLink(
            subscription=subscription, button=button, alert=alert, expires=int(expires)
        )

    async def check(self, shell: Shell) -> None:
        """Raise HTTPException for a link that is not genuine, or that has expired."""
        room = await shell.resources.store.subscriptions.get(self.link.subscription)
        if room is None or room.channel != "teams" or not room.secrets:
            raise HTTPException(404, NOT_VALID)
        if not self.link.is_signed_by(room.secrets[0], self.signature):
            raise HTTPException(404, NOT_VALID)
        if time.time() > self.link.expires:
            raise HTTPException(410, "this link has expired; open the alert on the desk")


@router.get(ADDRESS)
async def ask(signed: Annotated[SignedLink, Depends()], shell: Annotated[Shell, SHELL]) -> Response:
    """Show the alert, and ask for a confirmation."""
    await signed.check(shell)
    alert = await shell.resources.store.alerts.get(signed.link.alert)
    if alert is None:
        raise HTTPException(404, f"no alert {signed.link.alert}")
    return shell.page(
        "act.html", alert=alert, saying=saying_of_alert(alert), button=signed.link.button
    )


@router.post(ADDRESS)
async def confirm(
    signed: Annotated[SignedLink, Depends()], shell: Annotated[Shell, SHELL]
) -> Response:
    """Do what the button says, as the person who is signed in, and show the alert."""
    await signed.check(shell)
    link = signed.link
    click = Click(
        button=link.button,
        alert=link.alert,
        who=shell.who,
        signature=signed.signature,
        comment=f"from {link.subscription}",
    )
    try:
        alert = await act(shell.resources.store, click)
    except ClickRefused as refusal:
        raise HTTPException(409, str(refusal)) from refusal
    return shell.see_other(f"/alerts/{alert.id}")
