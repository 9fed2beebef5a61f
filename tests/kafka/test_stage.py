"""run_stage: one outcome per message, and its results or its dead letter in the outbox."""

import pytest
from aiokafka.errors import KafkaConnectionError, KafkaError

from monitor.kafka.outbox import Outbox
from monitor.kafka.stage import Unprocessable, run_stage
from monitor.kafka.topics import ARTICLES, REJECTED
from monitor.records import Article, Rejection
from tests.builders import an_article
from tests.kafka.fakes import FakeMessage, FakeOutbox, a_message


class EchoStage:
    """Keeps the articles it works on; raises ``error`` instead, if given."""

    name = "echo"
    source = ARTICLES
    record_type = Article

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error
        self.worked_on: list[tuple[Article, bytes]] = []

    async def work(self, record: Article, key: bytes, _outbox: Outbox) -> str:
        """Keep the article."""
        if self.error is not None:
            raise self.error
        self.worked_on.append((record, key))
        return "echoed"


async def run(stage: EchoStage, message: FakeMessage) -> tuple[str, FakeOutbox]:
    outbox = FakeOutbox()
    return await run_stage(stage, message, outbox), outbox


async def test_a_record_is_worked_on_with_its_key() -> None:
    article = an_article()
    stage, message = EchoStage(), a_message(article, key="article-1")
    outcome, outbox = await run(stage, message)
    assert outcome == "echoed"
    assert stage.worked_on == [(article, b"article-1")]
    assert outbox.sent == []


@pytest.mark.parametrize("body", [None, b"", b"{}", b"\xff\xfe", b"[" * 100_000])
async def test_an_undecodable_message_is_rejected(
    body: bytes | None,
) -> None:
    stage, message = EchoStage(), FakeMessage(partition=3, offset=7, value=body)
    outcome, outbox = await run(stage, message)
    [rejection] = outbox.on(REJECTED)
    assert isinstance(rejection, Rejection)
    assert (outcome, rejection.error, rejection.stage) == ("rejected", "unreadable", "echo")
    assert (rejection.topic, rejection.partition, rejection.offset) == ("articles", 3, 7)
    assert rejection.body == (body or b"")
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
    outcome, outbox = await run(EchoStage(error), message)
    [rejection] = outbox.on(REJECTED)
    assert isinstance(rejection, Rejection)
    assert (outcome, rejection.error, rejection.message) == ("rejected", name, reason)


@pytest.mark.parametrize("error", [OSError("disk full"), KafkaConnectionError(), KafkaError()])
async def test_an_error_of_the_infrastructure_is_raised(
    error: Exception,
) -> None:
    outbox = FakeOutbox()
    with pytest.raises(type(error)):
        await run_stage(EchoStage(error), a_message(an_article()), outbox)
    assert outbox.sent == []


async def test_an_error_of_sending_the_dead_letter_is_raised() -> None:
    outbox = FakeOutbox(error=KafkaConnectionError())
    with pytest.raises(KafkaConnectionError):
        await run_stage(EchoStage(), FakeMessage(value=b"?"), outbox)
