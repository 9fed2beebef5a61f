"""Others with an actor's surname, for names and forms of address that are generated."""

import itertools

import pytest

from monitor.watchlist import Actor, Watchlist, WatchlistIndex

SURNAMES = ("Fairley", "Hollis", "Brandt")
OTHERS = ("Robert C.", "Maria", "Robert “Bob”", "J.", "Ann-Marie Q.")
SENATORS = [
    Actor(id=surname, name=f"David {surname}", kind="person", descriptions=("senator",))
    for surname in SURNAMES
]
BODIES = [
    Actor(id="ford", name="Ford", kind="organization"),
    Actor(id="wash", name="Washington", kind="state", aliases=("US",)),
    Actor(id="pentagon", name="Pentagon", kind="organization"),
]
PEOPLE = [
    Actor(id="trask", name="Donald Trask", kind="person", aliases=("特拉斯克",)),
    Actor(id="lu", name="Lu Wenjie", kind="person", aliases=("陆文杰",)),
]
INDEX = WatchlistIndex(Watchlist(actors=(*SENATORS, *BODIES, *PEOPLE)))


def actors_in(text: str, language: str = "en") -> list[str]:
    return [mention.actor for mention in INDEX.find_names(text, language).mentions]


@pytest.mark.parametrize(("surname", "given"), list(itertools.product(SURNAMES, OTHERS)))
def test_a_surname_after_a_stranger_who_is_named_first_is_not_the_actor(
    surname: str, given: str
) -> None:
    text = f"{given} {surname} won. {surname} thanked Senator David {surname}. {surname} left."
    assert actors_in(text) == ([surname, surname] if given != "J." else [surname] * 3)


@pytest.mark.parametrize("surname", SURNAMES)
@pytest.mark.parametrize(
    ("address", "language"),
    [("Mrs.", "en"), ("Ms", "en"), ("Frau", "de"), ("Mme", "fr"), ("señora", "es"), ("pani", "pl")],
)
def test_a_form_of_address_of_the_other_gender_is_someone_else(
    surname: str, address: str, language: str
) -> None:
    text = f"David {surname}, senator. {address} {surname} spoke."
    assert actors_in(text, language) == [surname]


@pytest.mark.parametrize("surname", SURNAMES)
@pytest.mark.parametrize(
    ("pair", "language"),
    [
        ("Trask and Mrs.", "en"),
        ("Trask and Mrs", "en"),
        ("Trask und Frau", "de"),
        ("Trask et Mme", "fr"),
    ],
)
def test_a_name_and_a_form_of_address_are_no_couple(surname: str, pair: str, language: str) -> None:
    text = f"David {surname}, senator. {pair} {surname} spoke."
    assert actors_in(text, language) == [surname]


@pytest.mark.parametrize("surname", SURNAMES)
@pytest.mark.parametrize(
    ("address", "language"),
    [
        ("Mr.", "en"),
        ("Herr", "de"),
        ("M.", "fr"),
        ("Mr. and Mrs.", "en"),
        ("Mr and Mrs", "en"),
        ("Herr und Frau", "de"),
        ("M. et Mme", "fr"),
        ("Pan i pani", "pl"),
    ],
)
def test_a_form_of_address_of_the_same_gender_or_of_a_couple_is_the_actor(
    surname: str, address: str, language: str
) -> None:
    text = f"David {surname}, senator. {address} {surname} spoke."
    assert actors_in(text, language) == [surname, surname]


@pytest.mark.parametrize(
    "text",
    [
        "WASHINGTON (AP) — Rain fell.",
        "WASHINGTON, Aug. 11 (MNA) – Rain fell.",
        "OSLO/WASHINGTON (Reuters) - Rain fell.",
        "It cost US$40 then.",
        "Ein Preis von 10 Millionen US-Dollar.",
        "Tom Ford sang.",
        "He met Robert S. Ford there.",
        "He asked Mr. Ford.",
        "He spoke to Pentagon correspondent Ann Lee.",
        "Let US work.",
        "Go on Donald, she said.",
    ],
)
def test_a_body_is_not_taken_for_what_only_has_its_name(text: str) -> None:
    assert actors_in(f"Norland\n\n{text}") == []


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("Shares of Ford rose.", "ford"),
        ("Washington agreed.", "wash"),
        ("WASHINGTON AGREES TO TALKS", "wash"),
        ("The Pentagon denied it.", "pentagon"),
        ("In the US, prices rose.", "wash"),
        ("Donald Trask left.", "trask"),
        ("Lu Wenjie left.", "lu"),
    ],
)
def test_a_body_or_a_person_is_found_beside_such_words(text: str, actor: str) -> None:
    assert actors_in(f"Norland\n\n{text}") == [actor]


def test_the_family_name_of_a_chinese_person_may_be_first_and_a_foreigners_is_last() -> None:
    assert actors_in("Lu Wenjie spoke. Lu left. Donald Trask came. Donald waved.") == [
        "lu",
        "lu",
        "trask",
    ]


def test_a_surname_in_a_headline_is_the_first_of_its_bearers_who_is_named() -> None:
    index = WatchlistIndex(
        Watchlist(
            actors=(
                Actor(id="h", name="Hilda Marsden", kind="person"),
                Actor(id="b", name="Bruno Marsden", kind="person"),
            )
        )
    )
    text = "Marsden wins\n\nHilda Marsden won. Bruno Marsden cheered. Mrs. Marsden smiled."
    names = index.find_names(text, "en").mentions
    assert [mention.actor for mention in names] == ["h", "h", "b", "h"]
