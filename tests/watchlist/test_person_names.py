"""People under spellings that the list lacks, by kind, with neighbours that are other people."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.watchlist import Actor, Watchlist, WatchlistIndex
from monitor.watchlist.folding import fold
from monitor.watchlist.name_runs import RUN, tokens_of
from monitor.watchlist.sounds import latin_of, sounds_of, vowels_agree

ACTORS = (
    Actor(
        id="petrov",
        name="Yevgeny Petrovsky",
        kind="person",
        aliases=("Евгений Петровский",),
        descriptions=("energy minister", "министр энергетики"),
    ),
    Actor(id="wolska", name="Katarzyna Wolska", kind="person"),
    Actor(id="hrabal", name="Jan Hrabeš", kind="person"),
    Actor(id="kostas", name="Giorgos Kostakos", kind="person", aliases=("Γιώργος Κωστάκος",)),
    Actor(id="harper", name="Robert Harper", kind="person", descriptions=("senator from Ohio",)),
    Actor(id="qadir", name="Abd al-Qadir al-Wardi", kind="person", aliases=("عبد القادر الوردي",)),
    Actor(id="seo", name="Seo Min-ha", kind="person", aliases=("서민하",)),
    Actor(id="march", name="Teresa March", kind="person"),
    Actor(id="us", name="United States", kind="state", aliases=("US",)),
    Actor(id="who", name="World Health Organization", kind="organization", aliases=("WHO",)),
)
INDEX = WatchlistIndex(Watchlist(actors=ACTORS))


def mentions_in(text: str, language: str = "en") -> list[tuple[str, str]]:
    """Return actor and words of each mention; the place must hold the words."""
    mentions = INDEX.find_names(text, language).mentions
    assert all(text[mention.start : mention.end] == mention.text for mention in mentions)
    return [(mention.actor, mention.text) for mention in mentions]


@pytest.mark.parametrize(
    ("given_name", "surname"),
    [
        *itertools.product(
            ("Yevgeny", "Evgeny", "Evgenii", "Jewgeni", "Evgueni", "Yevgeni", "Jevgeni"),
            ("Petrovsky", "Petrovskiy", "Petrowski", "Petrovskij", "Petrovski"),
        )
    ],
)
def test_a_name_is_found_as_each_language_spells_it(given_name: str, surname: str) -> None:
    text = f"On Monday {given_name} {surname} spoke. The price rose, {surname} said."
    assert mentions_in(text) == [("petrov", f"{given_name} {surname}"), ("petrov", surname)]


@pytest.mark.parametrize(
    "name",
    ["Abdulqadir al-Wardi", "Abdel Kader el-Wardi", "Abdelkader Ouardi", "Abdülkadir el-Verdi"],
)
def test_servants_of_god_are_one_name_however_they_are_split(name: str) -> None:
    assert [actor for actor, _ in mentions_in(f"On Monday {name} spoke.")] == ["qadir"]


@pytest.mark.parametrize(
    ("text", "language", "actor"),
    [
        ("Rozmawiano z Katarzyną Wolską.", "pl", "wolska"),
        ("List do Katarzyny Wolskiej.", "pl", "wolska"),
        ("Řekl to Janu Hrabešovi.", "cs", "hrabal"),
        ("Bez Jana Hrabeše nelze.", "cs", "hrabal"),
        ("Του Γιώργου Κωστάκου.", "el", "kostas"),
        ("О Евгении Петровском говорят.", "ru", "petrov"),
        ("Указ Евгения Петровского подписан.", "ru", "petrov"),
        ("Die Rede Robert Harpers war kurz.", "de", "harper"),
        ("Robert Harper'ın sözleri.", "tr", "harper"),
        ("서민하는 말했다.", "ko", "seo"),
    ],
)
def test_a_declined_name_is_found(text: str, language: str, actor: str) -> None:
    assert [actor for actor, _ in mentions_in(text, language)] == [actor]


@pytest.mark.parametrize(
    "name",
    [
        "Robert J. Harper",
        "Robert James Harper",
        "Robert “Bob” Harper",
        "Robert Harper Jr.",
        "Senator Robert Harper",
        "Harper Robert",
    ],
)
def test_parts_of_a_name_may_be_more_or_turned(name: str) -> None:
    assert [actor for actor, _ in mentions_in(f"On Monday {name} spoke.")] == ["harper"]


def test_an_initial_needs_the_full_name_or_the_office() -> None:
    assert not mentions_in("A letter of R. Harper was sold.")
    assert mentions_in("Senator R. Harper spoke.") == [("harper", "R. Harper")]
    assert mentions_in("Robert Harper spoke. A letter of R. Harper was sold.")[1][1] == "R. Harper"
    assert mentions_in("Министр энергетики Е. А. Петровский уехал.", "ru")[0][0] == "petrov"
    assert mentions_in("Министр энергетики Петровский Евгений Андреевич уехал.", "ru") == [
        ("petrov", "Петровский Евгений Андреевич")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Yevgenia Petrovskaya sang.",
        "Yuri Petrovsky spoke.",
        "Harper’s Robert was late.",
        "Robert Harris spoke.",
        "Robert Hooper spoke.",
        "Jana Hrabešová zpívala.",
    ],
)
def test_a_name_that_differs_by_more_is_another_person(text: str) -> None:
    assert not mentions_in(text)


@pytest.mark.parametrize(
    "sentence",
    [
        "In March the bridge was closed.",
        "On March 3 the bridge was closed.",
        "March of the Toys opens on Friday.",
        "They sang on the march home.",
        "Last March was cold.",
    ],
)
def test_a_surname_that_is_a_word_is_no_name_where_it_is_the_word(sentence: str) -> None:
    text = f"Teresa March spoke. {sentence}"
    assert mentions_in(text) == [("march", "Teresa March")]
    assert len(mentions_in("Teresa March spoke. “No,” March said.")) == 2


def test_an_acronym_is_no_name_where_it_is_a_word_or_stands_for_another_name() -> None:
    assert not mentions_in("A NEW DEAL FOR ALL OF US")
    assert not mentions_in("The Working Hours Office (WHO) closed.")
    assert mentions_in("The World Health Organization (WHO) met.")[1] == ("who", "WHO")
    assert mentions_in("The US met the WHO.") == [("us", "US"), ("who", "WHO")]


def test_namesakes_are_told_apart_place_by_place() -> None:
    actors = (
        Actor(id="boss", name="David Chen", kind="person", descriptions=("chief executive",)),
        Actor(id="judge", name="David Chen", kind="person", descriptions=("appeals court judge",)),
    )
    index = WatchlistIndex(Watchlist(actors=actors))
    text = (
        "Chief executive David Chen showed a chip. Chen smiled. Across town the judge David Chen"
        " heard a case. Chen adjourned."
    )
    assert [mention.actor for mention in index.find_mentions(text)] == [
        "boss", "boss", "judge", "judge",
    ]  # fmt: skip


def test_a_ligature_keeps_every_letter() -> None:
    index = WatchlistIndex(Watchlist(actors=(Actor(id="f", name="Fiona Goffin", kind="person"),)))
    text = "On Monday ﬁona Goﬃn and Fiona Goﬃn spoke."
    assert [mention.text for mention in index.find_mentions(text)] == ["ﬁona Goﬃn", "Fiona Goﬃn"]
    assert fold("ﷲ").text == fold("الله").text


NAMES = st.text("AaBbÉéЖжΩω.-'’ “”\n", max_size=60)


@pytest.mark.parametrize("word", ["at", "as", "an", "ad"])
def test_an_english_word_before_a_surname_is_no_article(word: str) -> None:
    assert mentions_in(f"Robert Harper spoke. They looked {word} Harper.")[1] == (
        "harper",
        "Harper",
    )
    assert mentions_in("Abd al-Qadir al-Wardi spoke. So did al-Wardi.")[1][1] == "al-Wardi"


@given(NAMES)
def test_any_run_is_read_and_its_words_have_their_places(text: str) -> None:
    for run in RUN.finditer(text):
        for token in tokens_of(run.group()):
            assert 0 <= token.start < token.end <= len(run.group())
    INDEX.find_names(text, "en")


@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12))
def test_a_word_sounds_like_itself(word: str) -> None:
    sounds = sounds_of(latin_of(word))
    assert all(vowels_agree(sound, sound) for sound in sounds)


@pytest.mark.parametrize("hyphen", ["-", "‐", "‑"])
@pytest.mark.parametrize(
    "name", ["Kim Jong Un", "Tsai Ing Wen", "Chiang Kai Shek", "Yoon Suk Yeol"]
)
def test_the_second_part_of_a_given_name_may_be_small_behind_a_hyphen(
    name: str, hyphen: str
) -> None:
    index = WatchlistIndex(Watchlist(actors=(Actor(id="a", name=name, kind="person"),)))
    first, second, third = name.split()
    for written in (f"{first} {second}{hyphen}{third.lower()}", f"{first} {second}{hyphen}{third}"):
        mentions = index.find_names(f"{written} spoke.", "en").mentions
        assert [mention.text for mention in mentions] == [written]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Kim Jong Un", "Kim Jong un spoke."),
        ("Tim Cook", "Watch Tim cook."),
        ("Will Power", "Will-power decides."),
    ],
)
def test_a_name_with_a_word_in_small_letters_is_no_name(name: str, text: str) -> None:
    index = WatchlistIndex(Watchlist(actors=(Actor(id="a", name=name, kind="person"),)))
    assert index.find_names(text, "en").mentions == ()
