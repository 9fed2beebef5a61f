"""Mail: at once, or several alerts in one message where the subscription asks for a digest. The server's settings are the operator's (``smtp_*``).

A refusal for good (5xx) of the recipient switches the subscription off; everything else is tried again.
"""

from collections.abc import Sequence
from email.message import EmailMessage
from email.utils import formatdate
from typing import Any

import aiosmtplib

from monitor.channels.registry import Channel, Services
from monitor.deliveries import Deferred, Delivered, Outcome, Refused, Subscription
from monitor.deliveries.render.mail import render_mail

DOMAIN = "news-monitor.invalid"
"""Of our Message-IDs: they name an alert, not a machine (RFC 2606)."""
WITHIN = 30.0


def open_channel(services: Services) -> Channel:
    """Return the channel over the operator's mail server."""
    settings = services.settings

    async def send(events: Sequence[dict[str, Any]], subscription: Subscription) -> Outcome:
        if not settings.smtp_server or not settings.smtp_from:
            return Deferred("no mail server is set: MONITOR_SMTP_SERVER and MONITOR_SMTP_FROM")
        host, _, port = settings.smtp_server.rpartition(":")
        password = (
            settings.smtp_password_file.read_text("utf-8").strip()
            if settings.smtp_password_file
            else None
        )
        try:
            await aiosmtplib.send(
                mail_message(list(events), settings.smtp_from, subscription),
                hostname=host,
                port=int(port),
                username=settings.smtp_user if password else None,
                password=password,
                use_tls=settings.smtp_tls == "tls",
                start_tls=settings.smtp_tls == "starttls",
                timeout=WITHIN,
            )
        except aiosmtplib.SMTPRecipientsRefused as error:
            refused = error.recipients[0]
            reason = f"{refused.code} {refused.message}"
            return Refused(reason) if 500 <= refused.code < 600 else Deferred(reason)
        except (aiosmtplib.SMTPException, OSError) as error:
            return Deferred(f"{type(error).__name__}: {error}")
        return Delivered()

    return send


def mail_message(
    events: list[dict[str, Any]], sender: str, subscription: Subscription
) -> EmailMessage:
    """Return the message of some alert events."""
    mail = render_mail(events)
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, subscription.address, mail.subject
    message["Date"] = formatdate()
    message["Message-ID"] = f"<{mail.message_id}@{DOMAIN}>"
    if mail.refers_to is not None:
        message["In-Reply-To"] = message["References"] = f"<{mail.refers_to}@{DOMAIN}>"
    message["Auto-Submitted"] = "auto-generated"
    message["List-Id"] = f"<{subscription.id}.{DOMAIN}>"
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    return message
