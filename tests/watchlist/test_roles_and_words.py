"""Words that only look like roles leave a name alone; verbs and offices beside it decide."""

import pytest

from monitor.languages.files import lists_of_all
from monitor.languages.stop_words import is_stop_word
from monitor.watchlist import Actor, Watchlist, WatchlistIndex
from monitor.watchlist.folding import fold_term
from monitor.watchlist.role_words import fields_of, offices_of

PEOPLE = (
    Actor(id="rh", name="Robert Harlan", kind="person", descriptions=("senator from Ohio",)),
    Actor(
        id="no",
        name="Nikolai Orlenko",
        kind="person",
        aliases=("Николай Орленко", "Микола Орленко"),
        descriptions=("chairman of Velia Steel",),
    ),
    Actor(
        id="so",
        name="Sofia Orlenko",
        kind="person",
        aliases=("София Орленко", "Софія Орленко"),
        descriptions=("ombudswoman",),
    ),
    Actor(
        id="pk",
        name="Park Soo-min",
        kind="person",
        aliases=("박수민",),
        descriptions=("환경부 장관", "environment minister"),
    ),
    Actor(
        id="zg",
        name="Zhang Guoqiang",
        kind="person",
        aliases=("张国强",),
        descriptions=("省长", "provincial governor"),
    ),
    Actor(id="lr", name="Lucía Reina", kind="person", descriptions=("alcaldesa de Puerto",)),
    Actor(id="ru", name="Russia", kind="state", aliases=("Москва", "Moscow")),
    Actor(id="de", name="Germany", kind="state", aliases=("Berlin",)),
    Actor(id="ir", name="Iran", kind="state", aliases=("طهران",)),
)
INDEX = WatchlistIndex(Watchlist(actors=PEOPLE, rules=()))


def actors_in(text: str, language: str) -> list[str]:
    return [mention.actor for mention in INDEX.find_names(text, language).mentions]


def test_no_stop_word_of_any_language_is_a_role() -> None:
    words = {
        fold_term(word.strip("*"))
        for section in ("occupations", "shared_offices")
        for text in lists_of_all(section).values()
        for word in text.split()
    }
    stop_words = set(filter(is_stop_word, words))
    assert "is" in stop_words  # a word for business in Turkish
    assert not any(fields_of(word) or offices_of(word) for word in stop_words)


@pytest.mark.parametrize(
    "text",
    [
        "Who is Robert Harlan? Ask the clerk.",
        "The man they want is Robert Harlan.",
        "Robert Harlan spoke. The one to blame is Harlan.",
        "Here Robert Harlan rested.",
    ],
)
def test_a_verb_before_a_name_is_not_what_it_is_called(text: str) -> None:
    assert actors_in(text, "en") == ["rh"] * text.count("Harlan")


@pytest.mark.parametrize(
    ("language", "both"),
    [
        ("ru", "София Орленко и Николай Орленко приехали."),
        ("ru", "Николай Орленко и София Орленко приехали."),
        ("uk", "Софія Орленко і Микола Орленко приїхали."),
        ("uk", "Микола Орленко і Софія Орленко приїхали."),
    ],
)
def test_the_verb_behind_a_surname_of_two_says_whose_it_is(language: str, both: str) -> None:
    verbs = {"ru": ("сказала", "сказал"), "uk": ("сказала", "сказав")}[language]
    for verb, actor in zip(verbs, ("so", "no"), strict=True):
        assert actors_in(f"{both} Орленко {verb} правду.", language)[-1] == actor


@pytest.mark.parametrize(("title", "count"), [(" 장관은", 2), (" 총리는", 1), (" 대통령은", 1)])
def test_a_korean_surname_before_an_office_of_someone_else_is_not_the_actor(
    title: str, count: int
) -> None:
    text = f"박수민 환경부 장관이 왔다. 박{title} 말했다."
    assert len(actors_in(text, "ko")) == count


