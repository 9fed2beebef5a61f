"""A stranger with an actor's name: undecided where a private person is described, in any trade."""

import itertools

import pytest

from monitor.watchlist import Actor, Watchlist, WatchlistIndex

ACTOR = Actor(
    id="minister", name="Clara Holm", kind="person", descriptions=("finance minister of Norland",)
)
INDEX = WatchlistIndex(Watchlist(actors=(ACTOR,)))
TRADES = {
    "en": ("stonemason", "glazier", "wheelwright", "puppet maker", "beekeeper", "dog groomer"),
    "de": ("Dachdeckerin", "Imkerin", "Steinmetzin", "Kassiererin", "Tierpflegerin"),
    "fr": ("boulangère", "apicultrice", "serrurière"),
    "es": ("panadera", "apicultora", "taxista"),
    "ru": ("сварщица", "доярка", "швея"),
    "pl": ("ślusarka", "krawcowa", "fryzjerka"),
}
OWN = {"ru": "Клара Хольм"}
LIVES = (
    "{name} keeps bees in the village.",
    "{name}, 41, of Dunmore, found a ring.",
    "A cat of {name} was rescued from a tree.",
    "Happy birthday to {name}, says her neighbour.",
    "{name} (19) aus Holzkirchen wird vermisst.",
    "Der 43-jährige {name} kaufte ein Pferd.",
)
OFFICES = (
    "Finance minister {name} spoke.",
    "{name} presented the budget to parliament.",
    "The government sent {name} to the summit.",
    "{name}, the minister, keeps bees in her garden.",
    "Norland's {name} left.",
    "{name} left.",
    "{name} says rates will fall",
)


@pytest.mark.parametrize(
    ("language", "trade"),
    [(language, trade) for language, trades in TRADES.items() for trade in trades],
)
def test_a_name_with_a_trade_that_is_not_the_actors_is_undecided(language: str, trade: str) -> None:
    name = OWN.get(language, ACTOR.name)
    actor = Actor(
        id=ACTOR.id,
        name=ACTOR.name,
        kind="person",
        aliases=(name,),
        descriptions=ACTOR.descriptions,
    )
    index = WatchlistIndex(Watchlist(actors=(actor,)))
    names = index.find_names(f"{trade.capitalize()} {name} won.", language)
    assert names.mentions == ()
    assert [each.actors for each in names.undecided] == [("minister",)]


@pytest.mark.parametrize("life", LIVES)
def test_a_name_in_a_text_of_everyday_life_is_undecided(life: str) -> None:
    language = "de" if "aus" in life or "Der" in life else "en"
    names = INDEX.find_names(life.format(name=ACTOR.name), language)
    assert (names.mentions, len(names.undecided)) == ((), 1)


@pytest.mark.parametrize("office", OFFICES)
def test_a_name_that_something_or_nothing_speaks_for_is_the_actor(office: str) -> None:
    names = INDEX.find_names(office.format(name=ACTOR.name), "en")
    assert [mention.actor for mention in names.mentions] == ["minister"]


AGES = {
    "en": ("47, a baker", "47 years old, a baker", "47 years, a baker"),
    "de": ("47, Bäcker", "47 Jahre, Bäcker"),
    "fr": ("47 ans, boulanger",),
    "es": ("47 años, panadera",),
    "ru": ("47 лет, пекарь",),
    "uk": ("47 років, пекар", "43 роки, пекар"),
    "pl": ("47 lat, piekarz",),
    "cs": ("47 let, pekař",),
}


@pytest.mark.parametrize(
    ("language", "age"), [(language, age) for language, ages in AGES.items() for age in ages]
)
def test_a_trade_after_an_age_is_what_the_name_is_called(language: str, age: str) -> None:
    """One word of the actor's description elsewhere does not outweigh the trade."""
    names = INDEX.find_names(f"Norland\n\n{ACTOR.name}, {age}, came.", language)
    assert (names.mentions, len(names.undecided)) == ((), 1)
    assert "called" in names.undecided[0].why


SURNAMES = {"March": "Clara March", "Young": "Alan Young", "Field": "Walter Field"}
WORDS = {
    "March": ("In March it rained.", "We march at dawn.", "March 5 came.", "THOUSANDS MARCH NORTH"),
    "Young": ("Young people stayed.", "Young and old came.", "THE YOUNG PAY", "Young Farmers met."),
    "Field": ("Field trips are back.", "He fell on the Field of Mars.", "Field hospitals closed."),
}
NAMES = {
    "March": ("“No,” March said.", "March left at noon.", "MARCH SAYS NO", "Mr March left."),
    "Young": ("Young was late.", "For Young, it is over.", "YOUNG TO STEP DOWN"),
    "Field": ("Field denied it.", "They asked Field.", "Field’s wife smiled."),
}


@pytest.mark.parametrize(
    ("surname", "text", "counts"),
    [
        (surname, text, counts)
        for counts, texts in ((False, WORDS), (True, NAMES))
        for surname, text in itertools.chain.from_iterable(
            itertools.product((surname,), of_it) for surname, of_it in texts.items()
        )
    ],
)
def test_a_surname_that_is_a_word_counts_where_it_is_a_name(
    surname: str, text: str, counts: bool
) -> None:
    gender = {"March": "Carl March"}.get(surname, SURNAMES[surname])
    index = WatchlistIndex(Watchlist(actors=(Actor(id="a", name=gender, kind="person"),)))
    mentions = index.find_names(f"{gender} spoke.\n\n{text}", "en").mentions
    assert len(mentions) == 1 + counts
