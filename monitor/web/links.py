"""Links between the pages of a list (RFC 8288), relative to the request's own address."""

from typing import Any
from urllib.parse import urlencode

from fastapi import Request, Response

HIDDEN = frozenset(("token",))
"""Parameters that no link repeats."""


def link_pages(request: Request, response: Response, next_cursor: Any) -> None:
    """Add a ``Link`` header with the first page, and the next one unless the cursor is None."""
    links = [_link(request, "first", None)]
    if next_cursor is not None:
        links.append(_link(request, "next", str(next_cursor)))
    response.headers["Link"] = ", ".join(links)


def _link(request: Request, relation: str, cursor: str | None) -> str:
    pairs = [
        (name, value)
        for name, value in request.query_params.multi_items()
        if name != "cursor" and name not in HIDDEN
    ]
    if cursor is not None:
        pairs.append(("cursor", cursor))
    query = f"?{urlencode(pairs)}" if pairs else ""
    return f'<{request.url.path}{query}>; rel="{relation}"'
