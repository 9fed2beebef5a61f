"""What a store holds, for generated requests: an id drawn at random is always unknown.

Every noun of the API has a list whose items have ids; examples of the API's description create what
is missing. A request for ``/api/v1/alerts/{id}/…`` then gets one of the ids of ``/api/v1/alerts``.
"""

import random
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import httpx

Send = Callable[..., Awaitable[httpx.Response]]
"""Sends a request: method, path, then httpx's arguments."""

PREFIX = "/api/v1/"
SAME_IDS = {"stories": "articles", "feeds-of-views": "views", "actors": "watchlist"}
"""Nouns whose items have the ids of another list."""
KNOWN_SHARE = 0.7
"""Share of requests that get a known id; the others keep what was drawn."""


class KnownItems:
    """Ids of what a server has listed."""

    def __init__(self, description: dict[str, Any]) -> None:
        self._paths: dict[str, Any] = description["paths"]
        self._ids: defaultdict[str, set[str]] = defaultdict(set)

    async def refresh(self, send: Send) -> None:
        """Create items by the examples of the description, then read every list."""
        for path, body in self._creations():
            kind = {"json": body} if not isinstance(body, str) else {"content": body}
            self._learn(path, await send("POST", path, **kind))
        for path in self._lists():
            self._learn(path, await send("GET", path, params={"limit": 1}))
            self._learn(path, await send("GET", path))

    def put_into(self, path: str, case: Any, choice: random.Random) -> None:
        """Replace the id of a drawn request by a known one, most of the time."""
        if choice.random() > KNOWN_SHARE:
            return
        noun = path.removeprefix(PREFIX).split("/")[0]
        ids = sorted(self._ids[SAME_IDS.get(noun, noun)])
        if ids and "id" in (case.path_parameters or {}):
            case.path_parameters["id"] = choice.choice(ids)

    def _creations(self) -> Iterator[tuple[str, Any]]:
        for path, operations in self._paths.items():
            body = operations.get("post", {}).get("requestBody")
            has_items = "get" in operations or f"{path}/{{id}}" in self._paths
            if body is None or "{" in path or not has_items:
                continue
            for content in body["content"].values():
                if "example" in content:
                    yield path, content["example"]

    def _lists(self) -> Iterator[str]:
        for path, operations in self._paths.items():
            is_list = "get" in operations and "{" not in path and not path.endswith("/stream")
            if is_list and path.startswith(PREFIX):
                yield path

    def _learn(self, path: str, answer: httpx.Response) -> None:
        is_json = answer.headers.get("content-type", "").startswith("application/json")
        if not answer.is_success or not is_json:
            return
        noun = path.removeprefix(PREFIX).split("/")[0]
        for key, value in _strings(answer.json()):
            if key == "id":
                self._ids[noun].add(value)


def _strings(value: Any) -> Iterator[tuple[str, str]]:
    """Yield every text inside JSON with its key."""
    if isinstance(value, list):
        for each in value:
            yield from _strings(each)
    elif isinstance(value, dict):
        for key, each in value.items():
            if isinstance(each, str):
                yield key, each
            else:
                yield from _strings(each)
