"""Finding names takes time by the size of a text, whatever names it repeats."""

import random

import pytest

from bench.corpus import a_watchlist, an_article
from monitor.flow.read_article import read_article
from monitor.watchlist import Actor, Watchlist, WatchlistIndex
from tests.builders import an_article as an_article_of
from tests.costs import growth, relative_cost

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


NAMESAKES = WatchlistIndex(
    Watchlist(
        actors=(
            Actor(id="a", name="Anna Berg", kind="person", descriptions=("finance minister",)),
            Actor(id="c", name="Carl Berg", kind="person", descriptions=("singer",)),
            Actor(id="j", name="John Smith", kind="person"),
        )
    )
)
HALVES = {
    "a stranger between surnames": ("Berg left. ", "The footballer Anna Berg won. "),
    "namesakes before other names": ("John Smith came. ", "Carl Berg sang. "),
}


@pytest.mark.parametrize("half", HALVES.values(), ids=HALVES)
def test_surnames_of_namesakes_cost_what_their_number_costs(half: tuple[str, str]) -> None:
    before, between = half

    def find(size: int) -> object:
        text = f"Finance minister Anna Berg came. {before * (size // 2 // len(before))}"
        return NAMESAKES.find_names(f"{text}{between}{'Berg left. ' * (size // 22)}", "en")

    assert growth(find, 20_000, 160_000) < 3


SIZE = 20_000
STRANGERS = " ".join(
    "".join(random.Random(number).choices("aeioubdgklmnrstz", k=7)).capitalize()
    for number in range(SIZE // 8)
)
HOSTILE = {**UNITS, "an initial": f"A. {SURNAME} ", "strangers": STRANGERS}


def read(text: str) -> object:
    return read_article(an_article_of(text=text), INDEX)


@pytest.fixture(scope="module", name="ordinary_text")
def _ordinary_text() -> str:
    chance = random.Random(3)
    articles = (an_article(number, WATCHLIST, chance).text for number in range(5))
    return "\n\n".join(articles)[:SIZE]


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_reading_an_article_of_names_costs_at_most_three_times_an_ordinary_one(
    ordinary_text: str, unit: str
) -> None:
    text = (unit * (SIZE // len(unit) + 1))[:SIZE]
    assert relative_cost(read, text, ordinary_text, 3) <= 3
