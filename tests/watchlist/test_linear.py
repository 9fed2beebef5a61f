"""Finding names takes time by the size of a text, whatever names it repeats."""

import random

import pytest

from bench.corpus import a_watchlist, an_article
from monitor.flow.read_article import read_article
from monitor.watchlist import WatchlistIndex
from tests.builders import an_article as an_article_of
from tests.costs import cost_of, growth

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


SIZE = 20_000
STRANGERS = " ".join(
    "".join(random.Random(number).choices("aeioubdgklmnrstz", k=7)).capitalize()
    for number in range(SIZE // 8)
)
HOSTILE = {**UNITS, "an initial": f"A. {SURNAME} ", "strangers": STRANGERS}


def read(text: str) -> object:
    return read_article(an_article_of(text=text), INDEX)


@pytest.fixture(scope="module", name="ordinary_cost")
def _ordinary_cost() -> float:
    chance = random.Random(3)
    articles = (an_article(number, WATCHLIST, chance).text for number in range(5))
    return cost_of(read, "\n\n".join(articles)[:SIZE])


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_reading_an_article_of_names_costs_at_most_three_times_an_ordinary_one(
    ordinary_cost: float, unit: str
) -> None:
    text = (unit * (SIZE // len(unit) + 1))[:SIZE]
    assert cost_of(read, text) <= 3 * ordinary_cost
