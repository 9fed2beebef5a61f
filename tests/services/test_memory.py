"""settle_memory: what exists is not collected again, and garbage still is."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from monitor.services.memory import YOUNG_OBJECTS, settle_memory


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """Restore the collector of the tests' process."""
    thresholds = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)


class Node:
    """An object that refers to itself."""

    def __init__(self) -> None:
        self.self = self


def test_what_exists_is_exempt_and_later_garbage_is_collected() -> None:
    settle_memory()
    assert gc.get_freeze_count() > 1_000
    assert gc.get_threshold()[0] == YOUNG_OBJECTS
    garbage = weakref.ref(Node())
    gc.collect()
    assert garbage() is None


def test_cycles_do_not_accumulate_without_an_explicit_collection() -> None:
    settle_memory()
    garbage = weakref.ref(Node())
    nodes = [Node() for _ in range(2 * YOUNG_OBJECTS)]
    assert garbage() is None
    assert len(nodes) == 2 * YOUNG_OBJECTS
