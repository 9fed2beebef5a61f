"""run_stage: one outcome per message, acknowledged after its results or dead letter are sent."""

import pytest
from aiokafka.errors import KafkaConnectionError, KafkaError

from monitor.kafka.dead_letters import Message
from monitor.kafka.stage import Unprocessable, run_stage
from monitor.kafka.topics import ARTICLES, REJECTED
from monitor.records import Article, Rejection
from tests.builders import an_article
from tests.kafka.fakes import FakeMessage, FakeSender, a_message


class EchoStage:
    """Keeps the articles it works on; raises ``error`` instead, if given."""

    name = "echo"
    source = ARTICLES
    record_type = Article

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error
        self.worked_on: list[tuple[Article, bytes]] = []

    async def work(self, record: Article, key: bytes) -> str:
        """Keep the article."""
        if self.error is not None:
            raise self.error
        self.worked_on.append((record, key))
        return "echoed"


class Acknowledgements:
    """Keeps acknowledged messages, and how many records had been sent before each."""

    def __init__(self, sender: FakeSender) -> None:
        self.sender = sender
        self.messages: list[tuple[Message, int]] = []

    def __call__(self, message: Message) -> None:
        self.messages.append((message, len(self.sender.sent)))


async def run(stage: EchoStage, message: FakeMessage) -> tuple[str, FakeSender, Acknowledgements]:
    sender = FakeSender()
    acknowledge = Acknowledgements(sender)
    outcome = await run_stage(stage, message, sender=sender, acknowledge=acknowledge)
    return outcome, sender, acknowledge


async def test_a_record_is_worked_on_with_its_key_and_acknowledged() -> None:
    article = an_article()
    stage, message = EchoStage(), a_message(article, key="article-1")
    outcome, sender, acknowledged = await run(stage, message)
    assert outcome == "echoed"
    assert stage.worked_on == [(article, b"article-1")]
    assert acknowledged.messages == [(message, 0)]
    assert sender.sent == []


@pytest.mark.parametrize("body", [None, b"", b"{}", b"\xff\xfe", b"[" * 100_000])
async def test_an_undecodable_message_is_rejected_before_it_is_acknowledged(
    body: bytes | None,
) -> None:
    stage, message = EchoStage(), FakeMessage(partition=3, offset=7, value=body)
    outcome, sender, acknowledged = await run(stage, message)
    [rejection] = sender.on(REJECTED)
    assert isinstance(rejection, Rejection)
    assert (outcome, rejection.error, rejection.stage) == ("rejected", "unreadable", "echo")
    assert (rejection.topic, rejection.partition, rejection.offset) == ("articles", 3, 7)
    assert rejection.body == (body or b"")
    assert acknowledged.messages == [(message, 1)]
    assert stage.worked_on == []


@pytest.mark.parametrize(
    ("error", "name", "reason"),
    [
        (Unprocessable("no_text", "an article without text"), "no_text", "an article without text"),
        (ZeroDivisionError("division by zero"), "ZeroDivisionError", "division by zero"),
        (RecursionError("too deep"), "RecursionError", "too deep"),
    ],
)
async def test_a_failure_of_the_work_rejects_the_message(
    error: Exception, name: str, reason: str
) -> None:
    message = a_message(an_article())
    outcome, sender, acknowledged = await run(EchoStage(error), message)
    [rejection] = sender.on(REJECTED)
    assert isinstance(rejection, Rejection)
    assert (outcome, rejection.error, rejection.message) == ("rejected", name, reason)
    assert acknowledged.messages == [(message, 1)]


@pytest.mark.parametrize("error", [OSError("disk full"), KafkaConnectionError(), KafkaError()])
async def test_an_error_of_the_infrastructure_is_raised_without_acknowledgement(
    error: Exception,
) -> None:
    sender = FakeSender()
    acknowledge = Acknowledgements(sender)
    stage = EchoStage(error)
    with pytest.raises(type(error)):
        await run_stage(stage, a_message(an_article()), sender=sender, acknowledge=acknowledge)
    assert (acknowledge.messages, sender.sent) == ([], [])


async def test_a_message_whose_dead_letter_cannot_be_sent_is_not_acknowledged() -> None:
    sender = FakeSender(error=KafkaConnectionError())
    acknowledge = Acknowledgements(sender)
    with pytest.raises(KafkaConnectionError):
        await run_stage(
            EchoStage(), FakeMessage(value=b"?"), sender=sender, acknowledge=acknowledge
        )
    assert acknowledge.messages == []
