"""A surname behind its bearer's own title is found without the full name, in any language."""

import pytest

from corpus.mentions import the_watchlist
from monitor.watchlist import WatchlistIndex

INDEX = WatchlistIndex(the_watchlist("press"))
TITLED = {
    "rc": (
        "Sen. Coleman",
        "Ex-Senator Coleman",
        "Republican Sen. Coleman",
        "Senator-elect Coleman",
    ),
    "es": ("Gov. Shcherbin", "Lesnaya governor Shcherbin", "Gouverneur Schtscherbin"),
    "as": ("Velian FM Sorokin", "Velia's foreign minister, Sorokin,", "Глава МИД Сорокин"),
    "gz": ("Hungarian PM Szentesi", "Szentesi miniszterelnök", "Regierungschef Szentesi"),
    "wf": ("Chief Constable Field",),
    "lp": ("Le ministre du Travail Petit", "Le ministre Petit"),
    "sa1": ("La ministra de Salud Santos", "Health Minister Santos"),
    "mo": ("La presidenta del Senado, Ortega,", "Ortega Ríos, presidenta del Senado,"),
    "gp": ("Ο υπουργός Άμυνας Παπαδάκος",),
    "lz": ("罗部长",),
    "sj": ("서 장관은", "서진하 장관은"),
    "ik": ("石森官房長官は",),
    "vc": ("मुख्यमंत्री चौधरी ने",),
}
OTHERS = {
    "en": (
        "Deputy Senator Coleman",
        "Chicago Mayor Kravchuk",
        "Coleman, a plumber,",
        "Mrs. Coleman",
    ),
    "ko": ("서 있는", "서쪽"),
    "zh": ("罗网", "罗路"),
}


@pytest.mark.parametrize(
    ("actor", "named"), [(actor, named) for actor, all_ in TITLED.items() for named in all_]
)
def test_a_surname_behind_its_own_title_is_the_actor(actor: str, named: str) -> None:
    language = "fr" if named.startswith("Le ") else "en"
    names = INDEX.find_names(f"{named} spoke.", language).mentions
    assert [mention.actor for mention in names] == [actor]


@pytest.mark.parametrize("named", [named for all_ in OTHERS.values() for named in all_])
def test_a_surname_behind_another_title_is_nobody(named: str) -> None:
    assert INDEX.find_names(f"{named} spoke.", "en").mentions == ()
