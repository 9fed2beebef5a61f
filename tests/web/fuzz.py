"""Requests generated from the description of the API find no 500: ``python -m tests.web.fuzz``.

    python -m tests.web.fuzz [--minutes 10] [--seed N] [--database URL]

Schemathesis draws requests for every operation, valid and invalid ones, and sends them to a server
over a store with alerts, statements and feeds; most of those for one item get the id of an item
that exists. The exit code is 1 if an answer is a 500, or if the server no longer answers.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings

from monitor.feeds.transition import new_state
from monitor.feeds.values import Feed
from monitor.flow.read_article import read_article
from monitor.kafka.dead_letters import make_entry_rejection
from monitor.store import Archive, open_engine, upgrade_database
from monitor.web import Limits
from tests.builders import NOON, an_alert, an_article
from tests.web.asking import IN_FORCE, TOKEN, create_app
from tests.web.known_items import KnownItems

LETTER = "Letter\n\nMuqtada al-Sadr said that foreign troops must leave Iraq."
SKIPPED = ("/api/v1/alerts/stream", "/metrics")
"""A stream does not end; the metrics are not JSON."""
EXAMPLES_PER_ROUND = 8
"""Requests of one operation in one round, so that every operation has its turn early."""


async def open_app(url: str) -> FastAPI:
    """Return the application over a store that holds one of everything."""
    engine = open_engine(url)
    await upgrade_database(engine)
    article = an_article(text=LETTER)
    records = [
        an_alert(),
        an_alert("two", "post"),
        read_article(article, IN_FORCE.index),
        new_state(Feed(url="https://wire.example/rss"), NOON),
        make_entry_rejection("entry", "poll", "too_large", "5 MB"),
    ]
    await Archive(engine).store(records)
    return create_app(engine, Limits(burst=1e12, requests_per_s=1e12))


class Fuzzer:
    """Sends generated requests and counts the answers."""

    def __init__(self, app: FastAPI, seed: int) -> None:
        self._app, self._seed = app, seed
        self._loop = asyncio.new_event_loop()
        self._known = KnownItems(app.openapi())
        self._choice = random.Random(seed)
        self.statuses: Counter[int] = Counter()
        self.failures: list[str] = []

    def run(self, minutes: float) -> None:
        """Send requests until the time is over, in rounds over all operations."""
        schema = schemathesis.openapi.from_dict(self._app.openapi())
        results: list[Any] = list(schema.get_all_operations())
        operations = [each.ok() for each in results if each.ok().path not in SKIPPED]
        until = time.monotonic() + minutes * 60
        number = self._seed
        while time.monotonic() < until:
            self._loop.run_until_complete(self._known.refresh(self._request))
            random.Random(number).shuffle(operations)
            for operation in operations:
                if time.monotonic() < until:
                    self._try(operation, number)
            number += 1

    def _try(self, operation: Any, number: int) -> None:
        @settings(
            max_examples=EXAMPLES_PER_ROUND,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def send(case: Any) -> None:
            self._send(case)

        send._hypothesis_internal_use_seed = number  # type: ignore[attr-defined]
        send()

    def _send(self, case: Any) -> None:
        self._known.put_into(case.path, case, self._choice)
        request = case.as_transport_kwargs(base_url="http://monitor")
        answer = self._loop.run_until_complete(self._answer(request))
        self.statuses[answer.status_code] += 1
        if answer.status_code == 500:
            self.failures.append(f"{request['method']} {answer.request.url}: {answer.text[:300]}")

    async def _answer(self, request: dict[str, Any]) -> httpx.Response:
        request.pop("cookies", None)
        return await self._request(**request)

    async def _request(self, method: str, url: str, **arguments: Any) -> httpx.Response:
        transport = httpx.ASGITransport(self._app, raise_app_exceptions=False)
        headers = dict(arguments.pop("headers", None) or {})
        headers["Authorization"] = f"Bearer {TOKEN}"
        async with httpx.AsyncClient(transport=transport, base_url="http://monitor") as admin:
            return await admin.request(method, url, headers=headers, **arguments)


def main() -> int:
    """Fuzz for some minutes; return 1 if an answer was a 500."""
    parser = argparse.ArgumentParser(description="find requests that the server fails on")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", help="SQLAlchemy URL of an empty database; default SQLite")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = options.database or f"sqlite+aiosqlite:///{Path(folder) / 'monitor.db'}"
        fuzzer = Fuzzer(asyncio.run(open_app(url)), options.seed)
        fuzzer.run(options.minutes)
    print(f"{fuzzer.statuses.total()} requests: {dict(sorted(fuzzer.statuses.items()))}")  # noqa: T201
    for failure in dict.fromkeys(fuzzer.failures):
        print(failure)  # noqa: T201
    return 1 if fuzzer.failures or not fuzzer.statuses else 0


if __name__ == "__main__":
    sys.exit(main())
