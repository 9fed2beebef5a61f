"""Spellings of a name that the list lacks, and names of other people."""

import pytest

from monitor.watchlist import Actor, Watchlist, WatchlistIndex

ACTORS = (
    Actor(
        id="sadr",
        name="Muqtada al-Sadr",
        kind="person",
        aliases=("مقتدى الصدر",),
        never=("Sadr City",),
    ),
    Actor(id="qassemi", name="Bahram Ghassemi", kind="person"),
    Actor(
        id="zelensky",
        name="Володимир Зеленський",
        kind="person",
        aliases=("Volodymyr Zelensky", "Владимир Зеленский"),
    ),
    Actor(id="dolan", name="Анна Долан", kind="person"),
    Actor(id="khamenei", name="علی خامنه\u200cای", kind="person"),
    Actor(id="obrien", name="Conor O’Brien", kind="person"),
    Actor(id="hassan", name="Ali Hassan", kind="person"),
    Actor(id="jamil", name="Omar Jamil", kind="person"),
    Actor(id="listed", name="Karim Nuri", kind="person", romanise=False),
    Actor(id="desai", name="Mohan Desai", kind="person"),
    Actor(
        id="netanyahu",
        name="Benjamin Netanyahu",
        kind="person",
        aliases=("בנימין נתניהו", "Bibi"),
        aliases_off=("Bibi",),
    ),
    Actor(id="modi", name="Narendra Modi", kind="person", aliases=("नरेन्द्र मोदी",)),
    Actor(id="xi", name="Xi Jinping", kind="person", aliases=("习近平",)),
    Actor(
        id="long",
        name="Committee for the Care of the Old Bridges of the Lower Valley",
        kind="organization",
    ),
)
INDEX = WatchlistIndex(Watchlist(actors=ACTORS))


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("Muqtada as-Sadr", "sadr"),
        ("Muqtada El Sadr", "sadr"),
        ("Muqtada Sadr", "sadr"),
        ("Muqtada\nal-Sadr", "sadr"),
        ("Muqtada  al-Sadr", "sadr"),
        ("Moqtada al-Sadr", "sadr"),
        ("Muktada el-Sadr", "sadr"),
        ("وَمُقْتَدَى الصَّدر", "sadr"),
        ("مقتدي الصدر", "sadr"),
        ("Bahram Qasemi", "qassemi"),
        ("Volodymyr Zelenskyy", "zelensky"),
        ("Volodymyr Zelenskiy", "zelensky"),
        ("Владимиром Зеленским", "zelensky"),
        ("Володимира Зеленського", "zelensky"),
        ("Анны Долан", "dolan"),
        ("Anna Dolan", "dolan"),
        ("علی خامنه ای", "khamenei"),
        ("Conor OBrien", "obrien"),
        ("ולבנימין נתניהו", "netanyahu"),
        ("नरेन्द्र मोदी", "modi"),
        ("committee for the care of the old bridges of the Lower Valley", "long"),
    ],
)
def test_an_unlisted_writing_is_found_with_its_place(text: str, actor: str) -> None:
    whole = f"On Monday {text} spoke."
    [mention] = INDEX.find_mentions(whole)
    assert mention.actor == actor
    assert whole[mention.start : mention.end] == mention.text
    assert mention.text in text


@pytest.mark.parametrize(
    "text",
    [
        "Ali Hussein",
        "Omar Jamal",
        "Carim Noori",
        "moqtada al-sadr",
        "Sadr City",
        "Muqtada\n\nal-Sadr",
        "Mohammed al-Sadr",
        "Bibi",
        "नरेन्द्र मोदीन",
        "Committee for the Care of the Old Bridges of the Lower Valleys",
    ],
)
def test_a_name_that_only_sounds_alike_is_not_a_mention(text: str) -> None:
    assert not INDEX.find_mentions(f"On Monday {text} spoke.")


def test_a_romanisation_has_a_score_and_lets_the_surname_count() -> None:
    whole, surname = INDEX.find_mentions("Moqtada al-Sadr left. Sadr said nothing in Sadr City.")
    assert (whole.text, surname.text) == ("Moqtada al-Sadr", "Sadr")
    assert 0.6 <= whole.score < 1.0 == surname.score


def test_a_surname_counts_in_every_case_after_the_full_name() -> None:
    mentions = INDEX.find_mentions("Владимир Зеленский приехал. Зеленскому ответили.")
    assert [mention.text for mention in mentions] == ["Владимир Зеленский", "Зеленскому"]


def test_a_name_is_found_in_a_script_without_spaces() -> None:
    [mention] = INDEX.find_mentions("国家主席习近平星期一表示")
    assert (mention.actor, mention.text, mention.start) == ("xi", "习近平", 4)
