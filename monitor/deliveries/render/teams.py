"""Alerts as a message of Microsoft Teams: an Adaptive Card with buttons that open links. Pure.

1. A webhook's card may open links and nothing else, so each button is a link to the monitor that
   is signed and asks for a sign-in (`monitor.channels.action_links`).
2. Text of publishers is in text runs, which Teams shows as they are: no Markdown, no mention.
"""

from collections.abc import Callable, Sequence
from typing import Any

from monitor.deliveries.buttons import BUTTONS, LABELS, Button
from monitor.deliveries.render.mail import shortened, subject_of
from monitor.deliveries.render.saying import saying_of_view

MOST_ALERTS = 8
"""Alerts that a card writes out: Teams takes 28 kB, and each has some 3 kB at most."""
MOST_CHARACTERS = 600
"""Characters of the sentence of an alert."""
MOST_TITLE = 120
MOST_ADDRESS = 700
"""Characters of an article's address that a button opens."""
CARD = "application/vnd.microsoft.card.adaptive"
COLOURS = {"critical": "attention", "high": "warning", "medium": "accent", "low": "default"}

LinkOf = Callable[[Button, str], str]
"""Returns the signed link of a button and an alert."""
Element = dict[str, Any]


def render_teams(
    events: Sequence[dict[str, Any]], *, site: str | None, link: LinkOf | None, shows_ids: bool
) -> dict[str, Any]:
    """Return the message of alert events (CloudEvents), at least one.

    ``link`` is None where the monitor has no public address; ``shows_ids`` adds the ids by which
    people name alerts to an outgoing webhook.
    """
    body: list[Element] = []
    for event in events[:MOST_ALERTS]:
        body += _alert_elements(event["data"], site, link, shows_ids=shows_ids)
    left = len(events) - MOST_ALERTS
    if left > 0:
        body.append(_text(f"… and {left} more.", isSubtle=True))
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "fallbackText": subject_of(events),
        "msteams": {"width": "Full"},
        "body": body,
    }
    attachment = {"contentType": CARD, "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [attachment]}


def _alert_elements(
    alert: dict[str, Any], site: str | None, link: LinkOf | None, *, shows_ids: bool
) -> list[Element]:
    update = f" (update {alert['revision']})" if alert["revision"] > 1 else ""
    heading = f"[{alert['severity']}] {alert['rule_name']}{update}"
    copy = alert["copies"][0]
    left = len(alert["copies"]) - 1
    more = f" and {left} more" if left else ""
    elements = [
        _text(heading, weight="bolder", color=COLOURS.get(alert["severity"], "default")),
        _text(shortened(saying_of_view(alert).text, MOST_CHARACTERS)),
        _text(shortened(f"{copy['publisher']}: {copy['title']}", MOST_TITLE) + more, isSubtle=True),
    ]
    if shows_ids:
        elements.append(_text(alert["id"], isSubtle=True, size="small"))
    actions = [_action(LABELS[button], link(button, alert["id"])) for button in BUTTONS if link]
    if copy["url"].startswith(("http://", "https://")) and len(copy["url"]) <= MOST_ADDRESS:
        actions.append(_action("Article", copy["url"]))
    if site:
        actions.append(_action("Open", f"{site}/alerts/{alert['id']}"))
    return [*elements, {"type": "ActionSet", "actions": actions}] if actions else elements


def _text(text: str, **style: Any) -> Element:
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text, **style}]}


def _action(title: str, url: str) -> Element:
    return {"type": "Action.OpenUrl", "title": title, "url": url}
