"""A receiver that verifies by the public library gets every alert, after failures and restarts."""

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from standardwebhooks import Webhook

from monitor.channels import Services, open_channels
from monitor.channels.webhook import make_secret
from monitor.config import load_configuration
from monitor.deliveries import AlertFilter, Subscription
from monitor.http.client import guarded_client
from monitor.services.deliverer import Deliverer
from monitor.store import Archive, Deliveries, Subscriptions
from tests.builders import an_alert
from tests.serving import BackgroundServer, QuietHandler
from tests.waiting import until

SECRET = make_secret()


class Receiver(BackgroundServer):
    """Answers with the statuses it is given, then 204; keeps what it verified."""

    def __init__(self) -> None:
        super().__init__(_Handler)
        self.statuses: list[int] = []
        self.received: list[str] = []
        self.tries = 0


class _Handler(QuietHandler):
    def do_POST(self) -> None:
        server = self.server
        assert isinstance(server, Receiver)
        server.tries += 1
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        event = Webhook(SECRET).verify(
            body, {name.lower(): value for name, value in self.headers.items()}
        )
        status = server.statuses.pop(0) if server.statuses else 204
        if status == 204:
            assert event == json.loads(body)
            server.received.append(event["id"])
        self.send_response(status)
        self.end_headers()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        yield server


def a_subscription(receiver: Receiver, **changes: object) -> Subscription:
    host, port = receiver.server_address[:2]
    given = {
        "id": "desk",
        "filter": AlertFilter(),
        "channel": "webhook",
        "address": f"http://{host!s}:{port}/",
        "secrets": (SECRET,),
    }
    return Subscription(**{**given, **changes})  # type: ignore[arg-type]  # a builder of every field


async def deliver_until(engine: AsyncEngine, done: Callable[[], bool]) -> None:
    """Run a deliverer until ``done()``, as a process would until it is killed."""
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(
            guarded_client(contact="x", allow_hosts=("127.0.0.1",))
        )
        channels = open_channels(Services(client=client))
        configuration = load_configuration(Path("config"))
        task = asyncio.create_task(
            Deliverer(engine, channels, lambda: configuration, Path("config")).run()
        )
        try:
            await until(done)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def test_every_alert_reaches_the_receiver_signed_and_what_it_does_not_want_does_not(
    engine: AsyncEngine, receiver: Receiver
) -> None:
    await Archive(engine).store([an_alert()])
    await Subscriptions(engine).put(a_subscription(receiver))
    await Subscriptions(engine).put(
        a_subscription(receiver, id="other", filter=AlertFilter(rules=("another",)))
    )
    await Archive(engine).store([an_alert("two", "post"), an_alert("three", "times")])
    await deliver_until(engine, lambda: len(receiver.received) == 2)
    assert sorted(id_.rpartition(".")[2] for id_ in receiver.received) == [
        "2",
        "3",
    ]  # from the newest event on
    await deliver_until(engine, lambda: True)
    assert receiver.tries == 2


async def test_a_failed_delivery_is_noted_and_waits_for_its_next_try(
    engine: AsyncEngine, receiver: Receiver
) -> None:
    outbox = Deliveries(engine)
    receiver.statuses = [500]
    await Subscriptions(engine).put(a_subscription(receiver))
    await Archive(engine).store([an_alert()])
    await deliver_until(engine, lambda: receiver.tries == 1)
    [row] = await outbox.log("desk")
    assert (row["attempt"], row["outcome"]) == (1, "waiting")
    assert str(row["detail"]).startswith("500")
    wait = float(str(row["next_at"])) - float(str(row["at"]))
    assert 5.0 <= wait <= 5.5
    await deliver_until(engine, lambda: len(receiver.received) == 1)
    [row] = await outbox.log("desk")
    tries = row["tries"]
    assert isinstance(tries, list)
    assert [(each["outcome"], each["detail"][:3]) for each in tries] == [
        ("waiting", "500"),
        ("delivered", ""),
    ]


async def test_a_receiver_that_is_gone_is_switched_off_and_keeps_what_waits(
    engine: AsyncEngine, receiver: Receiver
) -> None:
    receiver.statuses = [410]
    await Subscriptions(engine).put(a_subscription(receiver))
    await Archive(engine).store([an_alert(), an_alert("two", "post")])
    await deliver_until(engine, lambda: receiver.tries >= 1)
    [subscription] = await Subscriptions(engine).all()
    assert subscription.paused.startswith("410")
    await Subscriptions(engine).resume("desk")
    await deliver_until(engine, lambda: len(set(receiver.received)) == 2)


async def test_a_private_address_is_not_posted_to(receiver: Receiver) -> None:
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(guarded_client(contact="x"))
        channels = open_channels(Services(client=client))
        outcome = await channels["webhook"]([{"id": "x"}], a_subscription(receiver))
    assert "blocked_address" in str(outcome)
    assert receiver.tries == 0


async def test_a_destination_without_a_valid_message_delays_no_other_subscription(
    engine: AsyncEngine, receiver: Receiver
) -> None:
    outbox = Deliveries(engine)
    await Subscriptions(engine).put(
        a_subscription(receiver, id="a-broken", address="http://\x00/", secrets=("whsec_!",))
    )
    await Subscriptions(engine).put(a_subscription(receiver))
    await Archive(engine).store([an_alert()])
    await deliver_until(engine, lambda: len(receiver.received) == 1)
    [row] = await outbox.log("a-broken")
    assert (row["outcome"], row["attempt"]) == ("waiting", 1)
    assert row["detail"]
