"""Names with the surname first and a comma, and Wade and Giles's spelling of Chinese names."""

import pytest

from monitor.watchlist import Actor, Watchlist, WatchlistIndex
from monitor.watchlist.wade_giles import wade_giles

PEOPLE = (
    Actor(id="hm", name="Howard Merrick", kind="person"),
    Actor(id="wk", name="Werner König", kind="person"),
    Actor(id="ac", name="Andrés Castaño Ruiz", kind="person", aliases=("Andrés Castaño",)),
    Actor(id="gl", name="Сергей Голубев", kind="person"),
    Actor(id="zg", name="Zhang Guoqiang", kind="person", aliases=("张国强",)),
)
INDEX = WatchlistIndex(Watchlist(actors=PEOPLE, rules=()))


def _names(text: str, language: str = "en") -> list[str]:
    return [mention.text for mention in INDEX.find_names(text, language).mentions]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Present: Merrick, Howard; Shaw, Ann.", "Merrick, Howard"),
        ("Merrick, Howard D.\nShaw, Ann", "Merrick, Howard D."),
        ("Anwesend: König, Werner; Brandt, Lena.", "König, Werner"),
        ("Castaño Ruiz, Andrés. Madrid, 1961.", "Castaño Ruiz, Andrés"),
        ("В списке: Голубев, Сергей; Орлов, Илья.", "Голубев, Сергей"),
    ],
)
def test_a_name_in_a_list_has_its_surname_first(text: str, name: str) -> None:
    assert _names(text) == [name]


@pytest.mark.parametrize(
    "other", ["Merrick, Louise; Shaw, Ann.", "Merrick, Colin.", "Merrick, Karl; Merrick, Ann."]
)
def test_another_given_name_behind_the_comma_is_another_person(other: str) -> None:
    assert _names(f"Howard Merrick spoke. Present: {other}") == ["Howard Merrick"]


@pytest.mark.parametrize("text", ["Голубев И. П., машинист, спит.", "Голубев И., машинист."])
def test_other_initials_behind_a_surname_are_another_person(text: str) -> None:
    assert _names(f"Сергей Голубев пришёл. {text}", "ru") == ["Сергей Голубев"]


@pytest.mark.parametrize(
    ("pinyin", "spelling"),
    [
        ("Zhang Guoqiang", "Chang Kuo-ch'iang"),
        ("Xi Jinping", "Hsi Chin-ping"),
        ("Deng Xiaoping", "Teng Hsiao-p'ing"),
        ("Zhou Enlai", "Chou En-lai"),
        ("Mao Zedong", "Mao Tse-tung"),
        ("Song Qingling", "Sung Ch'ing-ling"),
        ("Xu Zhijian", "Hsü Chih-chien"),
    ],
)
def test_chinese_names_are_spelt_as_wade_and_giles_do(pinyin: str, spelling: str) -> None:
    assert spelling in list(wade_giles(pinyin))


@pytest.mark.parametrize("name", ["Howard Merrick", "Kim Jong Un", "Wang Yi", "Zhang", "张国强"])
def test_other_names_have_no_such_spelling(name: str) -> None:
    assert not list(wade_giles(name))


def test_the_family_name_of_that_spelling_counts_too() -> None:
    assert _names("Chang Kuo-ch'iang signed. Chang left.") == ["Chang Kuo-ch'iang", "Chang"]
