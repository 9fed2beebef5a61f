"""Signed links of buttons: which alert, what is done to it, until when, and for which room.

    https://monitor.example.org/act/SUBSCRIPTION/BUTTON/ALERT/EXPIRES/SIGNATURE

1. The key is derived from the secret address of the room, which the deliverer and the web service
   both have: a new address ends the links of the old one.
2. A link alone changes nothing: the page behind it wants a sign-in and a confirmation, since chat
   programs and mail gateways open links by themselves.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote

from monitor.deliveries.buttons import Button

VALID_FOR = timedelta(days=7)
"""Time for which a link works: an alert of last week is settled on the desk."""
PURPOSE = b"news-monitor action links"
"""Separates the key from every other use of the same secret."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionLink:
    """What a link says."""

    subscription: str
    button: Button
    alert: str
    expires: int
    """Seconds since 1970."""

    def signature(self, secret: str) -> str:
        """Return the signature by the secret of the subscription: 43 characters."""
        key = hmac.digest(secret.encode(), PURPOSE, hashlib.sha256)
        said = "\n".join((self.subscription, self.button, self.alert, str(self.expires)))
        return base64.urlsafe_b64encode(hmac.digest(key, said.encode(), hashlib.sha256)).decode()[
            :-1
        ]

    def is_signed_by(self, secret: str, signature: str) -> bool:
        """Return whether a signature is the one of this link."""
        expected = self.signature(secret)
        return hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace"))

    def path(self, secret: str) -> str:
        """Return the path of the signed link."""
        parts = (self.subscription, self.button, self.alert, str(self.expires))
        return "/".join(("/act", *map(quote, parts), self.signature(secret)))
