"""A sentence that names who said what the sentence before it reports, with and without marks."""

import pytest

from monitor.statements import read_statements

PLAIN = {
    "de": "Die alte Brücke am Hafen bleibt ein Jahr lang gesperrt",
    "fr": "Le vieux pont du port restera fermé pendant un an",
    "es": "El viejo puente del puerto seguirá cerrado durante un año",
    "it": "Il vecchio ponte del porto resterà chiuso per un anno",
    "pt": "A velha ponte do porto ficará fechada durante um ano",
    "nl": "De oude brug bij de haven blijft een jaar lang dicht",
}
SPEAKERS = {
    "de": "Ministerin Anna Krug",
    "fr": "la ministre Anne Petit",
    "es": "la ministra Ana Ruiz",
    "it": "la ministra Anna Bruni",
    "pt": "a ministra Ana Lima",
    "nl": "minister Els Bakker",
}
WITH_VERB = [
    ("de", "Das sagte {}."),
    ("de", "Das sagte {} am Montag in Bonn."),
    ("fr", "C'est ce qu'a déclaré {} lundi."),
    ("es", "Así lo anunció {} este lunes."),
    ("es", "Lo dijo {} en rueda de prensa."),
    ("it", "Lo ha detto {}."),
    ("it", "Lo ha detto {} a margine di un incontro con la stampa."),
    ("it", "Lo scrive su un social {}."),
    ("it", "Lo afferma {} con riferimento ai lavori che dureranno mesi."),
    ("pt", "Foi o que disse {}."),
    ("nl", "Dat zegt {}."),
    ("nl", "Dat heeft {} dinsdag gezegd."),
    ("nl", "Dat laat {} weten in een brief."),
]
WITH_NOUN = [
    ("it", "È l'appello lanciato dalla ministra Anna Bruni."),
    ("it", "E' la denuncia della ministra Anna Bruni."),
    ("it", "Sono dure le parole della ministra Anna Bruni."),
    ("it", "È l'ennesimo allarme della ministra Anna Bruni."),
    ("it", "E’ la richiesta presentata dalla ministra, Anna Bruni, in una lettera."),
]


def name_of(speaker: str) -> str:
    return " ".join(speaker.split()[-2:])


def read(text: str, language: str) -> list[tuple[str, str, str]]:
    return [(s.kind, s.text, s.said_by) for s in read_statements(text, language)]


@pytest.mark.parametrize("between", [" ", "\n\n"], ids=["sentence", "paragraph"])
@pytest.mark.parametrize(("language", "attribution"), WITH_VERB)
def test_a_verb_attributes_the_sentence_before_it(
    language: str, attribution: str, between: str
) -> None:
    said, speaker = PLAIN[language], SPEAKERS[language]
    text = f"2026\n\n{said}.{between}{attribution.format(speaker)}"
    assert read(text, language) == [("indirect", said, name_of(speaker))]


@pytest.mark.parametrize(("language", "attribution"), WITH_VERB)
def test_a_verb_attributes_the_quotation_before_it(language: str, attribution: str) -> None:
    said, speaker = PLAIN[language], SPEAKERS[language]
    text = f"«{said}». {attribution.format(speaker)}"
    assert read(text, language) == [("direct", said, name_of(speaker))]


@pytest.mark.parametrize("dateline", ["ROMA - ", "(Lumo) - ROMA, 22 SET - ", ""])
@pytest.mark.parametrize("marks", ["«{}»", "{}"])
@pytest.mark.parametrize(("language", "attribution"), WITH_NOUN)
def test_a_noun_attributes_the_sentence_before_it(
    language: str, attribution: str, marks: str, dateline: str
) -> None:
    said = PLAIN[language]
    text = f"Il giorno\n\n{dateline}{marks.format(said)}. {attribution}"
    kind = "direct" if "«" in marks else "indirect"
    assert read(text, language) == [(kind, said, "Anna Bruni")]


@pytest.mark.parametrize(
    "text",
    [
        "Il ponte resterà chiuso per un anno intero. Così Anna Bruni.",
        "Il ponte resterà chiuso per un anno intero. Lo sa la ministra Anna Bruni.",
        "Il ponte resterà chiuso per un anno intero. È la decisione della ministra Anna Bruni.",
        "Ponte chiuso per un anno intero nel porto\n\nLo ha detto la ministra Anna Bruni.",
    ],
)
def test_a_sentence_without_marks_needs_a_verb_or_a_noun_of_saying(text: str) -> None:
    assert read(text, "it") == []