@pytest.mark.parametrize(("title", "count"), [("省长", 2), ("总统", 1)])
def test_a_chinese_surname_counts_before_the_words_of_its_description(
    title: str, count: int
) -> None:
    assert len(actors_in(f"张国强出席会议。张{title}强调安全。", "zh")) == count


def test_a_surname_that_is_an_office_says_nothing_of_the_text() -> None:
    private = "Lucía Reina, de 34 años, perdió su perro. Reina ofrece una recompensa."
    assert actors_in(private, "es") == []
    assert len(actors_in(private.replace("su perro", "las elecciones"), "es")) == 2


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Yesterday Sen. Harlan Brooks objected to the plan of the house.", 0),
        ("Yesterday Senator Harlan Brooks objected to the plan of the house.", 0),
        ("Yesterday Sen. Harlan objected to the plan of the house.", 1),
        ("Senator Harlan Tuesday objected to the plan of the house.", 1),
        ("The Senator Harlan campaign objected to the plan of the house.", 1),
    ],
)
def test_a_title_before_two_names_is_of_the_second(text: str, count: int) -> None:
    assert actors_in(text, "en").count("rh") == count


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "«Спартак» Москва победил."),
        ("ru", "«Динамо» Москва победило."),
        ("de", "Die Staatsoper Berlin spielt Wagner."),
        ("de", "Das Landgericht Berlin vertagte sich."),
        ("ar", "وفي طهران خرجت مظاهرات."),
        ("ar", "سافر الوزير إلى طهران."),
        ("ar", "طار الوفد إلى طهران."),
    ],
)
def test_a_club_an_institution_or_a_journey_is_of_the_city(language: str, text: str) -> None:
    assert actors_in(text, language) == []


@pytest.mark.parametrize(
    ("language", "first", "text"),
    [
        ("it", "Il senatore Robert Harlan ringrazia.", "Per Harlan il caso è chiuso."),
        ("it", "Il senatore Robert Harlan ringrazia.", "Della Harlan parlano tutti."),
        ("nl", "Senator Robert Harlan bedankt.", "Elke Harlan die ik ken lacht."),
        ("fr", "Le sénateur Robert Harlan remercie.", "Ton Harlan exagère."),
    ],
)
def test_a_function_word_at_a_beginning_is_not_a_given_name(
    language: str, first: str, text: str
) -> None:
    assert actors_in(f"{first} {text}", language)[-2:] == ["rh", "rh"]


def test_a_given_name_at_a_beginning_is_someone_elses() -> None:
    assert actors_in("Senator Robert Harlan tackade. Per Harlan skrattade.", "sv") == ["rh"]


@pytest.mark.parametrize(
    "text",
    [
        "张国强省长出席会议。医生李梅没有到场。",
        "张国强发言。歌手李梅唱歌。",
        "박수민 장관이 왔다. 가수 김민이 노래했다.",
    ],
)
def test_the_next_sentence_does_not_say_what_a_name_is_called(text: str) -> None:
    language = "ko" if "박" in text else "zh"
    assert len(actors_in(text, language)) == 1


@pytest.mark.parametrize(
    ("language", "text", "count"),
    [
        ("en", "Berlin Wall stones were sold.", 0),
        ("en", "The Berlin Philharmonic toured.", 0),
        ("en", "The Moscow Declaration was read.", 0),
        ("en", "Berlin Tuesday sent tanks.", 1),
    ],
)
def test_a_thing_with_the_name_of_a_capital_is_not_the_state(
    language: str, text: str, count: int
) -> None:
    assert len(actors_in(text, language)) == count


def test_a_title_at_the_end_of_a_description_is_behind_a_surname() -> None:
    deputy = Actor(
        id="xz",
        name="Xu Zhijian",
        kind="person",
        aliases=("徐志坚",),
        descriptions=("外交部副部长",),
    )
    index = WatchlistIndex(Watchlist(actors=(deputy,), rules=()))
    for title, count in (("副部长", 2), ("校长", 1)):
        text = f"徐志坚会见大使。徐{title}没有评论。"
        assert len(index.find_names(text, "zh").mentions) == count
