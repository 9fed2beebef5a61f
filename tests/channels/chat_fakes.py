"""Slack and Teams as far as the monitor sees them: they take messages, and sign what people do."""

import base64
import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import httpx
import msgspec

from monitor.records import Alert
from tests.builders import an_alert

SLACK_ADDRESS = f"https://hooks.slack.com/services/T111/B222/{'a' * 24}"
SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
"""The example of Slack's documentation."""
TEAMS_ADDRESS = (
    "https://prod-12.westeurope.logic.azure.com:443/workflows/0a1b/triggers/manual/paths/invoke"
    "?api-version=2016-06-01&sp=%2Ftriggers&sv=1.0&sig=Zm9vYmFy"
)
TEAMS_TOKEN = base64.b64encode(bytes(range(32))).decode()


def an_alert_called(id_: str) -> Alert:
    """Return an alert with an id."""
    return msgspec.structs.replace(an_alert(), id=id_)


def spoken(text: str) -> dict[str, Any]:
    """Return what was said as a span of a statement."""
    return {"text": text, "start": 60, "end": 60 + len(text)}


@dataclass
class FakeSlack:
    """A workspace with one room: it keeps messages, and its people click on their buttons."""

    messages: list[dict[str, Any]] = field(default_factory=list)
    updates: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    status: int = 200

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Take a message; as Slack does, refuse one with too many or too long parts."""
        body = json.loads(request.content)
        assert str(request.url) == SLACK_ADDRESS
        assert len(body["blocks"]) <= 50
        for block in body["blocks"]:
            if block["type"] == "section":
                assert 0 < len(block["text"]["text"]) <= 3_000
            for element in block.get("elements", ()):
                assert element["type"] in ("button", "mrkdwn")
        ids = [block["block_id"] for block in body["blocks"] if "block_id" in block]
        assert len(ids) == len(set(ids))
        self.messages.append(body)
        return httpx.Response(self.status, text="ok")

    async def take_update(self, address: str, body: Any) -> None:
        """Take the update of a message, as the web service sends it."""
        self.updates.append((address, dict(body)))

    def click(self, message: dict[str, Any], action: str, number: int = 0) -> dict[str, Any]:
        """Return the payload of a click on a button of an alert of a message."""
        rows = [block for block in message["blocks"] if block["type"] == "actions"]
        [button] = [each for each in rows[number]["elements"] if each["action_id"] == action]
        return {
            "type": "block_actions",
            "user": {"id": "U7", "username": "ana", "team_id": "T111"},
            "team": {"id": "T111", "domain": "desk"},
            "container": {"type": "message"},
            "actions": [{"block_id": rows[number]["block_id"], "type": "button", **button}],
            "response_url": "https://hooks.slack.com/actions/T111/1234/abcdef",
            "message": {"type": "message", "text": message["text"], "blocks": message["blocks"]},
        }


def slack_request(
    payload: object, *, secret: str = SIGNING_SECRET, at: float | None = None
) -> dict[str, Any]:
    """Return body and headers of a request of Slack, signed now or ``at`` a time."""
    body = urlencode({"payload": json.dumps(payload)}).encode()
    signed_at = str(int(time.time() if at is None else at))
    said = b"v0:" + signed_at.encode() + b":" + body
    signature = "v0=" + hmac.new(secret.encode(), said, hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": signed_at,
        "X-Slack-Signature": signature,
    }
    return {"content": body, "headers": headers}


def teams_request(
    text: str, *, token: str = TEAMS_TOKEN, at: float | None = None, **more: object
) -> dict[str, Any]:
    """Return body and headers of a message to the outgoing webhook of Teams."""
    sent_at = datetime.fromtimestamp(time.time() if at is None else at, UTC)
    message = {
        "type": "message",
        "id": "1485983408511",
        "timestamp": sent_at.isoformat(),
        "from": {"id": "29:1x", "name": "Ana Núñez", "aadObjectId": "0a-1b"},
        "text": f"<at>Monitor</at>&nbsp;{text}\n",
        **more,
    }
    body = json.dumps(message, ensure_ascii=False).encode()
    digest = hmac.digest(base64.b64decode(token), body, hashlib.sha256)
    signature = f"HMAC {base64.b64encode(digest).decode()}"
    return {
        "content": body,
        "headers": {"Content-Type": "application/json", "Authorization": signature},
    }
