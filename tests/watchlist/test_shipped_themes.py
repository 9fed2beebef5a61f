"""The shipped themes on sentences of their kinds: what they mean, and what only has their words."""

from pathlib import Path

import pytest

import monitor
from monitor.config import load_watchlist
from monitor.watchlist import WatchlistIndex

INDEX = WatchlistIndex(
    load_watchlist(Path(monitor.__file__).parent / "sample" / "config" / "watchlist.yaml")
)

MET = [
    ("withdrawal", "ckb", "کشانەوەی هێزەکانی ئەمریکا لە عێراق دەستی پێکرد"),
    ("withdrawal", "ckb", "بڕیاری کشانەوەی سەربازەکان"),
    ("withdrawal", "ar", "على القوات الأجنبية مغادرة العراق"),
    ("withdrawal", "ar", "يجب أن تغادر القوات البلاد"),
    ("oil", "fa", "صادرات نفت افزایش یافت"),
    ("oil", "fa", "صنعت نفت کشور متوقف نشد"),
]
NOT_MET = [
    ("withdrawal", "ckb", "حزبەکە بڕیاری کشانەوە لە هەڵبژاردن نادات"),
    ("withdrawal", "ar", "مغادرة الرئيس البلاد متجها إلى جارتها"),
    ("oil", "fa", "به تیم صنعت نفت تبریک میگویم"),
    ("oil", "fa", "بازیکنان نفت آبادان خوب بودند"),
]


@pytest.mark.parametrize(("theme", "language", "content"), MET)
def test_a_statement_on_a_shipped_theme_meets_it(theme: str, language: str, content: str) -> None:
    assert theme in {hit.theme for hit in INDEX.find_themes(content, language)}


@pytest.mark.parametrize(("theme", "language", "content"), NOT_MET)
def test_a_statement_with_its_words_alone_does_not(theme: str, language: str, content: str) -> None:
    assert theme not in {hit.theme for hit in INDEX.find_themes(content, language)}
