"""Marks and full stops without their blanks in the Arabic script."""

import pytest

from monitor.statements import read_statements


def read(text: str, language: str) -> list[tuple[str, str, str]]:
    return [(s.kind, s.text, s.said_by) for s in read_statements(text, language)]


@pytest.mark.parametrize("verb", ["گفت", "تأکید کرد", "افزود", "هشدار داد"])
@pytest.mark.parametrize("mark", ['"', ': "', ':" '])
def test_a_straight_mark_right_behind_a_persian_verb_opens(verb: str, mark: str) -> None:
    text = f'محمد کریمی {verb}{mark}پل تا پایان سال آماده می‌شود".'
    assert read(text, "fa") == [("direct", "پل تا پایان سال آماده می‌شود", "محمد کریمی")]


@pytest.mark.parametrize("mark", ['"', ': "', ':" '])
def test_a_straight_mark_right_behind_an_arabic_name_opens(mark: str) -> None:
    text = f'قال الوزير سامي حداد{mark}الجسر سيفتح غدا أمام الجميع".'
    assert read(text, "ar") == [("direct", "الجسر سيفتح غدا أمام الجميع", "سامي حداد")]


@pytest.mark.parametrize("joined", ["بـ", "لـ", "ب", "ل", "كـ"])
def test_a_mark_behind_a_joined_preposition_sets_off_a_name(joined: str) -> None:
    text = f'قال الوزير سامي حداد إن مجموعة على صلة {joined}"اللواء الأخضر" دخلت البلدة ليلا.'
    assert [kind for kind, _, said_by in read(text, "ar") if said_by == "سامي حداد"] == ["indirect"]


@pytest.mark.parametrize("title", ["د.", "د. "])
@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("أكد {}سامي حداد أن الجسر سيفتح غدا.", "ar", "سامي حداد"),
        ("{}کاوە ساڵح، بەڕێوەبەری تەندروستی، وتی کە پردەکە دەکرێتەوە.", "ckb", "کاوە ساڵح"),
    ],
)
def test_a_title_of_one_letter_is_no_part_of_a_name(
    text: str, language: str, name: str, title: str
) -> None:
    assert [said_by for _, _, said_by in read(text.format(title), language)] == [name]


def test_an_acronym_with_full_stops_ends_no_sentence() -> None:
    text = "قال سامي حداد لوكالة د.ب.أ إن الجسر سيفتح غدا."
    assert read(text, "ar") == [("indirect", "إن الجسر سيفتح غدا", "سامي حداد")]


@pytest.mark.parametrize("closing", ["”", "’’", "''", '"', "“"])
@pytest.mark.parametrize("lead", ["", "De brug is oud. "])
def test_two_commas_before_a_word_are_a_low_mark(closing: str, lead: str) -> None:
    text = f"De dag\n\n{lead},,De brug moet meteen dicht{closing}, zegt burgemeester Els Bakker."
    assert read(text, "nl") == [("direct", "De brug moet meteen dicht", "Els Bakker")]


def test_two_commas_inside_a_sentence_are_none() -> None:
    assert read("De brug is oud,, zegt burgemeester Els Bakker niet.", "nl") == []


@pytest.mark.parametrize(
    "sentence", ["Van 't Hof zei: '{}.'", "'{}', zei Van 't Hof.", "'{}', aldus Van 't Hof."]
)
def test_straight_single_marks_quote_dutch_speech_and_apostrophes_do_not(sentence: str) -> None:
    said = "Dat was geen rode kaart voor z'n tackle"
    [(kind, text, _)] = read(sentence.format(said), "nl")
    assert (kind, text.rstrip(".")) == ("direct", said)


@pytest.mark.parametrize("after", [". Il ponte è vecchio.", ", ha detto la ministra Anna Bruni."])
def test_an_opening_mark_behind_a_word_closes(after: str) -> None:
    text = f"Anna Bruni ha detto: “Il ponte va chiuso subito“{after}"
    assert read(text, "it")[0][:2] == ("direct", "Il ponte va chiuso subito")


@pytest.mark.parametrize("back", [" - ", " -, ", " -. ", " – "])
@pytest.mark.parametrize("cue", ["ha detto la ministra Anna Bruni", "ha detto Anna Bruni in aula"])
def test_speech_carries_on_behind_its_cue_inside_one_pair_of_marks(cue: str, back: str) -> None:
    dash = back[:2]
    text = f"Un giorno\n\n«Il ponte va chiuso{dash} {cue}{back}Non possiamo più aspettare»."
    [statement] = read_statements(text, "it")
    assert statement.said_by == "Anna Bruni"
    assert [text[p.start : p.end] for p in statement.content][-1] == "Non possiamo più aspettare"


@pytest.mark.parametrize(
    "aside", ["", ", assessora al Turismo di Lumo", ", assessora al Turismo, nelle Marche,"]
)
@pytest.mark.parametrize("dash", ["–", "-"])
def test_an_apposition_does_not_cut_speech_inside_one_pair_of_marks(aside: str, dash: str) -> None:
    text = f"Un giorno\n\n“Abbiamo il mare {dash} dice Anna Bruni{aside} {dash} e poi la montagna”."
    [statement] = read_statements(text, "it")
    assert (statement.said_by, len(statement.content)) == ("Anna Bruni", 2)
