"""``/chat/slack/{subscription}``, ``/chat/teams/{subscription}``: what people do in a chat room.

1. These paths need no token: a request has to be signed by the secret of the subscription, within
   five minutes, and counts once. Everything else gets one answer, 401.
2. Slack posts a click on a button; the answer is empty and the message is updated after it, at the
   address that Slack sent along, which has to be one of Slack's.
3. Teams posts a message that names the outgoing webhook: ``acknowledge ID`` or ``silence ID``. The
   answer is shown below the message.
"""

import html
import re
import time
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar
from urllib.parse import parse_qs

import msgspec
from fastapi import APIRouter, HTTPException, Path, Request, Response
from fastapi.responses import JSONResponse
from starlette.background import BackgroundTask

from monitor.channels import slack, teams
from monitor.deliveries import Subscription
from monitor.deliveries.buttons import BUTTONS, DONE, Button
from monitor.deliveries.render.slack import clicked
from monitor.web.parameters import Name
from monitor.web.resources import WITH_RESOURCES, Resources
from monitor.web.services.clicks import Click, ClickRefused, act_audited, person

SIGNED_WITHIN_S = 300.0
"""Seconds between the clock of Teams and ours, as for Slack."""
HELP = "Write “acknowledge ID” or “silence ID” with the id below an alert."
_COMMAND = re.compile(r"(?P<button>[A-Za-z]+)\s+(?P<alert>[\w.-]{1,80})")
_MENTION = re.compile(r"<at>.*?</at>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")

router = APIRouter(include_in_schema=False)

Id = Annotated[Name, Path()]
T = TypeVar("T")


class _User(msgspec.Struct):
    id: str
    username: str = ""
    name: str = ""


class _Team(msgspec.Struct):
    id: str = "?"


class _Action(msgspec.Struct):
    action_id: str
    value: str = ""


class _Message(msgspec.Struct):
    blocks: list[dict[str, Any]] = []
    text: str = ""


class SlackClick(msgspec.Struct):
    """The payload of a click at Slack; further fields are ignored."""

    type: str
    user: _User
    team: _Team | None = None
    actions: list[_Action] = []
    response_url: str = ""
    message: _Message = msgspec.field(default_factory=_Message)


class _Sender(msgspec.Struct):
    name: str = ""
    id: str = ""
    aad_object_id: str = msgspec.field(default="", name="aadObjectId")


class TeamsMessage(msgspec.Struct):
    """A message to the outgoing webhook; further fields are ignored."""

    timestamp: datetime
    sender: _Sender = msgspec.field(name="from")
    text: str = ""


@router.post("/chat/slack/{subscription}")
async def receive_slack_click(
    subscription: Id, request: Request, resources: Annotated[Resources, WITH_RESOURCES]
) -> Response:
    """Do what a click on a button of a message at Slack means."""
    body = await request.body()
    room = await _room(resources, subscription, "slack")
    if not slack.is_signed(request.headers, body, room.secrets[1], time.time()):
        raise _not_genuine()
    payload = parse_qs(body.decode("utf-8", "replace")).get("payload", [""])[0]
    click = _decode(payload, SlackClick)
    buttons = [action for action in click.actions if action.action_id in BUTTONS]
    if click.type != "block_actions" or not buttons:
        return Response()  # a link was opened, or another part of the app was used
    action, signature = buttons[0], request.headers["x-slack-signature"]
    update = await _slack_update(resources, click, action, signature)
    return Response(background=BackgroundTask(_send_update, resources, click.response_url, update))


async def _slack_update(
    resources: Resources, click: SlackClick, action: _Action, signature: str
) -> dict[str, Any]:
    """Do what a click means; return the update of the message, or a note for the person."""
    button: Button = action.action_id  # type: ignore[assignment]  # the caller has checked it
    team = click.team.id if click.team else "?"
    who = person("slack", click.user.username or click.user.name, f"{team}/{click.user.id}")
    wanted = Click(button=button, alert=action.value, who=who, signature=signature)
    try:
        await act_audited(resources.store, wanted)
    except ClickRefused as refusal:
        text = f"Nothing was changed: {refusal}."
        return {"response_type": "ephemeral", "replace_original": False, "text": text}
    blocks = clicked(click.message.blocks, action.value, button, click.user.id)
    return {"replace_original": True, "text": click.message.text, "blocks": blocks}


async def _send_update(resources: Resources, address: str, update: dict[str, Any]) -> None:
    post = resources.settings.post_json
    if post is not None and slack.is_answer_address(address):
        await post(address, update)


@router.post("/chat/teams/{subscription}")
async def receive_teams_message(
    subscription: Id, request: Request, resources: Annotated[Resources, WITH_RESOURCES]
) -> Response:
    """Do what a message in a room at Teams asks for, and answer it."""
    body = await request.body()
    room = await _room(resources, subscription, "teams")
    token = room.secrets[1]
    if not teams.is_signed(request.headers.get("authorization", ""), body, token):
        raise _not_genuine()
    message = _decode(body.decode("utf-8", "replace"), TeamsMessage)
    sent_at = (
        message.timestamp if message.timestamp.tzinfo else message.timestamp.replace(tzinfo=UTC)
    )
    if abs(time.time() - sent_at.timestamp()) > SIGNED_WITHIN_S:
        raise _not_genuine()
    text = await _teams_answer(resources, message, teams.signature_of(body, token))
    return JSONResponse({"type": "message", "text": text})


async def _teams_answer(resources: Resources, message: TeamsMessage, signature: str) -> str:
    command = _COMMAND.match(_words_of(message.text))
    word = command["button"].lower() if command else ""  # phones write a capital letter first
    if command is None or word not in BUTTONS:
        return HELP
    button: Button = word
    sender = message.sender
    who = person("teams", sender.name, sender.aad_object_id or sender.id)
    wanted = Click(button=button, alert=command["alert"], who=who, signature=signature)
    try:
        alert = await act_audited(resources.store, wanted)
    except ClickRefused as refusal:
        return f"Nothing was changed: {refusal}."
    return f"{DONE[button]} by {html.escape(sender.name)}: {html.escape(alert.rule_name)}"


def _words_of(text: str) -> str:
    """Return a message of Teams as plain text, without the mention of the webhook."""
    plain = html.unescape(_TAG.sub(" ", _MENTION.sub(" ", text)))
    return plain.replace("\u00a0", " ").strip()


async def _room(resources: Resources, id_: str, channel: str) -> Subscription:
    """Return a subscription whose room may send clicks. Raises HTTPException."""
    room = await resources.store.subscriptions.get(id_)
    if room is None or room.channel != channel or len(room.secrets) < 2:
        raise _not_genuine()
    return room


def _not_genuine() -> HTTPException:
    return HTTPException(401, "the request is not signed by the secret of a subscription")


def _decode(text: str, form: type[T]) -> T:
    """Return a signed payload. Raises HTTPException for one of another form."""
    try:
        return msgspec.json.decode(text, type=form)
    except msgspec.MsgspecError as error:
        raise HTTPException(422, f"the payload has another form: {error}") from error
