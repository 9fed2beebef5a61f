"""Types of problems (RFC 9457): an address for each, whose page says what it means and what to do.

The type follows from the status alone: a client decides by it, and reads the rest for people.
"""

from dataclasses import dataclass

FOLDER = "/problems/"


@dataclass(frozen=True, slots=True)
class ProblemType:
    """One type: the last part of its address, its meaning and the remedy."""

    slug: str
    title: str
    meaning: str
    remedy: str


BY_STATUS: dict[int, ProblemType] = {
    400: ProblemType(
        "bad-request",
        "The request cannot be read",
        "The request is not HTTP or JSON that the server can read.",
        "Correct the request; sending it again as it is gives the same answer.",
    ),
    401: ProblemType(
        "token-needed",
        "A token is needed",
        "The request has no token, or one that is wrong, revoked or expired.",
        "Send 'Authorization: Bearer TOKEN', or open the login link of the dashboard.",
    ),
    403: ProblemType(
        "not-allowed",
        "The request is not allowed",
        "The role of the token does not suffice, the item belongs to another person, or the"
        " request comes from another site.",
        "Use a token with the role that the title names: reader, editor or admin.",
    ),
    404: ProblemType(
        "not-found",
        "The item does not exist",
        "Nothing has this address: the id is wrong, or the item was removed.",
        "Look the item up in its list.",
    ),
    405: ProblemType(
        "method-not-allowed",
        "The method is not allowed",
        "The address exists, but not for this method; 'Allow' names its methods.",
        "Use one of the methods in 'Allow'.",
    ),
    408: ProblemType(
        "too-slow",
        "The request took too long",
        "The body did not arrive in time.",
        "Send the request again over a faster connection, or a smaller body.",
    ),
    409: ProblemType(
        "conflict",
        "The state of the item does not allow it",
        "The id is taken, the item is defined in a file, or it is not in the state that the"
        " request needs.",
        "Read the item, and do what the detail says.",
    ),
    410: ProblemType(
        "expired",
        "The link has expired",
        "A button of a chat message leads to a signed link, which works for seven days.",
        "Open the alert on the desk.",
    ),
    413: ProblemType(
        "too-large",
        "The body is too large",
        "The body is above the limit that the detail names.",
        "Send less at once.",
    ),
    415: ProblemType(
        "media-type",
        "The media type is not supported",
        "The body has another type than the address takes.",
        "Send JSON with 'Content-Type: application/json'.",
    ),
    422: ProblemType(
        "invalid",
        "The request is not valid",
        "Parameters or body break a rule; 'mistakes' names every place and what is wrong there.",
        "Correct every mistake in 'mistakes'.",
    ),
    429: ProblemType(
        "too-many",
        "Too many requests",
        "The token has sent more requests, or opened more streams, than one may.",
        "Wait for the seconds in 'Retry-After'; use one stream instead of polling.",
    ),
    500: ProblemType(
        "server-error",
        "The server failed",
        "A fault of the server; its log has the reason.",
        "Report it with the time of the request.",
    ),
    503: ProblemType(
        "unavailable",
        "A dependency is unavailable",
        "The database or Kafka does not answer, or the database is busy.",
        "Send the request again after the seconds in 'Retry-After'; /readyz has the state.",
    ),
}


def type_of(status: int) -> str:
    """Return the type of a problem of a status; ``about:blank`` for one without a page."""
    problem = BY_STATUS.get(status)
    return f"{FOLDER}{problem.slug}" if problem is not None else "about:blank"
