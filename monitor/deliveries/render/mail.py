"""Alerts as mail, one or several in a message: plain text, and HTML for small screens. Pure.

1. The Message-ID is a function of the alerts in the message, so that repeats are recognised.
2. Updates and reminders of one alert refer to its first mail, so that mail programs show them as
   one conversation.
3. A message writes out at most `MOST_ALERTS` alerts and counts the rest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import msgspec

from monitor.deliveries.render.event import REMINDED
from monitor.deliveries.render.saying import Piece, labels_of, saying_of_view
from monitor.records import Statement
from monitor.records.ids import digest

MOST_ALERTS = 50
"""Alerts that a message writes out; mail programs cut longer messages."""
MOST_COPIES = 10
"""Copies of an alert that a message lists."""
MOST_QUOTED = 110
"""Characters of the sentence in a subject line; a phone shows about as many in two lines."""
MOST_SUBJECT = 200
"""Characters of a subject line; RFC 5322 allows 998 in a line."""
_OTHER_COLOUR = "#5c7080"
_COLOURS = {"critical": "#b00020", "high": "#d9480f", "medium": "#b58900", "low": _OTHER_COLOUR}


@dataclass(frozen=True, slots=True)
class Mail:
    """A message without its addresses."""

    subject: str
    text: str
    html: str
    message_id: str
    """Without brackets and domain."""
    refers_to: str | None
    """``message_id`` of an earlier message on the same alert."""
    event_ids: tuple[str, ...]
    """Ids of the events that are written out, for programs that read the mail."""


def render_mail(events: Sequence[dict[str, Any]]) -> Mail:
    """Return the message of alert events (CloudEvents), at least one."""
    alerts = [event["data"] for event in events]
    left = len(alerts) - MOST_ALERTS
    more = f"… and {left} more." if left > 0 else ""
    parts = [alert_text(alert) for alert in alerts[:MOST_ALERTS]]
    if more:
        parts.append(more)
    html = "".join(_alert_html(alert) for alert in alerts[:MOST_ALERTS])
    return Mail(
        subject=subject_of(events),
        text="\n\n".join(parts) + "\n",
        html=_page(html, more),
        message_id=_message_id(events),
        refers_to=_refers_to(events),
        event_ids=tuple(str(event["id"]) for event in events[:MOST_ALERTS]),
    )


def subject_of(events: Sequence[dict[str, Any]]) -> str:
    """Return the subject line of alert events: the alert, or how many and of which rules."""
    alerts = [event["data"] for event in events]
    if len(alerts) == 1:
        [alert] = alerts
        prefix = "Reminder: " if events[0]["type"] == REMINDED else ""
        said = shortened(saying_of_view(alert).text, MOST_QUOTED)
        subject = f"{prefix}{alert['rule_name']}: {said}"
    else:
        rules = ", ".join(sorted({alert["rule_name"] for alert in alerts}))
        subject = f"{len(alerts)} alerts: {rules}"
    return shortened(subject.replace("\n", " "), MOST_SUBJECT)


def alert_text(alert: dict[str, Any]) -> str:
    """Return an alert (as the API shows it) as plain text of several lines."""
    update = f" (update {alert['revision']})" if alert["revision"] > 1 else ""
    lines = [
        f"[{alert['severity']}] {alert['rule_name']}{update}",
        saying_of_view(alert).text,
    ]
    if labels := _labels_of(alert):
        lines.append(f"[{', '.join(labels)}]")
    if alert["why"]:
        lines.append(f"Why: {_reasons_of(alert)}")
    for copy in alert["copies"][:MOST_COPIES]:
        lines += [f"  {copy['publisher']}: {copy['title']}", f"  {copy['url']}"]
    return "\n".join(lines)


def shortened(text: str, most: int) -> str:
    """Return a text of at most ``most`` characters, with an ellipsis where it was cut."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _message_id(events: Sequence[dict[str, Any]]) -> str:
    if len(events) == 1:
        return str(events[0]["id"])
    return digest("digest", *(event["id"] for event in events))


def _refers_to(events: Sequence[dict[str, Any]]) -> str | None:
    if len(events) > 1:
        return None
    [event] = events
    alert = event["data"]
    is_first = event["type"] != REMINDED and alert["revision"] == 1
    return None if is_first else f"{alert['id']}.1"


def _labels_of(alert: dict[str, Any]) -> tuple[str, ...]:
    return labels_of(msgspec.convert(alert["statement"], Statement))


def _reasons_of(alert: dict[str, Any]) -> str:
    return ", ".join(f"{reason['clause']} is {reason['value']}" for reason in alert["why"])


def _alert_html(alert: dict[str, Any]) -> str:
    colour = _COLOURS.get(alert["severity"], _OTHER_COLOUR)
    update = f" · update {alert['revision']}" if alert["revision"] > 1 else ""
    heading = f"{escape(alert['rule_name'])} · {escape(alert['severity'])}{update}"
    labels, why = "", ""
    if names := _labels_of(alert):
        labels = f'<p style="margin:8px 0"><b>{escape(" · ".join(names))}</b></p>'
    if alert["why"]:
        why = f'<p style="color:#5c7080;margin:8px 0">Why: {escape(_reasons_of(alert))}</p>'
    copies = "".join(_copy_html(copy) for copy in alert["copies"][:MOST_COPIES])
    return (
        f'<div style="border-left:4px solid {colour};padding:4px 0 4px 12px;margin:0 0 24px">'
        f'<p style="color:#5c7080;margin:0">{heading}</p>{_saying_html(alert)}{labels}{why}'
        f'<ul style="padding-left:18px;margin:8px 0">{copies}</ul></div>'
    )


def _saying_html(alert: dict[str, Any]) -> str:
    saying = saying_of_view(alert)
    pieces = "".join(map(_piece_html, saying.pieces))
    return (
        f'<p lang="{escape(saying.language)}" dir="{saying.direction}"'
        f' style="font-size:18px;margin:8px 0">{pieces}</p>'
    )


def _piece_html(piece: Piece) -> str:
    text = escape(piece.text)
    return f"<b>{text}</b>" if piece.role in ("speaker", "cue") else text


def _copy_html(copy: dict[str, Any]) -> str:
    """Return a list item that links to a copy; nothing for an address that is not on the web."""
    if not copy["url"].startswith(("http://", "https://")):
        return ""
    url, title = escape(copy["url"], quote=True), escape(copy["title"])
    return f'<li><a href="{url}">{title}</a> ({escape(copy["publisher"])})</li>'


def _page(body: str, more: str) -> str:
    return (
        '<!doctype html><html><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"></head>'
        '<body style="margin:0;background:#ffffff">'
        '<div style="max-width:600px;margin:0 auto;padding:16px;'
        'font:16px/1.5 system-ui,sans-serif;color:#182026">'
        f"{body}<p>{escape(more)}</p></div></body></html>"
    )
