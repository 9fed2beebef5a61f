"""Messages of one agent in work, acknowledged in the order of their partition.

    message --stage--> results queued --broker--> delivered --in order--> acknowledged

1. Up to `WINDOW` messages are between their stage and their acknowledgement; `admit` waits for
   room. So a message does not wait until the results of the one before it are in the broker, and
   the results of many messages go out in one request.
2. A message is acknowledged when the broker has all of its results and every earlier message of
   its partition is acknowledged. Nothing is committed past an undelivered result.
3. A delivery that fails is passed to ``fail`` and raised by the next `admit`. Its message, and
   those after it in its partition, are never acknowledged here: they are read again.
"""

import asyncio
import functools
from collections import defaultdict, deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

import structlog

from monitor.kafka.outbox import BrokerOutbox, Delivery

WINDOW = 64
"""Messages of one agent in work: more than a request to the broker takes with it, and little to
repeat after a crash."""

log = structlog.get_logger("processor")

M = TypeVar("M")


@dataclass(slots=True, eq=False)
class _Work(Generic[M]):
    """A message whose stage has returned."""

    message: M
    outbox: BrokerOutbox
    undelivered: int


class Pipe(Generic[M]):
    """The messages of one agent between their stage and their acknowledgement."""

    def __init__(
        self,
        acknowledge: Callable[[M], object],
        fail: Callable[[BaseException], object],
        *,
        window: int = WINDOW,
    ) -> None:
        self._acknowledge, self._fail, self._window = acknowledge, fail, window
        self._queues: defaultdict[Hashable, deque[_Work[M]]] = defaultdict(deque)
        self._size = 0
        self._error: BaseException | None = None
        self._has_room = asyncio.Event()
        self._has_room.set()

    def __len__(self) -> int:
        """Return the number of messages that are not acknowledged."""
        return self._size

    async def admit(self) -> None:
        """Return when there is room for a message. Raises the error of a delivery that failed."""
        await self._has_room.wait()
        if self._error is not None:
            raise self._error

    def add(self, message: M, partition: Hashable, outbox: BrokerOutbox) -> None:
        """Acknowledge a message once its results and all earlier messages are delivered."""
        work = _Work(message, outbox, len(outbox.deliveries))
        queue = self._queues[partition]
        queue.append(work)
        self._size += 1
        for delivery in outbox.deliveries:
            if delivery.done():
                self._note(work, queue, delivery)
            else:
                delivery.add_done_callback(functools.partial(self._note, work, queue))
        self._advance(queue)

    def _note(self, work: _Work[M], queue: deque[_Work[M]], delivery: Delivery) -> None:
        """Count a delivery that has ended."""
        if delivery.cancelled():
            self._note_failure(ConnectionError("the producer was closed before it had sent"))
        elif (error := delivery.exception()) is not None:
            self._note_failure(error)
        else:
            work.undelivered -= 1
            self._advance(queue)

    def _note_failure(self, error: BaseException) -> None:
        if self._error is None:
            self._error = error
            self._has_room.set()
            self._fail(error)

    def _advance(self, queue: deque[_Work[M]]) -> None:
        """Acknowledge the delivered messages at the head of a partition."""
        while queue and not queue[0].undelivered and self._error is None:
            work = queue.popleft()
            self._size -= 1
            try:
                work.outbox.finish()
            except Exception as error:
                log.exception("delivery.failed")
                self._note_failure(error)
                return
            self._acknowledge(work.message)
        if self._size < self._window or self._error is not None:
            self._has_room.set()
        else:
            self._has_room.clear()
