"""Pauses of hosts."""

import pytest

from monitor.feeds.host_pauses import HostPauses

A, SAME, PORT, OTHER = (
    "https://u:p@wire.example/a", "http://wire.example/b", "https://wire.example:444/", "https://x.example/",
)  # fmt: skip


def test_a_pause_holds_for_every_feed_of_the_host_and_port_until_it_ends() -> None:
    pauses = HostPauses()
    pauses.pause(A, 10.0)
    assert pauses.paused_until(SAME, 9.0) == 10.0
    assert pauses.paused_until(PORT, 9.0) is None
    assert pauses.paused_until(OTHER, 9.0) is None
    assert pauses.paused_until(SAME, 10.0) is None


def test_a_pause_is_never_shortened() -> None:
    pauses = HostPauses()
    pauses.pause(A, 10.0)
    pauses.pause(SAME, 5.0)
    assert pauses.paused_until(A, 6.0) == 10.0


def test_a_proxy_host_is_never_paused() -> None:
    pauses = HostPauses(frozenset(("wire.example",)))
    pauses.pause(A, 10.0)
    assert pauses.paused_until(A, 1.0) is None


@pytest.mark.parametrize("url", ["http://[bad", "", "nonsense"])
def test_a_malformed_address_is_no_error(url: str) -> None:
    pauses = HostPauses()
    pauses.pause(url, 10.0)
    assert pauses.paused_until(OTHER, 1.0) is None
