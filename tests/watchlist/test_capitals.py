"""The name of a capital means the city behind a preposition of place, else the government."""

import itertools

import pytest

from monitor.watchlist import Actor, Watchlist, WatchlistIndex

STATES = (
    Actor(
        id="us",
        name="United States",
        kind="state",
        aliases=("Washington", "واشنطن", "واشنگتن", "Вашингтон", "Waszyngton"),
    ),
    Actor(id="ir", name="Iran", kind="state", aliases=("Tehran", "Téhéran", "طهران", "تهران")),
    Actor(id="tr", name="Turkey", kind="state", aliases=("Ankara",)),
)
INDEX = WatchlistIndex(Watchlist(actors=STATES, rules=()))

CITY = {
    "en": [
        "It rained in {0}.",
        "A {0} hotel burned down.",
        "Residents of {0} saw a flash.",
        "He flew from {0} with two aides.",
        "He flew with Sen. Lee from {0}.",
        "Schools near {0} stayed shut.",
        "She moved to {0} at ten.",
        "In downtown {0} shops closed.",
        "{0}'s old zoo reopened.",
        "The capital, {0}, was dark.",
    ],
    "de": ["In {0} schneite es.", "Der Zug nach {0} fiel aus.", "Bewohner von {0} klagen."],
    "fr": ["À {0}, il neige.", "Un hôtel de {0} a brûlé.", "Il vit à {0}."],
    "es": ["Nació en {0}.", "El maratón de {0} reunió a miles."],
    "it": ["Piove a {0}.", "Gli abitanti di {0} protestano."],
    "nl": ["In {0} regende het.", "Een hotel in {0} brandde."],
    "tr": ["{0}'da kar yağdı.", "Uçak {0}'dan kalktı, yolcular geri döndü."],
}
GOVERNMENT = {
    "en": [
        "{0} insists on tariffs.",
        "Talks between {0} and Oslo failed.",
        "In {0}'s view the deal is dead.",
        "Confidence in {0} is low.",
        "A warning to {0} followed.",
        "{0}'s position has not changed.",
    ],
    "de": ["{0} lehnt ab.", "Kritik aus {0} blieb aus.", "Das Vertrauen in {0} sinkt."],
    "fr": ["{0} refuse.", "Oslo demande à {0} de céder.", "Selon {0}, rien n'est signé."],
    "es": ["{0} exige más.", "Para {0}, el pacto está muerto."],
    "it": ["{0} tace.", "Oslo chiede a {0} di cedere."],
    "nl": ["{0} dreigt.", "Volgens {0} is er niets."],
    "tr": ["{0}'ın yanıtı sert oldu.", "{0} yeni yaptırımlar hazırlıyor."],
}
NAMES = ("Washington", "Tehran", "Ankara")


def _cases(sentences: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [
        (language, sentence.format(name))
        for language, own in sentences.items()
        for sentence, name in itertools.product(own, NAMES)
    ]


@pytest.mark.parametrize(("language", "text"), _cases(CITY))
def test_a_city_is_not_the_government(language: str, text: str) -> None:
    names = INDEX.find_names(text, language)
    assert not names.mentions
    assert [name.why for name in names.undecided] == [
        "the name of a capital, and the words beside it mean the city"
    ]


@pytest.mark.parametrize(("language", "text"), _cases(GOVERNMENT))
def test_a_government_is_found_by_its_capital(language: str, text: str) -> None:
    assert len(INDEX.find_names(text, language).mentions) == 1


@pytest.mark.parametrize(
    ("language", "city", "government"),
    [
        ("ar", "هطلت الأمطار في واشنطن.", "وتطالب واشنطن بوقف التخصيب."),
        ("ar", "وصل الوفد إلى واشنطن مساء أمس.", "وجهت رسالة إلى واشنطن."),
        ("fa", "باران در تهران بارید.", "تهران پیشنهاد تازه را رد کرد."),
        ("fa", "ترافیک تهران سنگین است.", "به گفته تهران مذاکره ادامه دارد."),
        ("ru", "В Вашингтоне прошёл снег.", "Вашингтон не подтвердил переговоры."),
        ("pl", "W Waszyngtonie spadł śnieg.", "Waszyngton milczy."),
    ],
)
def test_the_city_is_distinguished_in_other_languages_too(
    language: str, city: str, government: str
) -> None:
    assert not INDEX.find_names(city, language).mentions
    assert len(INDEX.find_names(government, language).mentions) == 1
