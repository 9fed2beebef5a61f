"""Alerts as mail, one or many in one message: plain text and HTML that is read on a phone. Pure.

The Message-ID is a function of the alerts in it, so that a repeat is recognised; updates of one alert refer to its first mail, and mail programs
show them as one conversation.
"""

from dataclasses import dataclass
from html import escape
from typing import Any

from monitor.deliveries.render.event import REMINDED
from monitor.records.ids import digest

MOST_SHOWN = 50
"""Alerts of one message that are written out; the rest are counted."""
_STRIPES = {"critical": "#b00020", "high": "#d9480f", "medium": "#b58900", "low": "#5c7080"}


@dataclass(frozen=True, slots=True)
class Mail:
    """A message without its addresses."""

    subject: str
    text: str
    html: str
    message_id: str
    """Without brackets and domain."""
    refers_to: str | None


def render_mail(events: list[dict[str, Any]]) -> Mail:
    """Return the message for some alert events (CloudEvents), at least one."""
    alerts = [event["data"] for event in events]
    first = alerts[0]
    if len(alerts) == 1:
        is_reminder = events[0]["type"] == REMINDED
        subject = f"{'Reminder: ' if is_reminder else ''}{first['rule_name']}: {_speaker(first)}: {_short(first['statement']['text'], 80)}"
        refers_to = f"{first['id']}.1" if is_reminder or first["revision"] > 1 else None
        message_id = events[0]["id"]
    else:
        subject, refers_to = (
            f"{len(alerts)} alerts: {', '.join(sorted({alert['rule_name'] for alert in alerts}))}",
            None,
        )
        message_id = digest("digest", *(event["id"] for event in events))
    shown, left = alerts[:MOST_SHOWN], len(alerts) - MOST_SHOWN
    more = f"… and {left} more." if left > 0 else ""
    text = "\n\n".join((*map(_as_text, shown), *filter(None, (more,)))) + "\n"
    return Mail(
        _short(subject.replace("\n", " "), 200),
        text,
        _page("".join(map(_as_html, shown)), more),
        message_id,
        refers_to,
    )


def _speaker(alert: dict[str, Any]) -> str:
    speaker = alert["statement"]["speaker"]
    return str((speaker or {}).get("name") or (speaker or {}).get("text") or "somebody")


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _why(alert: dict[str, Any]) -> str:
    return ", ".join(f"{reason['clause']} is {reason['value']}" for reason in alert["why"])


def _as_text(alert: dict[str, Any]) -> str:
    copies = "\n".join(
        f"  {copy['publisher']}: {copy['title']}\n  {copy['url']}" for copy in alert["copies"][:10]
    )
    update = f" (update {alert['revision']})" if alert["revision"] > 1 else ""
    why = f"\nWhy: {_why(alert)}" if alert["why"] else ""
    return f"[{alert['severity']}] {alert['rule_name']}{update}\n{_speaker(alert)}:\n“{alert['statement']['text']}”{why}\n{copies}"


def _as_html(alert: dict[str, Any]) -> str:
    stripe = _STRIPES.get(alert["severity"], "#5c7080")
    copies = "".join(
        f'<li><a href="{escape(copy["url"], quote=True)}">{escape(copy["title"])}</a> ({escape(copy["publisher"])})</li>'
        for copy in alert["copies"][:10]
        if copy["url"].startswith(("http://", "https://"))
    )
    update = f" · update {alert['revision']}" if alert["revision"] > 1 else ""
    why = (
        f'<p style="color:#5c7080;margin:8px 0">Why: {escape(_why(alert))}</p>'
        if alert["why"]
        else ""
    )
    return (
        f'<div style="border-left:4px solid {stripe};padding:4px 0 4px 12px;margin:0 0 24px">'
        f'<p style="color:#5c7080;margin:0">{escape(alert["rule_name"])} · {escape(alert["severity"])}{update}</p>'
        f'<p style="font-weight:bold;margin:8px 0">{escape(_speaker(alert))}</p>'
        f'<p dir="auto" style="font-size:18px;margin:8px 0">“{escape(alert["statement"]["text"])}”</p>{why}'
        f'<ul style="padding-left:18px;margin:8px 0">{copies}</ul></div>'
    )


def _page(body: str, more: str) -> str:
    return (
        '<!doctype html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"></head>'
        '<body style="margin:0;background:#ffffff"><div style="max-width:600px;margin:0 auto;padding:16px;'
        f'font:16px/1.5 system-ui,sans-serif;color:#182026">{body}<p>{escape(more)}</p></div></body></html>'
    )
