"""The ladder of retries."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from monitor.deliveries import next_wait
from monitor.deliveries.retry import STEPS


@given(st.floats(0, 1), st.floats(0, 1))
def test_the_ladder_only_climbs_and_ends(here: float, there: float) -> None:
    for attempts in range(len(STEPS) - 1):
        first, second = next_wait(attempts, share=here), next_wait(attempts + 1, share=there)
        assert first is not None
        assert second is not None
        assert first <= second or attempts == 0
    assert next_wait(len(STEPS), share=here) is None


def test_retry_after_makes_a_wait_longer_and_never_shorter() -> None:
    assert next_wait(1, share=0, retry_after=timedelta(hours=1)) == timedelta(hours=1)
    assert next_wait(2, share=0, retry_after=timedelta(0)) == timedelta(minutes=5)
