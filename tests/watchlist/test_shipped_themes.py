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
    ("oil", "fa", "قیمت گاز بالا رفت"),
    ("oil", "fr", "le prix du gaz a doublé"),
    ("oil", "ar", "ارتفعت أسعار الغاز"),
    ("oil", "de", "das Gas wird teurer"),
    ("foreign-troops", "ar", "أن قواته باقية في العراق"),
]
NOT_MET = [
    ("withdrawal", "ckb", "حزبەکە بڕیاری کشانەوە لە هەڵبژاردن نادات"),
    ("withdrawal", "ar", "مغادرة الرئيس البلاد متجها إلى جارتها"),
    ("oil", "fa", "به تیم صنعت نفت تبریک میگویم"),
    ("oil", "fa", "بازیکنان نفت آبادان خوب بودند"),
    ("oil", "fa", "پلیس گاز اشک‌آور شلیک کرد"),
    ("oil", "fr", "la police a tiré du gaz lacrymogène"),
    ("oil", "fr", "des grenades de gaz lacrymogènes ont été lancées"),
    ("oil", "fr", "réduire les émissions de gaz à effet de serre"),
    ("oil", "ar", "أطلقت الشرطة الغاز المسيل للدموع"),
    ("oil", "ar", "استخدام قنابل الغاز ضد المحتجين"),
    ("oil", "de", "die Regierung müsse jetzt Gas geben"),
    ("foreign-troops", "ar", "أن هناك إجماعا بين القوى السياسية العراقية"),
]


@pytest.mark.parametrize(("theme", "language", "content"), MET)
def test_a_statement_on_a_shipped_theme_meets_it(theme: str, language: str, content: str) -> None:
    assert theme in {hit.theme for hit in INDEX.find_themes(content, language)}


@pytest.mark.parametrize(("theme", "language", "content"), NOT_MET)
def test_a_statement_with_its_words_alone_does_not(theme: str, language: str, content: str) -> None:
    assert theme not in {hit.theme for hit in INDEX.find_themes(content, language)}
