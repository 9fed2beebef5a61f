"""Send a dead letter again to the topic that it came from, with the number of the attempt."""

from monitor.kafka.dead_letters import ATTEMPT_HEADER
from monitor.kafka.producer import RecordProducer
from monitor.kafka.topics import ARTICLES, READINGS, current_name
from monitor.records import Reading, Rejection
from monitor.records.errors import InvalidInput
from monitor.records.wire import Unreadable, decode, encode, headers_of

EARLIER_STAGE = "match"
"""The stage that read readings in earlier versions; today their articles are read and matched."""


async def send_again(rejection: Rejection, producer: RecordProducer) -> None:
    """Send a dead letter again. Raises `InvalidInput` for one that is not a whole message."""
    require_sendable(rejection)
    headers = [(ATTEMPT_HEADER, str(rejection.attempt + 1).encode())]
    topic, body = current_name(rejection.topic), rejection.body
    if (topic, rejection.stage) == (READINGS.name, EARLIER_STAGE):
        reading = decode(body, Reading)
        if not isinstance(reading, Unreadable):
            topic, body = ARTICLES.name, encode(reading.article)
            headers += headers_of(reading.article)
    await producer.send_again(topic, rejection.key, body, headers)


def require_sendable(rejection: Rejection) -> None:
    """Check that a dead letter is a whole message of a topic. Raises `InvalidInput`."""
    if not rejection.topic:
        raise InvalidInput(
            f"{rejection.id} is not a message of a topic; its feed is polled again by itself"
        )
    if rejection.truncated:
        raise InvalidInput(
            f"{rejection.id} cannot be sent again: only the beginning of its body was kept"
        )
