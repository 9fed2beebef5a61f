"""Articles of mixed languages: each paragraph is read in its own."""

import pytest

from monitor.articles.language import detect_language
from monitor.statements import read_statements
from monitor.statements.paragraph_languages import paragraph_languages
from monitor.statements.quotes import split_paragraphs

ENGLISH = (
    "Minister John Kent said on Monday that the bridge over the river will be closed for a year."
)
SAID: dict[str, tuple[str, str, str]] = {
    "de": (
        "Ministerin Anna Krug sagte am Montag, die Brücke über den Fluss werde ein Jahr gesperrt.",
        "die Brücke über den Fluss werde ein Jahr gesperrt",
        "Anna Krug",
    ),
    "fr": (
        "La ministre Anne Petit a déclaré lundi que le pont sur la rivière serait fermé un an.",
        "que le pont sur la rivière serait fermé un an",
        "Anne Petit",
    ),
    "es": (
        "La ministra Ana Ruiz dijo el lunes que el puente sobre el río estará cerrado un año.",
        "que el puente sobre el río estará cerrado un año",
        "Ana Ruiz",
    ),
    "ru": (
        "Министр Иван Орлов заявил в понедельник, что мост через реку будет закрыт на год.",
        "что мост через реку будет закрыт на год",
        "Иван Орлов",
    ),
    "ar": (
        "قال وزير النقل كريم جواد يوم الاثنين إن الجسر فوق النهر سيغلق لمدة عام كامل.",
        "إن الجسر فوق النهر سيغلق لمدة عام كامل",
        "كريم جواد",
    ),
}


@pytest.mark.parametrize("language", SAID)
def test_a_paragraph_in_another_language_is_read_in_its_own(language: str) -> None:
    paragraph, content, speaker = SAID[language]
    text = f"{ENGLISH}\n\n{paragraph}\n\n{ENGLISH}"
    statements = read_statements(text, "en", detect=detect_language)
    assert [statement.said_by for statement in statements] == ["John Kent", speaker, "John Kent"]
    assert statements[1].text == content
    start = statements[1].content[0].start
    assert text[start : start + len(content)] == content


@pytest.mark.parametrize("language", SAID)
def test_an_english_paragraph_in_an_article_of_another_language_is_read(language: str) -> None:
    paragraph, _, speaker = SAID[language]
    statements = read_statements(f"{paragraph}\n\n{ENGLISH}", language, detect=detect_language)
    assert [statement.said_by for statement in statements] == [speaker, "John Kent"]


@pytest.mark.parametrize("language", ["en", *SAID])
def test_an_article_of_one_language_is_detected_at_most_once(language: str) -> None:
    calls = []

    def detect(text: str, hint: str | None) -> str:
        calls.append(text)
        return hint or "und"

    text = "\n\n".join([ENGLISH if language == "en" else SAID[language][0]] * 5)
    assert paragraph_languages(text, split_paragraphs(text), language, detect) == {
        language: frozenset(range(5))
    }
    assert len(calls) <= 1


NEIGHBOURS = {
    "ru": "Министр сказал, что мост закроют зимой, потому что ремонт дороги ещё не закончен.",
    "uk": "Міністр сказав, що міст закриють узимку, бо ремонт дороги ще не завершено.",
    "ar": "قال الوزير إن الجسر سيغلق في الشتاء لأن إصلاح الطريق لم ينته بعد في المدينة.",
    "fa": "وزیر گفت که پل در زمستان بسته می‌شود، چون تعمیر جاده هنوز در شهر تمام نشده است.",
    "ckb": "وەزیر گوتی کە پردەکە لە زستاندا دادەخرێت، چونکە چاککردنەوەی ڕێگاکە تەواو نەبووە.",
    "tr": "Bakan, köprünün kışın kapatılacağını, çünkü yolun onarımının bitmediğini söyledi.",
    "de": "Der Minister sagte, die Brücke werde im Winter gesperrt, weil die Straße defekt sei.",
}


@pytest.mark.parametrize(
    ("first", "second"), [("ru", "uk"), ("ar", "fa"), ("fa", "ckb"), ("ar", "ckb"), ("tr", "de")]
)
def test_neighbours_of_one_script_are_told_apart(first: str, second: str) -> None:
    for own, other in ((first, second), (second, first)):
        text = "\n\n".join(NEIGHBOURS[language] for language in (own, own, other, own))
        numbers = paragraph_languages(text, split_paragraphs(text), own, detect_language)
        assert numbers == {own: frozenset((0, 1, 3)), other: frozenset((2,))}


@pytest.mark.parametrize("language", ["ru", "uk", "ar", "fa", "ckb", "tr"])
def test_letters_that_neighbours_lack_need_no_detection(language: str) -> None:
    def detect(_text: str, _hint: str | None) -> str:
        raise AssertionError("detected")

    text = "\n\n".join([NEIGHBOURS[language]] * 3)
    assert paragraph_languages(text, split_paragraphs(text), language, detect) == {
        language: frozenset(range(3))
    }


def test_a_spanish_paragraph_in_a_french_article_is_spanish() -> None:
    french, spanish = SAID["fr"][0], SAID["es"][0]
    text = "\n\n".join([french, french, spanish, french])
    numbers = paragraph_languages(text, split_paragraphs(text), "fr", detect_language)
    assert numbers == {"fr": frozenset((0, 1, 3)), "es": frozenset((2,))}


def test_a_list_of_foreign_names_stays_in_the_language_of_its_article() -> None:
    names = (
        "Jean-Pierre Dupont, Marie Leclerc, François Petit, Amélie Durand, Jacques Moreau, Rennes"
    )
    text = f"{ENGLISH}\n\n{names}\n\n{ENGLISH}"
    assert set(paragraph_languages(text, split_paragraphs(text), "en", detect_language)) == {"en"}


def test_ids_of_equal_statements_in_two_languages_differ() -> None:
    paragraph = SAID["de"][0]
    text = f"{ENGLISH}\n\n{paragraph}\n\n{paragraph}\n\n{ENGLISH}"
    ids = [statement.id for statement in read_statements(text, "en", detect=detect_language)]
    assert len(set(ids)) == len(ids) == 4
