"""English subjects: whose verb it is in longer sentences, and how much of a phrase is the name."""

import pytest

from monitor.statements import read_statements


def said_by(text: str) -> list[str]:
    return [s.said_by for s in read_statements(text, "en")]


@pytest.mark.parametrize("adverb", ["Almost immediately", "Shortly", "Unexpectedly"])
def test_an_adverb_that_leads_a_sentence_is_not_the_subject(adverb: str) -> None:
    text = f"{adverb} before the talks, Karl Brill spent a day saying that the bridge was safe."
    assert said_by(text) == ["Karl Brill"]


@pytest.mark.parametrize("opener", ["after", "when", "because"])
def test_the_second_verb_of_a_subordinate_clause_has_its_subject(opener: str) -> None:
    text = f"Anna Berg defended the bridge {opener} Karl Brill closed it and warned of floods."
    assert said_by(text)[-1] == "Karl Brill"


def test_the_second_verb_of_a_main_clause_keeps_its_subject() -> None:
    text = "Anna Berg said that the bridge fell after it rained and warned of floods."
    assert said_by(text)[-1] == "Anna Berg"


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("Some of Norland’s biggest ports", "Some of Norland’s biggest ports"),
        ("An influential group of ferry captains", "An influential group of ferry captains"),
        ("The Secretary of State", "Secretary of State"),
        ("Messages sent to a colleague", "Messages"),
        ("Private letters read by the board", "Private letters"),
        ("Prince Karl", "Prince Karl"),
        ("Pope Clement", "Pope Clement"),
        ("Friends of the mayor in Brill", "Friends of the mayor"),
    ],
)
def test_a_description_keeps_its_complement_and_drops_its_participle(
    source: str, name: str
) -> None:
    [said] = said_by(f"{source} said that the bridge was safe.")
    assert said.removeprefix("The ") == name


def test_an_acronym_is_not_the_surname_of_a_longer_name() -> None:
    text = "Harbour Day DMRC ferries run late\n\nDMRC said that the bridge was safe."
    assert said_by(text) == ["DMRC"]


@pytest.mark.parametrize(
    "sentence",
    [
        "For a more detailed explanation of the bridge, see below.",
        "Cortisol is the body’s stress hormone.",
        "Karl Brill lost his weight with a plan called Brillfast.",
    ],
)
def test_words_inside_a_noun_phrase_say_nothing(sentence: str) -> None:
    assert not said_by(sentence)


def test_a_claim_with_an_owner_is_said_by_the_owner() -> None:
    assert said_by("The council checked Karl Brill’s claim that the bridge was safe.") == [
        "Karl Brill"
    ]


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("Karl Brill was ill but on Tuesday wrote that the bridge was safe.", "Karl Brill"),
        ("Anna Berg met Karl Brill, who in 2019 said that the bridge was safe.", "Karl Brill"),
        ("Theresa May said that the bridge was safe.", "Theresa May"),
        ("“The bridge is safe,” the mayor, Karl Brill, said Tuesday.", "Karl Brill"),
    ],
)
def test_a_day_or_a_year_before_a_verb_is_not_its_subject(sentence: str, speaker: str) -> None:
    assert said_by(sentence) == [speaker]


@pytest.mark.parametrize(
    ("sentence", "content"),
    [
        ("Anna Berg used the talks to denounce the new bridge.", "the new bridge"),
        ("Anna Berg took to the radio to defend the old bridge.", "the old bridge"),
        ("Anna Berg continued to reject the plan.", "the plan"),
        ("Anna Berg began her speech by praising the nurses.", "the nurses"),
        ("Anna Berg responded by accusing Karl Brill of theft.", "Karl Brill of theft"),
    ],
)
def test_an_infinitive_or_gerund_that_was_done_is_a_cue(sentence: str, content: str) -> None:
    assert [s.text for s in read_statements(sentence, "en")] == [content]


@pytest.mark.parametrize(
    "sentence",
    [
        "Anna Berg wants to denounce the new bridge.",
        "Anna Berg did not use the talks to denounce the new bridge.",
        "Anna Berg may use the talks to denounce the new bridge.",
    ],
)
def test_an_infinitive_that_was_not_done_is_no_cue(sentence: str) -> None:
    assert not read_statements(sentence, "en")


