"""Abbreviations that a text spells out: in another language than the list, or as something else."""

import pytest

from monitor.watchlist import Actor, Watchlist, WatchlistIndex

BODIES = (
    Actor(id="who", name="World Health Organization", kind="organization", aliases=("WHO", "OMS")),
    Actor(id="bank", name="European Central Bank", kind="organization", aliases=("ECB", "BCE")),
    Actor(id="guild", name="Guild of Fine Arts", kind="organization", aliases=("GFA",)),
    Actor(id="it", name="Institute of Technology", kind="organization", aliases=("IT",)),
)
INDEX = WatchlistIndex(Watchlist(actors=BODIES, rules=()))


def actors_in(text: str, language: str) -> list[str]:
    return [mention.actor for mention in INDEX.find_names(text, language).mentions]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "La Organización Mundial de la Salud (OMS) avisó. La OMS espera."),
        ("pt", "A Organização Mundial da Saúde (OMS) avisou. A OMS espera."),
        ("it", "L'Organizzazione Mondiale della Sanità (OMS) avverte. L'OMS attende."),
        ("en", "The World Health Organisation (WHO) spoke. Then the WHO waited."),
    ],
)
def test_a_spelled_out_name_that_the_list_has_in_another_language_is_the_body(
    language: str, text: str
) -> None:
    assert actors_in(text, language)[-1:] == ["who"]
    assert text.count("OMS") == 0 or actors_in(text, language) == ["who", "who"]


def test_the_bank_is_found_by_its_abbreviation_in_portuguese() -> None:
    text = "O Banco Central Europeu (BCE) subiu os juros. O BCE espera."
    assert actors_in(text, "pt") == ["bank", "bank"]


@pytest.mark.parametrize(
    "text",
    [
        "The England cricket board (ECB) met. The ECB is poor.",
        "The Essex Canoe Builders (ECB) met. The ECB is poor.",
        "The Gulf Football Association (GFA) met. The GFA is poor.",
        "The gulf football association (GFA) met. The GFA is poor.",
        "Indoor Tennis (IT) is played at night. The club for IT is full.",
    ],
)
def test_an_abbreviation_that_the_text_spells_out_otherwise_is_not_the_body(text: str) -> None:
    assert actors_in(text, "en") == []
