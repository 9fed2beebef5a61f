"""Endings of names in the languages of the north, in French romanisations and in Korean."""

import pytest

from monitor.watchlist import Actor, Watchlist, WatchlistIndex

PEOPLE = (
    Actor(id="mh", name="Magdalena Holmberg", kind="person"),
    Actor(id="ob", name="Øystein Bråthen", kind="person"),
    Actor(id="at", name="Abd al-Rahman al-Tikriti", kind="person"),
    Actor(id="hs", name="Hassan Slimani", kind="person"),
    Actor(id="jw", name="Jang Woo-seok", kind="person", aliases=("장우석",)),
)
INDEX = WatchlistIndex(Watchlist(actors=PEOPLE, rules=()))


@pytest.mark.parametrize(
    ("language", "text", "actors"),
    [
        ("sv", "Magdalena Holmbergs tal var kort. Holmbergs plan gäller.", ["mh", "mh"]),
        ("da", "Magdalena Holmbergs tale var kort.", ["mh"]),
        ("no", "Øystein Bråthens tale var kort. Bråthens plan gjelder.", ["ob", "ob"]),
        ("fr", "Abderrahmane al-Tikriti parle.", ["at"]),
        ("fr", "Abdel-Rahmane al-Tikriti parle.", ["at"]),
        ("fr", "Hassane Slimani parle.", ["hs"]),
        ("en", "Hassane Slimani spoke.", []),
        ("ko", "장우석이라고 했다.", ["jw"]),
        ("ko", "장우석씨에게 물었다.", ["jw"]),
        ("ko", "장우석까지 왔다.", ["jw"]),
    ],
)
def test_a_name_is_found_with_the_endings_of_the_language(
    language: str, text: str, actors: list[str]
) -> None:
    assert [mention.actor for mention in INDEX.find_names(text, language).mentions] == actors