def test_what_follows_an_attribution_and_its_colon_belongs_to_the_same_statement() -> None:
    text = "«Serve unità tra i Paesi». Lo ha detto la ministra Anna Bruni in aula: «Servono fondi»."
    assert read(text, "it") == [("direct", "Serve unità tra i Paesi Servono fondi", "Anna Bruni")]


def test_a_sentence_that_reports_speech_itself_keeps_its_speaker() -> None:
    text = "Carlo Neri ha detto che il ponte è chiuso da un anno. Lo ha detto anche Anna Bruni."
    assert [said_by for _, _, said_by in read(text, "it")] == ["Carlo Neri"]


@pytest.mark.parametrize("noun", ["commento", "messaggio", "appello"])
@pytest.mark.parametrize("behind", ["", " ai microfoni di Radio Lumo"])
def test_a_noun_of_saying_before_a_colon_names_whose_words_follow(noun: str, behind: str) -> None:
    said = "«Siamo molto contenti di questa gara»"
    text = f"Un giorno\n\nIl {noun}{behind} del tecnico Carlo Neri ieri: {said}."
    assert [said_by for _, _, said_by in read(text, "it")] == ["Carlo Neri"]


@pytest.mark.parametrize(
    "lead",
    [
        "Il tecnico Carlo Neri, ospite di Radio Lumo, ha parlato del derby:",
        "Carlo Neri, conduttore, è intervenuto ieri sera ai microfoni di Radio Lumo",
    ],
)
def test_a_paragraph_that_introduces_a_speaker_leads_to_the_next_one(lead: str) -> None:
    text = f"Il giorno\n\n{lead}\n\n“Mi sono divertito, bello il derby. Bello il campionato.”"
    assert [said_by for _, _, said_by in read(text, "it")] == ["Carlo Neri"]


@pytest.mark.parametrize("surname", ["Boccia", "Conta", "Spera", "Nota"])
@pytest.mark.parametrize(
    "sentence",
    [
        "Secondo {} bisogna passare a un patto per il lavoro.",
        "Secondo {} non basta il patto per il lavoro.",
        "{} ha detto che serve un patto per il lavoro.",
    ],
)
def test_a_surname_like_a_verb_is_a_name(surname: str, sentence: str) -> None:
    assert [said_by for _, _, said_by in read(sentence.format(surname), "it")] == [surname]


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Secondo quanto affermato dal procuratore Carlo Neri, il ponte è crollato.", "Carlo Neri"),
        ("Secondo quanto riferito dai carabinieri, il ponte è crollato.", "carabinieri"),
        ("Secondo l'accusa l'uomo avrebbe nascosto un arsenale.", "accusa"),
    ],
)
def test_according_to_what_someone_said_means_that_person(sentence: str, name: str) -> None:
    assert [said_by for _, _, said_by in read(sentence, "it")] == [name]


def test_according_to_what_is_known_means_nobody() -> None:
    assert read("Secondo quanto si è appreso, il giovane è di Varese.", "it") == []


@pytest.mark.parametrize("verb", ["accepteerde", "steunde", "prees"])
def test_a_verb_of_attitude_attributes_nothing(verb: str) -> None:
    text = f"Burgemeester Els Bakker sprak. “De brug gaat niet dicht.” Dat {verb} minister Bos."
    assert "Bos" not in [said_by for _, _, said_by in read(text, "nl")]


@pytest.mark.parametrize("gender", [("Karl", "er"), ("Anna", "sie")])
def test_a_pronoun_attributes_the_sentence_before_it(gender: tuple[str, str]) -> None:
    given, pronoun = gender
    text = f"{given} Krug kam. Die alte Brücke am Hafen bleibt gesperrt. Das bestätigte {pronoun}."
    said = "Die alte Brücke am Hafen bleibt gesperrt"
    assert read(text, "de") == [("indirect", said, f"{given} Krug")]


@pytest.mark.parametrize("behind", ["", " im Gespräch mit dem Sender", " am Montag in Bonn"])
def test_a_place_may_follow_the_source_of_so(behind: str) -> None:
    text = f"Die Koalition versuche zu handeln, so Geschäftsführer Karl Brandt{behind}."
    assert read(text, "de") == [("indirect", "Die Koalition versuche zu handeln", "Karl Brandt")]


