"""Alerts as a chat message: a title and plain text of bounded length. Pure.

Alerts are written out whole while they fit into `MOST_CHARACTERS`; the rest are counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from monitor.deliveries.render.mail import alert_text, shortened, subject_of

MOST_CHARACTERS = 3_500
"""Characters of one message; Telegram, the strictest service, takes 4,096 with the title."""


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """A message without its address."""

    title: str
    body: str


def render_chat(events: Sequence[dict[str, Any]]) -> ChatMessage:
    """Return the message of alert events (CloudEvents), at least one."""
    texts = [alert_text(event["data"]) for event in events]
    written: list[str] = []
    length = 0
    for text in texts:
        length += len(text) + 2
        if written and length > MOST_CHARACTERS:
            break
        written.append(text)
    body = shortened("\n\n".join(written), MOST_CHARACTERS)
    left = len(texts) - len(written)
    if left:
        body += f"\n\n… and {left} more."
    return ChatMessage(title=subject_of(events), body=body)
