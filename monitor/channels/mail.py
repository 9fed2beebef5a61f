"""Mail: one message for each alert, or a digest. The mail server is the operator's (``smtp_*``).

A permanent refusal of the recipient (5xx) switches the subscription off; every other failure is
retried.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from email.utils import formatdate
from typing import Annotated, Any, Literal

from monitor.channels.channel import (
    Channel,
    Destination,
    Endpoint,
    MailServer,
    ReadSecrets,
    Services,
)
from monitor.channels.secret_text import read_secret
from monitor.deliveries import Deferred, Delivered, Outcome, Refused, Subscription
from monitor.deliveries.grouping import Grouping, gathered_for
from monitor.deliveries.render.mail import render_mail
from monitor.records.errors import UnreadableSecret
from monitor.records.fields import MailAddress, Parsed, UserInput, parse_interval

DOMAIN = "news-monitor.invalid"
"""Domain of our Message-IDs, which name an alert and not a machine (RFC 2606)."""
WITHIN_S = 30.0
"""Seconds for the mail server; servers that check for spam delay their greeting by up to 20."""

Digest = Annotated[timedelta, Parsed(parse_interval, timedelta.total_seconds, ("1h", "1d"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings(UserInput):
    """Alerts by mail."""

    type: Literal["email"]
    """Name of the channel."""
    to: MailAddress
    """Address of the recipient."""
    digest: Digest | None = None
    """Send one message for all alerts of this time; by default of five minutes."""

    @property
    def grouping(self) -> Grouping | None:
        """How alerts are grouped: as the digest says, by default a message in five minutes."""
        return gathered_for(self.digest) if self.digest else Grouping()

    def file_endpoint(self, _: ReadSecrets) -> Endpoint:
        """Return the recipient."""
        return Endpoint(address=self.to)

    def request_endpoint(self, _: Endpoint | None) -> Endpoint:
        """Return the recipient."""
        return Endpoint(address=self.to)


def open_channel(services: Services) -> Channel:
    """Return the channel over the operator's mail server."""

    async def send(events: Sequence[dict[str, Any]], subscription: Subscription) -> Outcome:
        if services.mail is None:
            return Deferred("no mail server is set; set MONITOR_SMTP_SERVER and MONITOR_SMTP_FROM")
        message = mail_message(list(events), services.mail.sender, subscription)
        return await _send(message, services.mail)

    return send


async def _send(message: EmailMessage, server: MailServer) -> Outcome:
    import aiosmtplib

    try:
        password = _password_of(server)
        await aiosmtplib.send(
            message,
            hostname=server.host,
            port=server.port,
            username=server.user if password else None,
            password=password,
            use_tls=server.tls == "tls",
            start_tls=server.tls == "starttls",
            timeout=WITHIN_S,
        )
    except aiosmtplib.SMTPRecipientsRefused as error:
        refusal = error.recipients[0]
        reason = f"{refusal.code} {refusal.message}"
        return Refused(reason) if 500 <= refusal.code < 600 else Deferred(reason)
    except UnreadableSecret as error:
        return Deferred(str(error))
    except (aiosmtplib.SMTPException, OSError) as error:
        return Deferred(f"{type(error).__name__}: {error}")
    return Delivered()


def _password_of(server: MailServer) -> str | None:
    """Return the password, read for each message so that a new one needs no restart.

    Raises `UnreadableSecret`.
    """
    return read_secret(server.password_file) if server.password_file is not None else None


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
    message["X-Monitor-Events"] = " ".join(mail.event_ids)
    message["Auto-Submitted"] = "auto-generated"
    message["List-Id"] = f"<{subscription.id}.{DOMAIN}>"
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    return message


DESTINATION = Destination(
    file_settings=MailSettings,
    request_settings=MailSettings,
    address_key="to",
    open=open_channel,
)