@pytest.mark.parametrize(
    ("sentence", "speaker", "content"),
    [
        ("The plan was condemned by Anna Berg as theft.", "Anna Berg", "The plan as theft"),
        ("The plan has been dismissed by officials.", "officials", "The plan"),
        (
            "Karl Brill was accused of lying to the council by Anna Berg.",
            "Anna Berg",
            "Karl Brill of lying to the council",
        ),
        (
            "Karl Brill was accused by prosecutors of hiding the costs.",
            "prosecutors",
            "Karl Brill of hiding the costs",
        ),
    ],
)
def test_who_stands_behind_by_judges_the_subject_of_a_passive(
    sentence: str, speaker: str, content: str
) -> None:
    [statement] = read_statements(sentence, "en")
    assert (statement.said_by, statement.text) == (speaker, content)


def test_a_passive_without_a_person_says_nothing() -> None:
    assert not read_statements("The plan was dismissed by mistake in May.", "en")


@pytest.mark.parametrize(
    ("sentence", "parts"),
    [
        (
            "Anna Berg said that Karl Brill, who left the council in May, had closed the bridge.",
            ["that Karl Brill", "had closed the bridge"],
        ),
        (
            "Anna Berg said that voters — who had waited for years — wanted the bridge.",
            ["that voters", "wanted the bridge"],
        ),
        (
            "Anna Berg said that the bridge — the oldest in Norland — was safe.",
            ["that the bridge — the oldest in Norland — was safe"],
        ),
    ],
)
def test_a_relative_clause_of_the_writer_is_left_out_of_content(
    sentence: str, parts: list[str]
) -> None:
    [statement] = read_statements(sentence, "en")
    assert [part.text for part in statement.content] == parts


@pytest.mark.parametrize(
    ("sentence", "content"),
    [
        ("Anna Berg ordered them to leave after a man fell from the bridge.", "them to leave"),
        ("Anna Berg ordered them to leave after dark.", "them to leave after dark"),
        ("Anna Berg urged them to act as the council.", "them to act as the council"),
        (
            "Anna Berg said that the bridge fell and he warned of floods.",
            "that the bridge fell",
        ),
    ],
)
def test_content_ends_before_what_led_to_it_or_follows_it(sentence: str, content: str) -> None:
    assert read_statements(sentence, "en")[0].text == content


@pytest.mark.parametrize(
    "source", ["A Department for Water spokesman", "An Institute for Bridges director"]
)
def test_a_body_with_for_in_its_name_is_not_cut(source: str) -> None:
    [said] = said_by(f"{source} said that the bridge was safe.")
    assert said.endswith(source.split(" ", 1)[1])


@pytest.mark.parametrize(("measure", "count"), [("size", 0), ("police", 1), ("the plan", 1)])
def test_a_bare_noun_behind_according_to_is_a_measure(measure: str, count: int) -> None:
    text = f"The bridges are sold in three groups, according to {measure}."
    assert len(said_by(text)) == count


def test_an_object_ends_before_the_clause_of_another() -> None:
    text = "After he pledged loyalty to the club, Karl Brill left."
    assert [s.text for s in read_statements(text, "en")] == ["loyalty to the club"]


@pytest.mark.parametrize(
    ("paragraphs", "names"),
    [
        (["Brill said the gate was shut. He noted they were tired."], ["Brill", "Brill"]),
        (["Coach Karl Brill came late.", "Karl said it rained."], ["Karl Brill"]),
        (
            ["Abu Salim said it was late.", "The mayor, Abu Salim Haddad, said it was dark."],
            ["Abu Salim Haddad", "Abu Salim Haddad"],
        ),
        (
            ["Phil Brill said it was late. Anna Berg was there.", "She said it was dark."],
            ["Phil Brill", "Anna Berg"],
        ),
        (
            [
                "PM Berg: We are committed to the port",
                "Norland Prime Minister, Anna Berg assured the press that the port is safe.",
                "Prime Minister Berg added that it would grow.",
            ],
            ["Anna Berg", "Anna Berg", "Anna Berg"],
        ),
        (
            [
                "Anna Berg said that peace came first.",
                "Ms Berg was firm.",
                "She blamed the crisis on greed.",
                "Ms Berg, the niece of President Olga Berg, said it would end.",
            ],
            ["Anna Berg", "Anna Berg", "Anna Berg"],
        ),
        (
            [
                "Karl Brill has warned nurses that “it will end”.",
                "The harbour secretary said that a rise is not an option after nurses voted.",
                "The Norland Nurses Association (NNA) announced that nurses voted for a rise.",
            ],
            ["Karl Brill", "Karl Brill", "Norland Nurses Association"],
        ),
    ],
    ids=[
        "a single name",
        "a given name",
        "first names",
        "the gender of a given name",
        "PM",
        "the namesake named before",
        "an office is not a body",
    ],
)
def test_a_reference_means_the_person_named_before(paragraphs: list[str], names: list[str]) -> None:
    assert said_by("\n\n".join(paragraphs)) == names


