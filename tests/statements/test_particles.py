"""Surnames with particles in Dutch, and what a phrase without one is."""

import pytest

from monitor.statements import read_statements

SURNAMES = ["van der Tak", "van Dam", "de Jonge", "van den Berg", "van 't Schip", "ter Horst"]


def capital(surname: str) -> str:
    return surname[0].upper() + surname[1:]


def speakers(text: str) -> list[str]:
    return [s.said_by for s in read_statements(text, "nl")]


@pytest.mark.parametrize("surname", SURNAMES)
def test_a_capitalised_particle_begins_the_surname_of_a_full_name(surname: str) -> None:
    text = (
        f"Minister Hugo {surname} zegt dat de brug dichtgaat. {capital(surname)} vindt dat het te"
        f" lang duurt. Volgens {capital(surname)} is er geen geld."
    )
    assert speakers(text) == [f"Hugo {surname}"] * 3


@pytest.mark.parametrize("surname", SURNAMES)
@pytest.mark.parametrize("office", ["minister", "LTO-voorman", "RIVM-directeur"])
def test_a_surname_with_its_particle_behind_an_office_is_the_name(
    office: str, surname: str
) -> None:
    text = f"De brug gaat dicht, zegt {office} {capital(surname)} in de Kamer."
    assert speakers(text) == [capital(surname)]


@pytest.mark.parametrize("surname", SURNAMES)
def test_he_means_a_surname_with_a_particle(surname: str) -> None:
    text = f"De brug gaat dicht, zegt minister {capital(surname)}. Hij vindt dat het lang duurt."
    assert speakers(text) == [capital(surname)] * 2


def test_a_given_name_of_no_list_has_its_surname_behind_van_der() -> None:
    text = "Voorzitter Sjaak van der Tak stelt dat de brug dichtgaat."
    assert speakers(text) == ["Sjaak van der Tak"]


@pytest.mark.parametrize(
    "text",
    ["De Kamer vindt dat de brug dicht moet.", "Van Dam tot Dokkum is het koud, zegt Els Bakker."],
)
def test_an_article_or_a_preposition_at_the_head_of_a_sentence_is_no_name(text: str) -> None:
    assert not any(name.startswith(("De ", "Van ")) for name in speakers(text))


@pytest.mark.parametrize("word", ["niet", "geen", "nooit"])
def test_a_negation_ends_the_source_of_according_to(word: str) -> None:
    text = f"De straf staat volgens de rechtbank {word} in verhouding tot de ernst van de zaak."
    assert speakers(text) == ["rechtbank"]


@pytest.mark.parametrize("body", ["Bomenbrigade", "Kamer", "Telegraaf"])
def test_an_article_before_a_body_is_no_particle(body: str) -> None:
    text = f"Dat vindt de {body} in Lumo. De {body} eist dat de brug dichtgaat."
    assert [name for name in speakers(text) if name] == [body] * len(speakers(text))


@pytest.mark.parametrize("word", ["Nederlander", "humeurige Nederlander", "wereldkampioen"])
def test_a_nationality_means_the_person_who_was_named_before(word: str) -> None:
    text = f"Max Bakker startte als tweede. “Zij stuurden allebei hard in”, zei de {word} bij Lumo."
    assert speakers(text) == ["Max Bakker"]


@pytest.mark.parametrize("noun", ["woordvoerder een", "man snel ter", "hen een"])
def test_the_source_of_according_to_ends_before_another_noun(noun: str) -> None:
    text = f"Het betreft volgens {'' if noun.startswith('hen') else 'de '}{noun} plekke hoekhuis."
    assert speakers(text) == [noun.split(maxsplit=1)[0]]


@pytest.mark.parametrize("adverb", ["", " meteen", " achteraf", " dinsdag"])
def test_zo_leads_to_a_cue_behind_its_clause(adverb: str) -> None:
    text = f"Een uitstekend klimmer is hij niet, zo vertelde Els Bakker{adverb}."
    assert speakers(text) == ["Els Bakker"]
