"""Consumers of a group, configured in one way for the poller and the archiver."""

from aiokafka import AIOKafkaConsumer

from monitor.kafka.connection import KafkaConnection

SESSION_TIMEOUT_MS = 10_000
"""A killed member's partitions move to another member after this."""
HEARTBEAT_INTERVAL_MS = 2_000
"""Five heartbeats per session, so that one or two may get lost."""
FETCH_BYTES = 4_000_000
"""Bytes fetched of one partition at once: more than the largest message."""


def group_consumer(
    kafka: KafkaConnection, group: str, *topics: str, wait_ms: int
) -> AIOKafkaConsumer:
    """Return a consumer that starts at the beginning and commits only on request.

    ``group`` and ``topics`` are names of this program; messages have those of the cluster.

    ``wait_ms`` bounds how long the broker holds a fetch without new messages, in milliseconds.
    """
    return AIOKafkaConsumer(
        *map(kafka.wire_name, topics),
        **kafka.options(),
        group_id=kafka.wire_name(group),
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        session_timeout_ms=SESSION_TIMEOUT_MS,
        heartbeat_interval_ms=HEARTBEAT_INTERVAL_MS,
        fetch_max_wait_ms=wait_ms,
        max_partition_fetch_bytes=FETCH_BYTES,
    )
