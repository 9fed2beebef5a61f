"""Languages of the plain grammar: quotations and reported speech, in each word order."""

from itertools import product

import pytest

from monitor.statements import read_statements

CASES = [
    ("de", "„Wir bleiben“, sagte die Ministerin Anna Krug. „Das ist gut.“",
     "direct", "Wir bleiben Das ist gut.", "Anna Krug"),
    ("de", "Minister Peter Holm sagte am Montag in Bonn, die Armee werde bleiben.",
     "indirect", "die Armee werde bleiben", "Peter Holm"),
    ("de", "Der Plan sei falsch, sagte die Abgeordnete Anna Krug.",
     "indirect", "Der Plan sei falsch", "Anna Krug"),
    ("de", "Die Regierung erklärte, dass man die Lage prüfe.",
     "indirect", "dass man die Lage prüfe", "Regierung"),
    ("de", "Nach Angaben der Polizei ist die Straße wieder frei.",
     "indirect", "ist die Straße wieder frei", "Polizei"),
    ("de", "Das sei „ein guter Tag für alle“, so Murath.",
     "mixed", "Das sei „ein guter Tag für alle“", "Murath"),
    ("fr", "« Nous restons », a déclaré lundi la ministre Jeanne Petit.",
     "direct", "Nous restons", "Jeanne Petit"),
    ("fr", "Le ministre Paul Renard a affirmé que les soldats resteraient.",
     "indirect", "que les soldats resteraient", "Paul Renard"),
    ("fr", "Selon Paul Renard, le chef du parti, la saison commencera en mai.",
     "indirect", "la saison commencera en mai", "Paul Renard"),
    ("ar", "قال الوزير كريم جواد يوم الأحد إن الطريق سيفتح قريبا.",
     "indirect", "إن الطريق سيفتح قريبا", "كريم جواد"),
    ("ar", "وقالت ليلى حسن: «نحن جاهزون».",
     "direct", "نحن جاهزون", "ليلى حسن"),
    ("es", "«No nos iremos», dijo el lunes la ministra Ana Ruiz.",
     "direct", "No nos iremos", "Ana Ruiz"),
    ("es", "El presidente Pablo Mora aseguró que las tropas seguirán.",
     "indirect", "que las tropas seguirán", "Pablo Mora"),
    ("es", "Según Pablo Mora, la carretera está cerrada.",
     "indirect", "la carretera está cerrada", "Pablo Mora"),
    ("ru", "«Мы останемся», — заявил министр Иван Орлов.",
     "direct", "Мы останемся", "Иван Орлов"),
    ("ru", "Министр Иван Орлов сообщил, что дорога закрыта.",
     "indirect", "что дорога закрыта", "Иван Орлов"),
    ("uk", "«Ми залишимося», — заявив міністр Іван Орлик.",
     "direct", "Ми залишимося", "Іван Орлик"),
    ("uk", "Міністр Іван Орлик повідомив, що дорога закрита.",
     "indirect", "що дорога закрита", "Іван Орлик"),
    ("fa", "وزیر کریم جوادی روز یکشنبه گفت که جاده بسته است.",
     "indirect", "که جاده بسته است", "کریم جوادی"),
    ("fa", "کریم جوادی گفت: «ما آماده‌ایم».",
     "direct", "ما آماده‌ایم", "کریم جوادی"),
    ("ckb", "وەزیر کەریم جەواد ڕایگەیاند کە ڕێگاکە داخراوە.",
     "indirect", "کە ڕێگاکە داخراوە", "کەریم جەواد"),
    ("ckb", "کەریم جەواد وتی: «ئێمە ئامادەین».",
     "direct", "ئێمە ئامادەین", "کەریم جەواد"),
    ("tr", "Bakan Emre Kaya, “Burada kalacağız” dedi.",
     "direct", "Burada kalacağız", "Emre Kaya"),
    ("tr", "Bakan Emre Kaya, yolun kapalı olduğunu söyledi.",
     "indirect", "yolun kapalı olduğunu", "Emre Kaya"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "kind", "said", "speaker"), CASES)
def test_a_sentence_has_one_statement_with_its_speaker(
    language: str, text: str, kind: str, said: str, speaker: str
) -> None:
    [statement] = read_statements(text, language)
    assert (statement.kind, statement.text, statement.said_by) == (kind, said, speaker)


def test_a_verb_that_carries_its_subject_means_the_last_speaker() -> None:
    arabic = read_statements("قال كريم جواد إن الطريق مغلق. وأضاف أن العمل بدأ.", "ar")
    assert [statement.said_by for statement in arabic] == ["كريم جواد", "كريم جواد"]
    french = read_statements(
        "« Nous restons », a dit Paul Renard. « Rien ne change », a-t-il ajouté.", "fr"
    )
    assert [statement.said_by for statement in french] == ["Paul Renard", "Paul Renard"]


def test_a_negated_cue_is_not_a_statement() -> None:
    assert read_statements("Er sagte nicht, dass er komme.", "de") == ()
    assert read_statements("لم يقل كريم جواد إن الطريق مغلق.", "ar") == ()


def test_german_speech_continued_in_the_subjunctive_has_the_same_speaker() -> None:
    said = read_statements(
        "Minister Peter Holm sagte, dass man warte. Die Lage sei ernst. Es regnete.", "de"
    )
    assert [statement.text for statement in said] == ["dass man warte", "Die Lage sei ernst"]
    assert [statement.said_by for statement in said] == ["Peter Holm", "Peter Holm"]


