"""Relatives, families and generations with an actor's surname are not the actor."""

import pytest

from monitor.watchlist import Actor, Watchlist, WatchlistIndex

PEOPLE = (
    Actor(id="hw", name="Harald Wendt", kind="person", descriptions=("mayor of Holm",)),
    Actor(id="lg", name="Claire Le Gall", kind="person", descriptions=("présidente du parti",)),
    Actor(id="vh", name="Pieter van der Horst", kind="person", descriptions=("premier",)),
    Actor(id="ob", name="Ahmed al-Obaidi", kind="person", aliases=("أحمد العبيدي",)),
    Actor(id="rk", name="Reza Kiani", kind="person", aliases=("رضا کیانی",)),
    Actor(id="vt", name="Dmitry Vetrov", kind="person", aliases=("Дмитрий Ветров",)),
)
INDEX = WatchlistIndex(Watchlist(actors=PEOPLE, rules=()))
INTRODUCED = {
    "en": "Mayor Harald Wendt spoke.",
    "de": "Harald Wendt sprach.",
    "fr": "Claire Le Gall a parlé.",
    "nl": "Pieter van der Horst sprak.",
    "ar": "قال أحمد العبيدي إن الجيش جاهز.",
    "fa": "رضا کیانی عذر خواست.",
    "ru": "Дмитрий Ветров открыл мост.",
}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The Wendt family waved."),
        ("en", "The elder Wendt slept."),
        ("en", "Two of the Wendt brothers sang."),
        ("en", "Wendt Jr. runs the shop."),
        ("en", "The Wendt Peace Prize went to a nurse."),
        ("en", "Wendt Elementary School sent a choir."),
        ("en", "Karl-Harald Wendt is a beekeeper."),
        ("de", "Familie Wendt wohnt in Bonn."),
        ("de", "Hans-Harald Wendt ist Imker."),
        ("de", "Vater Wendt saß daneben."),
        ("fr", "Jean-Yves Le Gall était là."),
        ("fr", "Le Gall père a fondé le parti."),
        ("fr", "Marie-Claire Le Gall a choisi."),
        ("fr", "La famille Le Gall habite Brest."),
        ("nl", "Jan van der Horst lachte."),
        ("nl", "Anne-Marie van der Horst won."),
        ("nl", "Familie Van der Horst woont in Zwolle."),
        ("nl", "De broers Van der Horst zongen."),
        ("nl", "De zussen Van der Horst zongen."),
        ("de", "Die Schwestern Wendt sangen."),
        ("de", "Die Eheleute Wendt sangen."),
        ("ar", "وغنت سارة العبيدي أمس."),
        ("ar", "وشارك شيوخ قبيلة العبيدي."),
        ("ar", "وانتقد خالد العبيدي الخطة."),
        ("fa", "علی‌رضا کیانی شوخی کرد."),
        ("fa", "مریم کیانی معلم است."),
        ("ru", "Ветров-младший учится."),
        ("ru", "Приехал сын — Игорь Ветров."),
    ],
)
def test_a_relative_is_not_the_actor(language: str, text: str) -> None:
    introduced = INTRODUCED[language]
    assert len(INDEX.find_names(introduced, language).mentions) == 1
    names = INDEX.find_names(f"{introduced} {text}", language)
    assert [mention.end <= len(introduced) for mention in names.mentions] == [True]


TWO = WatchlistIndex(
    Watchlist(
        actors=(
            Actor(id="h", name="Howard Merrick", kind="person"),
            Actor(id="d", name="Dale Merrick", kind="person"),
        ),
        rules=(),
    )
)


@pytest.mark.parametrize(
    ("text", "bearers"),
    [
        ("Dale Merrick thanked his brother, Howard Merrick. Merrick grinned.", "dhd"),
        ("Howard Merrick spoke of Dale Merrick. Merrick laughed.", "hdh"),
        ("Howard Merrick spoke of Gov. Dale Merrick. Merrick laughed.", "hdh"),
        ("Howard Merrick met with Mr. Dale R. Merrick. Merrick laughed.", "hdh"),
        ("Dale Merrick thanked his brother, Sen. Howard Merrick. Merrick grinned.", "dhd"),
        ("Howard Merrick and Dale Merrick met. Merrick left first.", "hdh"),
        ("Howard Merrick spoke of Rome. Dale Merrick answered. Merrick laughed.", "hdd"),
        ("Howard Merrick spoke. Dale Merrick answered. Merrick listed his medals.", "hdd"),
    ],
)
def test_a_surname_means_the_last_one_who_is_the_topic(text: str, bearers: str) -> None:
    assert "".join(mention.actor for mention in TWO.find_names(text, "en").mentions) == bearers


def test_a_stranger_who_is_the_topic_keeps_the_surname() -> None:
    text = "Louise Merrick says her husband, Howard Merrick, knits. “Yes,” Merrick said."
    names = TWO.find_names(text, "en")
    assert [mention.text for mention in names.mentions] == ["Howard Merrick"]
    assert [undecided.text for undecided in names.undecided] == ["Merrick"]


@pytest.mark.parametrize("stranger", ["Robert", "Robert C.", "Mr. Robert", "Sen. Robert C."])
def test_a_stranger_beside_the_topic_leaves_the_surname_to_the_actor(stranger: str) -> None:
    text = f"Colin Merrick sang. Howard Merrick met his brother {stranger} Merrick. Merrick left."
    mentions = TWO.find_names(text, "en").mentions
    assert [mention.text for mention in mentions] == ["Howard Merrick", "Merrick"]


def test_a_form_of_address_means_the_bearer_of_that_gender() -> None:
    text = "Howard Merrick came with his wife, Louise Merrick. Mrs. Merrick sang, Merrick slept."
    mentions = TWO.find_names(text, "en").mentions
    assert [mention.start for mention in mentions] == [0, text.index("Merrick slept")]


WORDS = WatchlistIndex(
    Watchlist(
        actors=(
            Actor(id="k", name="Werner König", kind="person"),
            Actor(id="b", name="Victoria Banks", kind="person"),
            Actor(id="r", name="Lucía Reina", kind="person"),
            Actor(id="g", name="Сергей Голубев", kind="person"),
            Actor(id="h", name="Petr Horák", kind="person"),
            Actor(id="kb", name="Barbara Kowal", kind="person"),
            Actor(id="v", name="Pieter van der Horst", kind="person"),
        ),
        rules=(),
    )
)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Werner König kam. König und Königin tanzten."),
        ("de", "Werner König kam. Als König zog er ein."),
        ("en", "Victoria Banks spoke. The Banks were open."),
        ("en", "Victoria Banks spoke. Outer Banks flooded."),
        ("es", "Lucía Reina habló. Reina la calma."),
        ("es", "Lucía Reina habló. Reina del Sur es una serie."),
        ("es", "Lucía Reina habló. Los Reina pelearon."),
        ("es", "Lucía Reina habló. Pepe Reina paró."),
        ("ru", "Сергей Голубев пришёл. Голубевы уехали."),
        ("ru", "Сергей Голубев пришёл. Голубева пела."),
        ("ru", "Сергей Голубев пришёл. Голубева Анна, врач."),
        ("cs", "Petr Horák odešel. Horákovi odjeli."),
        ("pl", "Barbara Kowal mówi. Tam Kowala widziano."),
        ("nl", "Pieter van der Horst sprak. In Horst regent het."),
    ],
)
def test_a_word_a_plural_or_a_form_of_the_other_gender_is_not_the_actor(
    language: str, text: str
) -> None:
    end = text.index(".")
    assert [mention.end < end for mention in WORDS.find_names(text, language).mentions] == [True]