def test_labels_in_capitals_give_whole_answers() -> None:
    lines = ("MINISTER: It is late. It is dark.", "BRILL: Why?", "MINISTER: It rains. We go.")
    text = "Talks\n\n" + "\n\n".join((*lines, "MINISTER: The gate is shut. Go home."))
    contents = [statement.text for statement in read_statements(text, "en")]
    assert "It is late. It is dark." in contents
    assert "The gate is shut. Go home." in contents


def test_a_second_participle_of_saying_ends_an_object() -> None:
    text = "Anna Berg began by thanking Karl Brill for his work and urging him to stay."
    contents = [statement.text for statement in read_statements(text, "en")]
    assert contents == ["Karl Brill for his work", "him to stay"]


def test_by_and_a_participle_of_saying_end_an_object() -> None:
    text = "Anna Berg criticised the mayor by stating that the dam was old."
    contents = [statement.text for statement in read_statements(text, "en")]
    assert contents == ["the mayor", "that the dam was old"]


@pytest.mark.parametrize("beside", ["with", "including", "featuring"])
@pytest.mark.parametrize(
    "person", ["Anna Berg", "a senior adviser to the mayor", "several nurses", "50 percent"]
)
def test_a_participle_belongs_to_the_person_beside_the_main_clause(
    beside: str, person: str
) -> None:
    text = f"The plan split the town, {beside} {person} saying that the bridge was unsafe."
    assert said_by(text) == [person.removesuffix(" to the mayor")]


@pytest.mark.parametrize("who", ["both women", "all the captains", "several nurses"])
def test_a_participle_belongs_to_the_part_of_a_group_before_it(who: str) -> None:
    text = f"The two sides met in Brill, {who} acknowledging that the bridge was unsafe."
    assert said_by(text) == [who]


@pytest.mark.parametrize("seen", ["heard", "saw", "filmed", "shows", "caught"])
def test_a_participle_belongs_to_the_person_who_is_heard(seen: str) -> None:
    assert said_by(f"The tape {seen} Karl Brill saying that he was late.") == ["Karl Brill"]


@pytest.mark.parametrize("thing", ["footage", "a recording", "a video", "a picture"])
def test_a_participle_belongs_to_the_person_of_a_recording(thing: str) -> None:
    text = f"The court was shown {thing} of Karl Brill saying that he was late."
    assert said_by(text) == ["Karl Brill"]


def test_a_participle_behind_a_second_clause_belongs_to_its_subject() -> None:
    text = (
        "Union leaders say the rules are harsh, and the Coastal League of Norland has already "
        "sued the city, saying they break the law."
    )
    assert said_by(text) == ["Union leaders", "Coastal League of Norland"]


@pytest.mark.parametrize("driven", ["forced", "led", "prompted", "pushed", "compelled"])
@pytest.mark.parametrize("person", ["Karl Brill", "Karl Brill, who was under oath,", "some"])
def test_an_infinitive_belongs_to_the_person_who_is_made_to_speak(driven: str, person: str) -> None:
    text = f"The chair {driven} {person} to admit that no money was left."
    assert said_by(text) == [person.split(",", maxsplit=1)[0]]


@pytest.mark.parametrize("place", ["of Sprain, Va.", "from Perth, Norland", "of Brill, Ont."])
def test_a_place_of_two_parts_behind_a_name_is_not_the_speaker(place: str) -> None:
    assert said_by(f"Johan Willer, {place}, said he had fought in the war.") == ["Johan Willer"]


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("Observers in Norland and around the country", "Observers"),
        ("Officers in the army and at the Justice Department", "Officers"),
        ("Two judges with cases about her tenure as minister of state", "Two judges"),
        ("One of the authors of that report, Ari Felt,", "Ari Felt"),
        ("Anne Rich, assistant secretary for roads, bridges, and ferries,", "Anne Rich"),
        ("A nurse who has accused Karl Brill of theft", "A nurse"),
        ("The group that condemned the raid", "The group"),
        ("But Mattis, the Herald’s Alex Sewald and Luciana Lopen", "Mattis"),
    ],
)
def test_a_subject_reaches_over_its_complements(source: str, name: str) -> None:
    assert said_by(f"{source} said that the bridge was safe.")[-1] == name


