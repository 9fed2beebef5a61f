"""Alerts as a Slack message: Block Kit with a row of buttons for each alert. Pure.

1. Text of publishers is escaped (``&``, ``<``, ``>``), so that it contains neither a
   mention nor a link.
2. A click comes back with the button as ``action_id`` and the alert as ``value``; the row of an
   alert has the ``block_id`` of `row_of`. `clicked` is the message after a click.
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from monitor.deliveries.buttons import BUTTONS, DONE, LABELS, Button
from monitor.deliveries.render.mail import shortened, subject_of
from monitor.deliveries.render.saying import saying_of_view

MOST_ALERTS = 15
"""Alerts that a message writes out, with three blocks each: Slack takes 50 blocks."""
MOST_COPIES = 3
"""Copies of an alert that a message links to; the rest are counted."""
MOST_CHARACTERS = 2_500
"""Characters of the text of one alert before links are added; Slack takes 3,000 in a section."""
MOST_TITLE = 80
URL_SAFE = ":/?#[]@!$&'()*+,;=%~-._"
"""Characters of an address that stay as they are; ``|``, ``<`` and ``>`` would end a link."""

Block = dict[str, Any]


def render_slack(
    events: Sequence[dict[str, Any]], *, site: str | None, has_buttons: bool
) -> dict[str, Any]:
    """Return the message of alert events (CloudEvents), at least one.

    ``site`` is the public address of the monitor, to which a button leads.
    """
    blocks: list[Block] = []
    for event in events[:MOST_ALERTS]:
        blocks += _alert_blocks(event["data"], site, has_buttons=has_buttons)
    left = len(events) - MOST_ALERTS
    if left > 0:
        blocks.append(_note(f"… and {left} more."))
    return {"text": escaped(subject_of(events)), "blocks": blocks}


def clicked(blocks: Sequence[Block], alert: str, button: Button, by: str) -> list[Block]:
    """Return the blocks of a message after a click: the button is gone, a note says who did it.

    ``by`` is the user's id at Slack.
    """
    after: list[Block] = []
    for block in blocks:
        if block.get("block_id") != row_of(alert):
            after.append(block)
            continue
        left = [each for each in block["elements"] if each.get("action_id") != button]
        after.append(_note(f"{DONE[button]} by <@{by}>"))
        if left:
            after.append({**block, "elements": left})
    return after


def row_of(alert: str) -> str:
    """Return the ``block_id`` of the buttons of an alert."""
    return f"alert:{alert}"


def escaped(text: str) -> str:
    """Return a text without the characters that Slack reads as markup of links and mentions."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _alert_blocks(alert: dict[str, Any], site: str | None, *, has_buttons: bool) -> list[Block]:
    text = {"type": "mrkdwn", "text": _text_of(alert), "verbatim": True}
    section = {"type": "section", "text": text}
    buttons = [_button(button, alert["id"]) for button in BUTTONS] if has_buttons else []
    if site:
        address = f"{site}/alerts/{quote(alert['id'])}"
        buttons.append({**_element("open", "Open"), "url": address})
    if not buttons:
        return [section]
    return [section, {"type": "actions", "block_id": row_of(alert["id"]), "elements": buttons}]


def _text_of(alert: dict[str, Any]) -> str:
    update = f" (update {alert['revision']})" if alert["revision"] > 1 else ""
    saying = shortened(saying_of_view(alert).text, MOST_CHARACTERS // 2)
    lines = [f"*[{alert['severity']}] {escaped(alert['rule_name'])}*{update}", escaped(saying)]
    lines += [_link(copy) for copy in alert["copies"][:MOST_COPIES]]
    left = len(alert["copies"]) - MOST_COPIES
    if left > 0:
        lines.append(f"… and {left} more articles")
    return "\n".join(lines)


def _link(copy: dict[str, Any]) -> str:
    title = escaped(shortened(f"{copy['publisher']}: {copy['title']}", MOST_TITLE))
    if not copy["url"].startswith(("http://", "https://")):
        return title
    address = quote(copy["url"], safe=URL_SAFE)
    return f"<{escaped(address)}|{title}>" if len(address) < MOST_CHARACTERS // 8 else title


def _button(button: Button, alert: str) -> Block:
    style = {"style": "primary"} if button == "acknowledge" else {}
    return {**_element(button, LABELS[button]), **style, "value": alert}


def _element(action: str, label: str) -> Block:
    return {
        "type": "button",
        "action_id": action,
        "text": {"type": "plain_text", "text": label},
    }


def _note(text: str) -> Block:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text}]}
