"""A mail server on loopback."""

import asyncio
import email
import email.policy
from dataclasses import dataclass, field
from email.message import EmailMessage


@dataclass
class Mailbox:
    """A mail server on loopback that keeps what it gets."""

    messages: list[EmailMessage] = field(default_factory=list)
    recipient_answer: bytes = b"250 ok"
    port: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Speak enough of SMTP (RFC 5321)."""
        writer.write(b"220 mailbox\r\n")
        while line := (await reader.readline()).strip():
            verb = line.split(b" ")[0].split(b":")[0].upper()
            if verb == b"DATA":
                writer.write(b"354 go on\r\n")
                body = await reader.readuntil(b"\r\n.\r\n")
                parsed = email.message_from_bytes(
                    body[:-5].replace(b"\r\n..", b"\r\n."), policy=email.policy.default
                )
                assert isinstance(parsed, EmailMessage)
                self.messages.append(parsed)
                writer.write(b"250 kept\r\n")
            elif verb == b"RCPT":
                writer.write(self.recipient_answer + b"\r\n")
            elif verb == b"QUIT":
                writer.write(b"221 bye\r\n")
                break
            else:
                writer.write(b"250 ok\r\n")
        writer.close()