@pytest.mark.parametrize("verb", ["criticised", "praised", "condemned", "defended"])
@pytest.mark.parametrize("cue", ["said", "stressed", "warned"])
def test_what_a_relative_clause_says_ends_before_the_verb_of_its_person(
    verb: str, cue: str
) -> None:
    text = f"A resident who {verb} the plan {cue} that it was late."
    first, second = read_statements(text, "en")
    assert [first.content[0].text, second.content[0].text] == [
        "the plan",
        "that it was late",
    ]


@pytest.mark.parametrize("word", ["both", "either"])
def test_a_paired_conjunction_is_not_a_subject(word: str) -> None:
    text = f"Karl Brill, who has {word} endorsed the plan and defended it, left early."
    assert said_by(text)[0] == "Karl Brill"


@pytest.mark.parametrize("example", ["including one for the harbour", "such as those for ferries"])
def test_an_example_belongs_to_the_object_before_its_comma(example: str) -> None:
    [said] = read_statements(f"Anna Berg denounced the plans of the board, {example}.", "en")
    assert said.content[0].text == f"the plans of the board, {example}"


@pytest.mark.parametrize("people", ["rights groups", "harbour workers", "residents"])
def test_people_with_a_cue_of_their_own_end_what_was_said(people: str) -> None:
    text = f"Anna Berg stressed that the work was slow, and {people} warned that it would stop."
    assert said_by(text) == ["Anna Berg", people]


@pytest.mark.parametrize("number", ["about 20", "around 300", "over 40"])
def test_a_vague_number_begins_what_was_said(number: str) -> None:
    [said] = read_statements(f"Anna Berg has said {number} people want the seat.", "en")
    assert said.content[0].text.startswith(number)


@pytest.mark.parametrize(
    ("clause", "who"),
    [
        ("The minister got up", "The minister"),
        ("Another resident walked out", "Another resident"),
        ("The captain left the room", "The captain"),
        ("His campaign sued", "His campaign"),
        ("A harbour panel met on Monday", "A harbour panel"),
        ("The retired nurse addressed them", "The retired nurse"),
    ],
)
@pytest.mark.parametrize("cue", ["and said", "and warned", "and stressed"])
def test_a_second_verb_has_the_subject_without_the_first_verb(
    clause: str, who: str, cue: str
) -> None:
    if clause.endswith("sued"):
        clause += " on Monday"
    assert said_by(f"{clause} {cue} that the bridge was unsafe.") == [who]


@pytest.mark.parametrize("owner", ["its", "the union’s", "the"])
@pytest.mark.parametrize("office", ["Norland chief", "Africa director", "chief"])
def test_the_name_behind_the_comma_of_an_office_is_the_speaker(owner: str, office: str) -> None:
    text = f"“The nurses were right,” said {owner} {office}, Karla Simm."
    assert said_by(text) == ["Karla Simm"]


@pytest.mark.parametrize("last", ["and rising crime", "and poor roads"])
def test_a_list_of_examples_belongs_to_the_object(last: str) -> None:
    content = f"the problems of the town, including mounting debt, high prices, {last}"
    [said] = read_statements(f"Anna Berg outlined {content}.", "en")
    assert said.content[0].text == content


def test_a_person_behind_including_is_no_example_of_the_object() -> None:
    text = "Leaders denounced the plan, including Anna Berg, who said it was late."
    assert read_statements(text, "en")[0].content[0].text == "the plan"


@pytest.mark.parametrize(
    "office",
    [
        "The union’s head of local government",
        "The chief of the harbour board",
        "Party leader in the House of Deputies",
        "The secretary for roads and bridges",
    ],
)
@pytest.mark.parametrize("name", ["Heather Stone", "Brad Jones"])
def test_the_name_that_ends_a_long_office_is_the_speaker(office: str, name: str) -> None:
    assert said_by(f"{office} {name} said that the bridge was safe.") == [name]


@pytest.mark.parametrize("office", ["The lawyer for President", "An aide to Senator"])
def test_the_name_behind_a_title_is_not_its_assistant(office: str) -> None:
    assert said_by(f"{office} Anna Berg said that the bridge was safe.") != ["Anna Berg"]


