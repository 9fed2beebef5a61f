"""Namesakes in sport and the arts, words from names, and names of firms and clubs with a state's.

The sentences are generated, so that no list of examples can satisfy them.
"""

import itertools

import pytest

from monitor.watchlist import Actor, Watchlist, WatchlistIndex

PEOPLE = (
    Actor(id="hollis", name="Claire Hollis", kind="person", descriptions=("finance minister",)),
    Actor(id="prado", name="Ricardo Prado", kind="person", descriptions=("governador",)),
    Actor(id="kral", name="Petr Dvorský", kind="person", descriptions=("ministr vnitra",)),
    Actor(id="hope", name="Jonathan Hope", kind="person", descriptions=("trade secretary",)),
    Actor(id="banks", name="Victoria Banks", kind="person", descriptions=("bank governor",)),
    Actor(id="winter", name="Sabine Winter", kind="person", descriptions=("Verkehrsministerin",)),
    Actor(id="toprak", name="Deniz Toprak", kind="person", descriptions=("içişleri bakanı",)),
)
STATES = (
    Actor(id="us", name="United States", kind="state", aliases=("US", "Washington")),
    Actor(id="ru", name="Russia", kind="state", aliases=("Moscow", "Москва", "Россия", "روسيا")),
    Actor(id="tr", name="Turkey", kind="state", aliases=("Türkiye", "Ankara")),
)
INDEX = WatchlistIndex(Watchlist(actors=(*PEOPLE, *STATES)))


def actors_in(text: str, language: str = "en") -> list[str]:
    return [mention.actor for mention in INDEX.find_names(text, language).mentions]


STRANGERS = [
    ("The striker Emma Hollis scored twice.", "Hollis limped off.", "en"),
    ("Tennis player Emma Hollis won.", "Hollis thanked her coach.", "en"),
    ("The singer Orsolya Hollis cancelled.", "Hollis has a cold.", "en"),
    ("La chanteuse Emma Hollis annule.", "Hollis est malade.", "fr"),
    ("La delantera Emma Hollis marcó.", "Hollis fue sustituida.", "es"),
    ("Die Schauspielerin Emma Hollis gewann.", "Hollis weinte.", "de"),
]


@pytest.mark.parametrize(("other", "after", "language"), STRANGERS)
def test_a_surname_soon_after_a_star_who_bears_it_is_not_the_actor(
    other: str, after: str, language: str
) -> None:
    minister = "Claire Hollis, finance minister, spoke."
    assert actors_in(f"{minister} {other} {after}", language) == ["hollis"]
    assert actors_in(f"{minister} {other} Claire Hollis left.", language) == ["hollis"] * 2


@pytest.mark.parametrize("other", ["Her sister Emma Hollis", "Mayor Emma Hollis", "Emma Hollis"])
def test_a_surname_after_another_one_who_is_no_star_stays_the_actor_s(other: str) -> None:
    text = f"Claire Hollis, finance minister, spoke. {other} listened. Hollis went home."
    assert actors_in(text) == ["hollis", "hollis"]


SPORT = [
    "{0} scored 22 points. The league table changed.",
    "{0} won the 200-metre backstroke at the championships, her third medal.",
    "{0} gewann das Turnier, der Verein feierte den Sieg.",
    "{0} marcó en el torneo y la afición celebró los goles.",
    "{0} remporte le tournoi, sa troisième médaille.",
]


@pytest.mark.parametrize("sentence", SPORT)
def test_a_text_of_sport_alone_leaves_a_name_undecided(sentence: str) -> None:
    names = INDEX.find_names(sentence.format("Victoria Banks"), "en")
    assert not names.mentions
    assert [each.actors for each in names.undecided] == [("banks",)]


@pytest.mark.parametrize("sentence", SPORT)
def test_a_text_of_sport_with_public_life_in_it_means_the_actor(sentence: str) -> None:
    text = sentence.format("Victoria Banks") + " Parliament voted on the election."
    assert actors_in(text) == ["banks"]


LONGER = [
    ("{0} Exchange shares fell.", "en", "Moscow"),
    ("{0} Airlines grew.", "en", "Turkey"),
    ("{0} Football Federation fined two clubs.", "en", "Russia"),
    ("The {0} Chamber of Commerce agreed.", "en", "US"),
    ("Dynamo {0} lost.", "en", "Moscow"),
    ("ФК «{0}» распущен.", "ru", "Москва"),
    ("Об этом пишет агентство «{0}».", "ru", "Москва"),
    ("وقال في مقابلة مع قناة {0} اليوم.", "ar", "روسيا"),
    ("{0} Gazeteciler Sendikası açıkladı.", "tr", "Türkiye"),
    ("{0} Futbol Federasyonu açıkladı.", "tr", "Türkiye"),
]


@pytest.mark.parametrize(("sentence", "language", "name"), LONGER)
def test_a_state_in_the_name_of_a_firm_a_paper_or_a_club_is_not_meant(
    sentence: str, language: str, name: str
) -> None:
    assert actors_in(sentence.format(name), language) == []


