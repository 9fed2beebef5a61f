"""Consumers of a group, set up in one way for the poller and the archiver."""

from aiokafka import AIOKafkaConsumer

SESSION_MS = 10_000
"""A killed member's partitions are taken over after this."""
HEARTBEAT_MS = 2_000
FETCH_BYTES = 4_000_000
"""Of one partition at once: more than the largest message."""


def group_consumer(bootstrap: str, group: str, *topics: str, wait_ms: int) -> AIOKafkaConsumer:
    """Return a consumer that starts at the beginning and commits only when told to; ``wait_ms`` bounds a fetch without news."""
    return AIOKafkaConsumer(
        *topics,
        bootstrap_servers=bootstrap,
        group_id=group,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        session_timeout_ms=SESSION_MS,
        heartbeat_interval_ms=HEARTBEAT_MS,
        fetch_max_wait_ms=wait_ms,
        max_partition_fetch_bytes=FETCH_BYTES,
    )