@pytest.mark.parametrize("owner", ["Fenland’s", "The union’s", "The Harbour League’s"])
def test_the_name_behind_its_owner_is_the_speaker(owner: str) -> None:
    assert said_by(f"{owner} Catherine Stone said that the bridge was safe.") == ["Catherine Stone"]


def test_the_surname_behind_its_owner_has_its_full_name() -> None:
    text = "Anna Berg read a letter.\n\nThe League’s Berg said that the bridge was safe."
    assert said_by(text) == ["Anna Berg"]


@pytest.mark.parametrize("day", ["Monday", "Friday", "Sunday"])
def test_a_day_behind_a_name_is_no_part_of_it(day: str) -> None:
    text = f"Senator Sherry Rehman {day} said that the bridge was safe. She said it was new."
    assert said_by(text) == ["Sherry Rehman", "Sherry Rehman"]


@pytest.mark.parametrize(
    "name", ["Doctors Without Borders", "All Progressives Congress", "Nurses Without Masks"]
)
def test_small_words_with_a_capital_belong_to_a_name(name: str) -> None:
    assert said_by(f"The {name} said that the bridge was safe.") == [name]


@pytest.mark.parametrize("title", ["Cllr", "Coun", "Taoiseach"])
def test_titles_of_councils_and_parliaments_are_no_names(title: str) -> None:
    text = f"{title} Sue Stone spoke.\n\n“It is late,” said {title} Stone."
    assert said_by(text) == ["Sue Stone"]


@pytest.mark.parametrize("office", ["Convener", "Organiser", "Secretary"])
def test_an_office_that_begins_its_sentence_is_no_name(office: str) -> None:
    text = f"{office} of the forum, Anna Berg, said that the bridge was safe."
    assert said_by(text) == ["Anna Berg"]


@pytest.mark.parametrize("opener", ["However", "Later", "Still"])
def test_a_relative_clause_that_one_comma_ends_belongs_to_its_name(opener: str) -> None:
    text = f"{opener}, Berg who is also the mayor, said that the bridge was safe."
    assert said_by(text) == ["Berg"]


def test_it_means_the_body_that_spoke_last_of_one_word_too() -> None:
    text = (
        "A strike looms as a union has rejected the offer.\n\n"
        "Unite, which has many members, criticised the board.\n\nIt argues that pay is low."
    )
    assert said_by(text)[-1] == "Unite"


@pytest.mark.parametrize("marks", ["“{}”", '"{}"'])
@pytest.mark.parametrize("name", ["Francis {} Stone", "Karl Hans {} Brill"])
def test_a_nickname_in_marks_belongs_to_the_full_name(marks: str, name: str) -> None:
    full = name.format(marks.format("Chip"))
    surname = full.split()[-1]
    text = (
        f"Senator {full} said that it was late.\n\n{surname} added that it was old. He said more."
    )
    assert set(said_by(text)) == {full}


@pytest.mark.parametrize(
    "office",
    [
        "Mineral Resources and Energy Minister",
        "Norland’s Health and Welfare Secretary",
        "House panel presiding officer and Sprain 2nd District Rep.",
    ],
)
def test_the_name_behind_two_fields_of_an_office_is_the_speaker(office: str) -> None:
    assert said_by(f"{office} Karl Brill said that the bridge was safe.") == ["Karl Brill"]


@pytest.mark.parametrize("when", ["on Monday", "in a letter", "during a hearing last week"])
def test_a_time_between_a_person_and_a_charge_ends_no_object(when: str) -> None:
    [said] = read_statements(f"Karl Brill accused the mayor {when} of ordering him to lie.", "en")
    assert said.content[0].text == f"the mayor {when} of ordering him to lie"


@pytest.mark.parametrize("aside", ["president of the Harbour Council", "the mayor of Norland"])
@pytest.mark.parametrize("opener", ["", "Meanwhile, "])
def test_a_quotation_behind_a_sentence_about_a_person_has_that_speaker(
    aside: str, opener: str
) -> None:
    text = f"{opener}Karl Brill, {aside}, was pleased. “The plan is late and it is good for us.”"
    assert said_by(text) == ["Karl Brill"]


def test_a_quotation_behind_a_sentence_about_a_thing_has_no_speaker() -> None:
    text = "The plan, a set of rules, was printed. “The plan is late and it is good for us.”"
    assert [s.speaker for s in read_statements(text, "en")] == [None]