@pytest.mark.parametrize(
    ("sentence", "language", "name"),
    [
        ("{0} President Lee signed.", "en", "US"),
        ("{0} Air Force jets landed.", "en", "US"),
        ("{0} and Oslo agreed.", "en", "Moscow"),
        ("{0} Başkanı konuştu.", "tr", "Türkiye"),
        ("{0} ответила.", "ru", "Москва"),
    ],
)
def test_a_state_before_an_office_or_a_verb_is_meant(
    sentence: str, language: str, name: str
) -> None:
    assert len(actors_in(sentence.format(name), language)) == 1


@pytest.mark.parametrize(
    ("sentence", "language"),
    [("Orchard Watch sales rose.", "en"), ("Об этом сообщил телеканал Orchard.", "ru")],
)
def test_a_firm_in_the_name_of_its_product_or_channel_is_meant(
    sentence: str, language: str
) -> None:
    firm = Actor(id="firm", name="Orchard", kind="organization")
    mentions = WatchlistIndex(Watchlist(actors=(firm,))).find_names(sentence, language).mentions
    assert [mention.actor for mention in mentions] == ["firm"]


PERSONS = {
    "banks": "Victoria Banks, bank governor, spoke.",
    "hope": "Jonathan Hope, trade secretary, spoke.",
    "winter": "Sabine Winter, Verkehrsministerin, sprach.",
    "toprak": "Deniz Toprak, içişleri bakanı, konuştu.",
}
WORDS = [
    ("banks", "Banks, insurers and funds closed.", "en"),
    ("banks", "Banks and shops closed.", "en"),
    ("hope", "Hope is fading.", "en"),
    ("hope", "Hope was not enough.", "en"),
    ("hope", "Hope fades for the climbers.", "en"),
    ("winter", "Winter, Frost und Schnee legten alles lahm.", "de"),
    ("winter", "Ein neuer Plan für strenger Winter.", "de"),
    ("winter", "Winter-Chaos am Bahnhof.", "de"),
    ("toprak", "Toprak kayması yolu kapattı.", "tr"),
    ("toprak", "Toprak sahipleri toplandı.", "tr"),
]
NAMES = [
    ("banks", "Banks, tired and hungry, went home.", "en"),
    ("banks", "Banks announced a test.", "en"),
    ("hope", "Hope is expected in Oslo.", "en"),
    ("hope", "Hope warns of tariffs.", "en"),
    ("hope", "Hope said no.", "en"),
    ("winter", "Winter sagte nichts.", "de"),
    ("toprak", "Toprak istifa etti.", "tr"),
]


@pytest.mark.parametrize(("actor", "sentence", "language"), WORDS)
def test_a_surname_in_a_list_a_compound_or_a_description_is_the_word(
    actor: str, sentence: str, language: str
) -> None:
    assert actors_in(f"{PERSONS[actor]} {sentence}", language) == [actor]


@pytest.mark.parametrize(("actor", "sentence", "language"), NAMES)
def test_a_surname_with_a_deed_of_a_person_is_the_name(
    actor: str, sentence: str, language: str
) -> None:
    assert actors_in(f"{PERSONS[actor]} {sentence}", language) == [actor, actor]


@pytest.mark.parametrize(("noun", "language"), list(itertools.product(["ulice", "park"], ["cs"])))
def test_a_surname_that_is_an_adjective_before_a_place_is_not_the_person(
    noun: str, language: str
) -> None:
    text = f"Petr Dvorský, ministr vnitra, mluvil. Dvorský {noun} je zavřený. Dvorský odešel."
    assert actors_in(text, language) == ["kral", "kral"]


@pytest.mark.parametrize(
    "sentence",
    ["{0}-based analysts agree.", "Thousands marched through {0}.", "{0}-born writers left."],
)
@pytest.mark.parametrize("name", ["Washington", "Moscow", "Ankara"])
def test_a_capital_before_based_and_behind_through_is_the_city(sentence: str, name: str) -> None:
    assert actors_in(sentence.format(name)) == []


NAMESAKES = WatchlistIndex(
    Watchlist(
        actors=(
            Actor(
                id="minister",
                name="Ivan Lomak",
                kind="person",
                descriptions=("energy minister of Polinia",),
            ),
            Actor(
                id="boxer", name="Ivan Lomak", kind="person", descriptions=("heavyweight boxer",)
            ),
            Actor(id="amir", name="سعيد الأمير", kind="person", descriptions=("وزير الداخلية",)),
        )
    )
)
BOTH = "The boxer Ivan Lomak met the energy minister of Polinia, Ivan Lomak."


@pytest.mark.parametrize(
    ("sentence", "actor"),
    [
        ("Lomak won the tournament in the last round.", "boxer"),
        ("Lomak never lost a match.", "boxer"),
        ("Lomak promised Polinia cheaper gas.", "minister"),
        ("Lomak will face parliament on Monday.", "minister"),
    ],
)
def test_a_surname_of_two_means_the_one_whose_field_its_sentence_is_of(
    sentence: str, actor: str
) -> None:
    mentions = NAMESAKES.find_names(f"{BOTH} {sentence}", "en").mentions
    assert [mention.actor for mention in mentions][-1] == actor


@pytest.mark.parametrize(("before", "count"), [("سمو", 1), ("صاحب السمو", 1), ("وأكد", 2)])
def test_an_arabic_surname_in_a_phrase_is_the_word(before: str, count: int) -> None:
    text = f"غادر وزير الداخلية سعيد الأمير العاصمة. {before} الأمير حاضر."
    assert len(NAMESAKES.find_names(text, "ar").mentions) == count
