"""Garbage collection of a process that runs for ever."""

import gc

YOUNG_OBJECTS = 50_000
"""New objects before a collection. Python's 700 are the objects of a fraction of one article, so
that every article pays for several collections that find nothing; these are 5 MB at most."""
YOUNG_COLLECTIONS, MIDDLE_COLLECTIONS = 20, 20
"""Collections of a generation before the next older one is collected."""


def settle_memory() -> None:
    """Exempt what exists now from garbage collection, and collect less often.

    Call it when the process is built: what it has read lives as long as it does.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, YOUNG_COLLECTIONS, MIDDLE_COLLECTIONS)
