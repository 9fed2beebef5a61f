"""Post to a receiver and return the head of its answer, however long or slow the rest is.

1. The head has to come within `AnswerLimits.head_within_s`, from the first byte of the connection
   to the last header.
2. The status decides. Some of the body is read, so that the connection can be used again; if the
   receiver sends more than the limits allow, the connection is closed.
"""

import asyncio
import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx

WITHIN_S = 20.0
"""Seconds for a receiver to answer: common webhook senders allow 5 to 30. A message is claimed for
three times as long."""


@dataclass(frozen=True, slots=True)
class AnswerLimits:
    """How long an answer may take and how much of its body is read."""

    head_within_s: float = WITHIN_S
    body_within_s: float = 2.0
    """Nothing of the body is used."""
    max_body: int = 65_536
    """Bytes; answers to webhooks are empty or a few words."""


async def post(
    client: "httpx.AsyncClient", url: str, limits: AnswerLimits | None = None, **body: Any
) -> "httpx.Response":
    """Post ``body``, as httpx names its parts, and return the answer without its own.

    Raises `BlockedAddress`, or HTTPError of httpx, also where the answer takes too long.
    """
    import httpx

    limits = limits or AnswerLimits()
    request = client.build_request("POST", url, timeout=limits.head_within_s, **body)
    try:
        async with asyncio.timeout(limits.head_within_s):
            response = await client.send(request, stream=True)
    except TimeoutError as error:
        within = f"no answer within {limits.head_within_s:.0f} s"
        raise httpx.ReadTimeout(within, request=request) from error
    try:
        with contextlib.suppress(TimeoutError, httpx.HTTPError):
            async with asyncio.timeout(limits.body_within_s):
                await _drain(response, limits.max_body)
    finally:
        await response.aclose()
    return response


async def _drain(response: "httpx.Response", limit: int) -> None:
    if response.is_stream_consumed:
        return
    drained = 0
    async for piece in response.aiter_raw():
        drained += len(piece)
        if drained > limit:
            return
