"""What an operator does about a class of error of a feed: for the pages, and `monitor doctor`.

The pages translate these sentences: ``_`` marks them for the catalogues (`tools/messages.py`).
"""


def _(message: str) -> str:
    return message


REMEDIES = {
    "dns": _("The host name is unknown. Check the address for a typo; the outlet may have moved."),
    "connect": _("Nothing answers at the host. It may be down; polling goes on by itself."),
    "read_timeout": _("The server stopped answering. Polling goes on by itself."),
    "total_timeout": _("The server is too slow. A longer interval helps both sides."),
    "timeout": _("The server is too slow. A longer interval helps both sides."),
    "tls": _("The certificate is not valid. Open the address in a browser to see why."),
    "too_many_redirects": _("The address leads in circles. Look for the feed’s new address."),
    "redirect_loop": _("The address leads in circles. Look for the feed’s new address."),
    "downgrade": _("The feed leads from https to http. Use an address that stays on https."),
    "bad_url": _("The address is not valid. Correct it in feeds.yaml."),
    "blocked_address": _(
        "The address is private. Allow it in monitor.yaml (allow_hosts) if meant."
    ),
    "http_4xx": _(
        "The server refuses the address. It has probably moved: try “monitor feeds discover”."
    ),
    "http_5xx": _("The server fails. Polling goes on by itself."),
    "rate_limited": _("The server asks for fewer polls; they are slowed down by themselves."),
    "gone": _("The feed is gone for good. Remove it, or set its new address."),
    "challenge": _("The server asks whether a person is there. Ask the outlet for access."),
    "not_a_feed": _(
        "There is a web page and no feed. Try “monitor feeds discover” with the address."
    ),
    "parse": _("The document is broken. Write to the outlet; polling goes on by itself."),
    "too_large": _("The document is larger than the limit in monitor.yaml."),
    "internal": _("An error of this program. The log has it."),
}
"""What an operator does about a class of error."""
OTHER = _("The log of the poller has the details; polling goes on by itself.")


def remedy_of(error: str) -> str:
    """Return what an operator does about a class of error, in English."""
    return REMEDIES.get(error, OTHER)
