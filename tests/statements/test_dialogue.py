"""Dialogue by dashes, cues inside marks, datelines, interviews and names of speakers."""

import pytest

from monitor.records import Statement
from monitor.statements import read_statements


def said(text: str, language: str) -> list[tuple[str, str, str]]:
    return [as_row(statement) for statement in read_statements(text, language)]


def as_row(statement: Statement) -> tuple[str, str, str]:
    return statement.kind, statement.text, statement.said_by


def test_a_turn_between_dashes_leaves_its_cue_outside() -> None:
    text = "— Мы готовы к зиме, — сказал мэр Иван Орлов. — Начнём завтра."
    assert said(text, "ru") == [("direct", "Мы готовы к зиме Начнём завтра.", "Иван Орлов")]


def test_a_cue_inside_one_pair_of_marks_is_not_content() -> None:
    russian = "«Мы готовы, — сказал мэр Иван Орлов. — Начнём завтра»."
    assert said(russian, "ru") == [("direct", "Мы готовы Начнём завтра", "Иван Орлов")]
    french = "La maire Anne Petit quitte la salle. « C'est fini, soupire-t-elle. On part demain. »"
    assert said(french, "fr") == [("direct", "C'est fini On part demain.", "Anne Petit")]


def test_the_same_marks_may_be_nested() -> None:
    text = '"Мы пели песню "Вечер" всю ночь, - сказал тренер Иван Орлов. - Было весело".'
    [(kind, content, speaker)] = said(text, "ru")
    assert (kind, speaker) == ("direct", "Иван Орлов")
    assert content == 'Мы пели песню "Вечер" всю ночь Было весело'


@pytest.mark.parametrize(
    ("language", "text", "speaker"),
    [
        ("fr", "« Nous sommes prêts », bougonne Anne Petit.", "Anne Petit"),
        ("es", "«Estamos listos para salir», rezongó Ana Ruiz.", "Ana Ruiz"),
        ("ru", "«Мы готовы выйти», — пробурчал Иван Орлов.", "Иван Орлов"),
    ],
)
def test_any_word_between_a_quotation_and_a_name_is_a_cue(
    language: str, text: str, speaker: str
) -> None:
    assert [name for _, _, name in said(text, language)] == [speaker]


def test_a_quotation_in_the_next_paragraph_belongs_to_the_cue_before_its_colon() -> None:
    text = "Bakan Emre Kaya, şunları kaydetti:\n\n“Yol yarın sabah açılacak.”"
    assert said(text, "tr") == [("direct", "Yol yarın sabah açılacak.", "Emre Kaya")]


def test_a_dateline_is_not_content() -> None:
    text = "Straße gesperrt\n\nBERLIN (xyz) - Minister Peter Holm sagte, die Straße bleibe zu."
    assert said(text, "de") == [("indirect", "die Straße bleibe zu", "Peter Holm")]


def test_answers_of_an_interview_have_the_interviewee_as_speaker() -> None:
    turns = "— Что дальше?\n\n— Мы строим мост через реку."
    text = "Мэр Иван Орлов о мосте\n\n" + "\n\n".join([turns] * 3)
    assert {speaker for _, _, speaker in said(text, "ru")} == {"Иван Орлов"}


@pytest.mark.parametrize(
    ("language", "text", "speaker"),
    [
        ("ru", "Премьер-министр Пакистана Имран Хан заявил, что дорога закрыта.", "Имран Хан"),
        ("de", "Nationalrat Thomas Holm sagte, die Straße bleibe zu.", "Thomas Holm"),
        ("es", "El ministro de Obras, Pablo Mora, dijo que la vía sigue cerrada.", "Pablo Mora"),
        ("ru", "Как сообщил мэр Иван Орлов, дорога закрыта до утра.", "Иван Орлов"),
        ("fr", "Pour Anne Petit, le texte donne peu de garanties.", "Anne Petit"),
        ("tr", "Yolun kapandığını belirten Emre Kaya, “Yarın açılacak” dedi.", "Emre Kaya"),
        ("ar", "اكد الوزير كريم جواد، في تصريح صحفي، ان الطريق مغلق.", "كريم جواد"),
        ("fa", "کریم جوادی با بیان اینکه جاده بسته است، گفت: فردا باز می‌شود.", "کریم جوادی"),
    ],
)
def test_the_speaker_is_the_person_of_the_source_phrase(
    language: str, text: str, speaker: str
) -> None:
    assert {name for _, _, name in said(text, language)} == {speaker}


def test_an_office_means_its_bearer_and_a_verb_without_subject_the_last_speaker() -> None:
    first = "La ministra Ana Ruiz dijo que la vía sigue cerrada."
    text = f"{first} La ministra pidió calma. Añadió que lloverá."
    assert {speaker for _, _, speaker in said(text, "es")} == {"Ana Ruiz"}


def test_according_to_his_words_means_the_person_named_last() -> None:
    russian = "Мэр Иван Орлов открыл мост. По его словам, движение начнётся в мае."
    assert said(russian, "ru") == [("indirect", "движение начнётся в мае", "Иван Орлов")]
    german = "Ministerin Anna Krug kam nach Bonn. Nach ihren Angaben bleibt die Straße zu."
    assert said(german, "de") == [("indirect", "bleibt die Straße zu", "Anna Krug")]


def test_the_person_that_an_outlet_quotes_is_the_speaker() -> None:
    text = "نقلت الوكالة عن الوزير كريم جواد قوله إن الطريق مغلق."
    assert [speaker for _, _, speaker in said(text, "ar")] == ["كريم جواد"]


@pytest.mark.parametrize(
    ("language", "text", "content", "speaker"),
    [
        (
            "no",
            "Politisjef Amanda Greig uttalte følgende:\n\n- Dette har vært en lang sak for oss.",
            "Dette har vært en lang sak for oss.",
            "Amanda Greig",
        ),
        (
            "de",
            "Minister Karl Weber sagte weiter:\n\n– Wir haben lange genug gewartet.",
            "Wir haben lange genug gewartet.",
            "Karl Weber",
        ),
        (
            "es",
            "La ministra Ana Ruiz añadió:\n\n—No vamos a cerrar el puente.",
            "No vamos a cerrar el puente.",
            "Ana Ruiz",
        ),
    ],
)
def test_a_paragraph_that_opens_with_a_dash_is_what_the_colon_before_it_announces(
    language: str, text: str, content: str, speaker: str
) -> None:
    assert said(text, language) == [("direct", content, speaker)]


def test_speech_by_a_dash_inside_a_paragraph_has_its_own_cue() -> None:
    text = (
        "—Nos vamos —dijo el alcalde Tomás Arnedo.\n\n"
        "La dueña, Marta Oliva, calló. —No vuelvo más aquí —añadió Marta Oliva."
    )
    assert [(content, name) for _, content, name in said(text, "es")] == [
        ("Nos vamos", "Tomás Arnedo"),
        ("No vuelvo más aquí", "Marta Oliva"),
    ]
