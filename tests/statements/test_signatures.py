"""A quotation that a name signs has that speaker, in every language."""

import pytest

from monitor.statements import read_statements

SIGNED = {
    "en": ("“The bridge is closed and will stay so.”", "Anna Berg"),
    "de": ("„Die Brücke ist zu, und das bleibt so.“", "Anna Krug"),
    "fr": ("« Le pont est fermé et le restera. »", "Anne Petit"),
    "es": ("«El puente está cerrado y así seguirá».", "Ana Ruiz"),
    "it": ("«Il ponte è chiuso e lo resterà.»", "Anna Conti"),
    "pt": ("“A ponte está fechada e assim ficará.”", "Ana Reis"),
    "nl": ("“De brug is dicht en dat blijft zo.”", "Anna de Boer"),
    "pl": ("„Most jest zamknięty i tak zostanie.”", "Anna Nowak"),
    "ru": ("«Мост закрыт и останется закрытым».", "Анна Котова"),
    "uk": ("«Міст закрито, і так буде далі».", "Олена Коваль"),
    "tr": ("“Köprü kapalı ve öyle kalacak.”", "Ayşe Kaya"),
    "ar": ("“الجسر مغلق وسيبقى كذلك.”", "أحمد خليل"),
    "fa": ("«پل بسته است و بسته می‌ماند.»", "احمد رضایی"),
}
"""By language, a quotation and a speaker."""
OFFICES = {
    "en": "Mayor",
    "de": "Bürgermeisterin",
    "fr": "la maire",
    "es": "la alcaldesa",
    "ru": "мэр",
    "ar": "الوزير",
}
OPENED = {"de": "Anna Krug schloss die Tür.", "ru": "Анна Котова закрыла дверь."}
"""A sentence that follows a quotation and a dash is not a signature."""


def speakers(text: str, language: str) -> list[tuple[str, str]]:
    return [
        (statement.text.rstrip("."), statement.speaker.name if statement.speaker else "")
        for statement in read_statements(text, language)
    ]


def said(quotation: str) -> str:
    return quotation.strip("“”„«». ")


@pytest.mark.parametrize("dash", ["–", "—", "-"])
@pytest.mark.parametrize("language", SIGNED)
def test_a_name_behind_a_dash_signs_the_quotation(language: str, dash: str) -> None:
    quotation, name = SIGNED[language]
    assert speakers(f"{quotation} {dash} {name}", language) == [(said(quotation), name)]


@pytest.mark.parametrize("language", OFFICES)
def test_an_office_may_precede_the_name_that_signs(language: str) -> None:
    quotation, name = SIGNED[language]
    signed = f"{quotation} — {OFFICES[language]} {name}"
    assert speakers(signed, language) == [(said(quotation), name)]


@pytest.mark.parametrize("aside", [" (SPD)", ", Stadträtin"])
def test_an_apposition_may_follow_the_name_that_signs(aside: str) -> None:
    quotation, name = SIGNED["de"]
    assert speakers(f"{quotation} – {name}{aside}", "de") == [(said(quotation), name)]


@pytest.mark.parametrize("language", OPENED)
def test_a_sentence_behind_a_dash_signs_nothing(language: str) -> None:
    quotation, name = SIGNED[language]
    results = speakers(f"{quotation} — {OPENED[language]}", language)
    assert name not in [speaker for _, speaker in results]


def test_each_signature_ends_its_quotation() -> None:
    text = "„Wir bauen die Brücke wieder auf.“ – Anna Krug „Dafür fehlt jedes Geld.“ – Ben Voss"
    assert speakers(text, "de") == [
        ("Wir bauen die Brücke wieder auf", "Anna Krug"),
        ("Dafür fehlt jedes Geld", "Ben Voss"),
    ]


@pytest.mark.parametrize("text", ["„Die Welt“ – Anna Krug", "„Der Turm“ – Ben Voss"])
def test_a_title_with_its_author_is_not_speech(text: str) -> None:
    assert not read_statements(text, "de")
