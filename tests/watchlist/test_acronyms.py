"""Acronyms that are words, common nouns or short for something else are not the body's."""

import pytest

from monitor.watchlist import Actor, Watchlist, WatchlistIndex

BODIES = (
    Actor(id="us", name="United States", kind="state", aliases=("US", "USA")),
    Actor(id="who", name="World Health Organization", kind="organization", aliases=("WHO",)),
    Actor(id="is", name="Islamic State", kind="group", aliases=("IS",)),
    Actor(id="it", name="Institute of Technology", kind="organization", aliases=("IT",)),
    Actor(id="ecb", name="European Central Bank", kind="organization", aliases=("ECB",)),
    Actor(id="fed", name="Federal Reserve", kind="organization", aliases=("FED", "Fed")),
    Actor(id="un", name="United Nations", kind="organization", aliases=("UN",)),
)
INDEX = WatchlistIndex(Watchlist(actors=BODIES, rules=()))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Fed up with delays, drivers left."),
        ("en", "He was FED UP."),
        ("en", "WHO are you?"),
        ("en", "WHO knew?"),
        ("en", "And WHO are you to judge"),
        ("en", "They saw WHO did it."),
        ("en", "And WHO did this?"),
        ("en", "Guess WHO is back."),
        ("en", "Nothing IS as it seems."),
        ("en", "Our IT staff left."),
        ("en", "He works in IT."),
        ("de", "Die IT-Branche wächst."),
        ("en", "TRUST US WITH YOUR DOG"),
        ("en", "The England and Wales Cricket Board (ECB) met. The ECB is poor."),
        ("en", "The Writers and Historians Organisation (WHO) met. The WHO is poor."),
        ("fr", "L'US Palais gagne."),
        ("es", "USA tu voz."),
        ("es", "UN BUEN DÍA"),
        ("it", "UN GIORNO DOPO"),
        ("tr", "Bilet 40 ABD doları."),
        ("tr", "Bilet 40 US doları."),
    ],
)
def test_a_word_in_capitals_is_not_a_body(language: str, text: str) -> None:
    assert not INDEX.find_names(text, language).mentions


@pytest.mark.parametrize(
    ("language", "text", "actor"),
    [
        ("en", "The Fed held rates.", "fed"),
        ("en", "FED LIFTS RATES", "fed"),
        ("en", "WHO WARNS OF FLU", "who"),
        ("en", "WHO chief leaves.", "who"),
        ("en", "The WHO said no.", "who"),
        ("en", "The WHO did not answer.", "who"),
        ("en", "WHO did not respond to the letter.", "who"),
        ("en", "Doctors of the WHO do what they can.", "who"),
        ("en", "Why did the WHO do nothing?", "who"),
        ("en", "Officials at WHO are alarmed.", "who"),
        ("en", "IS has claimed it.", "is"),
        ("en", "IT said so.", "it"),
        ("en", "UN: TALKS STALL", "un"),
        ("en", "US TROOPS LEAVE", "us"),
        ("en", "The European Central Bank (ECB) met.", "ecb"),
        ("es", "Los USA ganan.", "us"),
        ("de", "Die IS-Kämpfer flohen.", "is"),
    ],
)
def test_a_body_is_found_by_its_acronym(language: str, text: str, actor: str) -> None:
    assert actor in {mention.actor for mention in INDEX.find_names(text, language).mentions}
