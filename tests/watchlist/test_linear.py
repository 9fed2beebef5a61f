"""Finding names takes time by the size of a text, whatever names it repeats."""

import random

import pytest

from bench.corpus import a_watchlist
from monitor.watchlist import WatchlistIndex
from tests.costs import growth

WATCHLIST = a_watchlist(400, 1, random.Random(5))
INDEX = WatchlistIndex(WATCHLIST)
NAMES = [actor.name for actor in WATCHLIST.actors]
SURNAME = NAMES[0].split()[-1]
UNITS = {
    "one name": f"{NAMES[0]} ",
    "a surname after the name": f"{SURNAME} ",
    "many names": f"{' '.join(NAMES)} ",
    "names and their surnames": "".join(f"{name} met {name.split()[-1]}, " for name in NAMES),
    "other romanisations": "".join(f"{name.replace('i', 'y')} and " for name in NAMES),
}


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_one_line_of_names_costs_what_its_length_costs(unit: str) -> None:
    def find(size: int) -> object:
        return INDEX.find_names(f"{NAMES[0]} came. {unit * (size // len(unit) + 1)}"[:size], "en")

    assert growth(find, 20_000, 160_000) < 3