@pytest.mark.parametrize(
    ("language", "text", "through"),
    [
        ("de", "„Wir bleiben“, sagte Anna Krug der Zeitung „Spiegel“.", "Spiegel"),
        ("fr", "« Nous restons », a déclaré Jeanne Petit à Reuters.", "Reuters"),
        ("es", "«No nos iremos», dijo Ana Ruiz a Reuters.", "Reuters"),
        ("ru", "«Мы останемся», — заявил Иван Орлов агентству Рейтер.", "Рейтер"),
        ("uk", "«Ми залишимося», — заявив Іван Орлик агентству Рейтер.", "Рейтер"),
        ("ar", "قالت ليلى حسن في حديث لرويترز: «نحن جاهزون».", "رويترز"),
        ("fa", "کریم جوادی به خبرگزاری ایسنا گفت که جاده بسته است.", "ایسنا"),
        ("tr", "Reuters'a konuşan Bakan Emre Kaya, yolun kapalı olduğunu söyledi.", "Reuters"),
        ("es", "«No nos iremos», dijo Ana Ruiz a su madre.", None),
    ],
)
def test_the_outlet_of_a_statement_is_its_channel(
    language: str, text: str, through: str | None
) -> None:
    assert read_statements(text, language)[0].through == through


@pytest.mark.parametrize(
    "text",
    [
        "Der Aufsichtsrat sprach in einem Gespräch mit der „Zeit am Abend“ über Nachfolger.",
        "Der wissenschaftliche Name lautet „Tiktaalik roseae“ und ist neu.",
        "Die Sprachen in den „Alten Häusern“ sind verschieden.",
        "Die Regierung bestätigte die Meldung nicht.",
    ],
)
def test_names_in_german_marks_and_negated_cues_are_not_statements(text: str) -> None:
    assert not read_statements(text, "de")


SORANI_CUES = [
    ("جەخت", "لەوە", ("کردەوە", "کردووەتەوە", "دەکاتەوە")),
    ("ئاماژە", "بەوە", ("کرد", "کردووە", "دەکات")),
    ("باس", "لەوە", ("کرد", "کردووە", "دەکات")),
    ("ڕوون", "", ("کردەوە", "کردووەتەوە", "دەکاتەوە")),
    ("ئاشکرا", "", ("کرد", "کردووە", "دەکات")),
    ("ڕا", "", ("گەیاند", "گەیاندووە", "دەگەیەنێت")),
]


@pytest.mark.parametrize(("noun", "this", "verbs"), SORANI_CUES)
@pytest.mark.parametrize("clitic", ["ی", "یان", "یشی", "شی"])
@pytest.mark.parametrize("joint", [" ", ""])
def test_a_sorani_cue_is_read_with_each_clitic_together_or_apart(
    noun: str, this: str, verbs: tuple[str, ...], clitic: str, joint: str
) -> None:
    for verb, too in product(verbs, ("", "ش") if this else ("",)):
        before = f" {this}{too}" if this else ""
        cue = noun + clitic + before + joint + verb
        text = f"شوان عەلی گوتی: پردەکە کراوەیە. {cue}، ڕێگاکە داخراوە."
        statements = read_statements(text, "ckb")
        said = [(statement.text, statement.said_by) for statement in statements]
        wanted = [("پردەکە کراوەیە", "شوان عەلی"), ("ڕێگاکە داخراوە", "شوان عەلی")]
        assert said == wanted, cue


LANDS = {
    "ar": ("وزير خارجية {}", ["العراق", "تركيا", "سوريا", "إيران", "روسيا", "فرنسا", "مصر"]),
    "fa": ("وزیر خارجه {}", ["عراق", "ترکیه", "سوریه", "روسیه", "فرانسه", "مصر"]),
    "ckb": ("وەزیری دەرەوەی {}", ["عێراق", "تورکیا", "سووریا", "ئێران", "ڕووسیا", "میسر"]),
}
SAID = {
    "ar": ("قال سمير حداد، {}، إن الجسر مفتوح. ", "وقال {} إن الطريق مغلق."),
    "fa": ("سارا کریمی، {}، گفت که پل باز است. ", "{} گفت که راه بسته است."),
    "ckb": ("شوان عەلی، {}، گوتی کە پردەکە کراوەیە. ", "{} گوتی کە ڕێگاکە داخراوە."),
}


@pytest.mark.parametrize("language", LANDS)
def test_the_office_of_a_country_is_not_that_of_another_one(language: str) -> None:
    office, lands = LANDS[language]
    first, second = SAID[language]
    for land, other in product(lands, lands):
        text = first.format(office.format(land)) + second.format(office.format(other))
        named, meant = (statement.said_by for statement in read_statements(text, language))
        assert (meant == named) is (land == other), text


@pytest.mark.parametrize("mark", ["- ", " - ", " |", " | ", " – "])
@pytest.mark.parametrize("label", ["سپیدار نیوز", "اخبار شهر", "سپیدار"])
def test_a_label_and_its_mark_are_no_part_of_a_persian_speaker(label: str, mark: str) -> None:
    text = f"صادق محمدی گفت: پل باز است.\n\n{label}{mark}او هشدار داد که باران می‌بارد."
    said = [(statement.text, statement.said_by) for statement in read_statements(text, "fa")]
    assert said == [("پل باز است", "صادق محمدی"), ("که باران می‌بارد", "صادق محمدی")]