@pytest.mark.parametrize(
    "sentence",
    [
        "„Die Brücke ist alt“, so Richterin Anna Krug, „und muss gesperrt werden.“",
        "„Die Brücke ist alt“, sagte Anna Krug vor dem Saal, und: „Sie muss gesperrt werden.“",
    ],
)
def test_a_second_quotation_behind_the_speaker_belongs_to_the_same_statement(sentence: str) -> None:
    [statement] = read_statements(sentence, "de")
    assert (statement.said_by, len(statement.content)) == ("Anna Krug", 2)


@pytest.mark.parametrize("verb", ["betont", "mitgeteilt", "gesagt"])
@pytest.mark.parametrize("given", ["", "Carlo Neri kam. "])
def test_a_passive_far_from_its_participle_has_no_speaker(given: str, verb: str) -> None:
    text = f"{given}Auf Wunsch des Rates wurde im Protokoll noch einmal {verb}, dass es brennt."
    assert read(text, "de") == []


@pytest.mark.parametrize("adverb", ["Kritisch", "Zuversichtlich", "Skeptisch", "Enttäuscht"])
def test_an_adverb_at_the_head_of_a_sentence_is_no_speaker(adverb: str) -> None:
    text = f"{adverb} äußerte sich Ministerin Anna Krug: „Die alte Brücke bleibt vorerst gesperrt.“"
    assert [said_by for _, _, said_by in read(text, "de")] == ["Anna Krug"]


@pytest.mark.parametrize("verb", ["spricht von", "warnt vor"])
def test_an_office_with_its_name_between_commas_is_no_content(verb: str) -> None:
    text = f"Der Präsident des Instituts, Krug, {verb} einer Belastung für die Wirtschaft."
    assert not any(content.startswith("Der Präsident") for _, content, _ in read(text, "de"))


def test_an_office_means_the_surname_that_spoke_before() -> None:
    text = "Krug sagte: „Was war das denn, Herr Kollege?“ Es lachte. Der CDU-Chef versprach Geld."
    assert {said_by for _, _, said_by in read(text, "de")} == {"Krug"}


@pytest.mark.parametrize("place", ["(Köln)", "(Trainer FC Lumo)", ""])
def test_labels_of_speakers_may_have_a_place_behind_the_name(place: str) -> None:
    names = ["Karl Krug", "Max Brandt", "Jan Lumo"]
    turn = "Wir haben gut gespielt. Der Sieg ist verdient."
    lines = [f"{name}{' ' * bool(place)}{place}: {turn}" for name in names for _ in range(3)]
    text = "Die Stimmen zum Spiel\n\n" + "\n\n".join(lines)
    assert {said_by for _, _, said_by in read(text, "de")} == set(names)


@pytest.mark.parametrize("occasion", ["lors d'un déplacement", "lundi à la radio"])
def test_a_pronoun_that_is_the_object_leaves_no_content_behind_the_verb(occasion: str) -> None:
    assert read(f"Une journée\n\nLe ministre Paul Renard l'a annoncé {occasion}.", "fr") == []


@pytest.mark.parametrize("lead", ["così ha dichiarato", "lo ha dichiarato", "così dice"])
@pytest.mark.parametrize("mark", [": ", ", ", " - "])
def test_a_colon_may_part_a_quotation_from_its_cue(mark: str, lead: str) -> None:
    text = f"“La scuola è di tutti e di ognuno”{mark}{lead} la ministra Anna Bruni."
    assert read(text, "it") == [("direct", "La scuola è di tutti e di ognuno", "Anna Bruni")]


@pytest.mark.parametrize(
    "aside", ["parlando a Lumo", "ospite di Radio Lumo", "a margine della festa"]
)
def test_an_office_with_its_name_and_an_aside_is_the_subject(aside: str) -> None:
    text = f"Il premier Carlo Neri, {aside}, loda l'azione del governo."
    assert read(text, "it") == [("indirect", "l'azione del governo", "Carlo Neri")]


@pytest.mark.parametrize("time", ["quattro mesi fa", "due anni fa"])
def test_a_time_may_stand_between_a_cue_and_its_speaker(time: str) -> None:
    text = f"«Il ponte va chiuso subito» disse {time} la ministra Anna Bruni."
    assert read(text, "it") == [("direct", "Il ponte va chiuso subito", "Anna Bruni")]


def test_a_noun_of_saying_behind_a_topic_names_whose_words_follow() -> None:
    text = "Blitz nel porto, il plauso di Carlo Neri: «Portate a termine altre operazioni»"
    assert [said_by for _, _, said_by in read(text, "it")] == ["Carlo Neri"]
