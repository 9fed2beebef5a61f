"""The language of a text."""

import pytest

from monitor.articles.language import detect_language
from monitor.languages.files import every_language, own_letters

OLDER_KEYBOARDS = (
    "بهڕێوهبهری تهندروستی ڕانیه له كۆنگرهیهكی ڕۆژنامهوانیدا ڕایگهیاند، نهخۆشهكان چاك بوون.",
    "وتهبێژی پۆلیس وتی، دوو كهس لهسهر تاوانی دزی دهستگیر كراون و دهدرێنه دادگا.",
    "لێژنهی وهرزش داوای كرد یاریگاكه له مانگی داهاتوودا بكرێتهوه و چیمهنهكهی نوێ بكرێتهوه.",
)
PERSIAN = (
    "رئیس شورای شهر گفت که پل جدید تا پایان سال آماده می‌شود و رفت و آمد در آن آزاد خواهد بود. "
    "او افزود که هزینه پل از بودجه شهر پرداخت شده است. "
)
SORANI_SENTENCE = "«ئاوهكه پاكه»"


@pytest.mark.parametrize("text", OLDER_KEYBOARDS)
def test_sorani_of_older_keyboards_is_told_by_its_letters(text: str) -> None:
    assert detect_language(text) == "ckb"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (PERSIAN, "fa"),
        (PERSIAN + SORANI_SENTENCE, "fa"),
        ("أعلنت الوزارة أن الجسر الجديد سيفتح غدا أمام السيارات، وأكدت أن العمل انتهى.", "ar"),
        ("Рада повідомила, що новий міст відкриють завтра, а роботи вже закінчено.", "uk"),
        ("Міст відкрито. Совет сообщил, что новый мост откроют завтра, работы закончены.", "ru"),
        ("Belediye yeni köprünün yarın açılacağını, çalışmaların bittiğini duyurdu.", "tr"),
    ],
)
def test_a_few_letters_of_a_neighbour_change_nothing(text: str, language: str) -> None:
    assert detect_language(text) == language


def test_a_text_without_letters_has_the_language_of_its_feed() -> None:
    assert detect_language("1 2 3", "fa") == "fa"
    assert detect_language("1 2 3") == "und"


def test_no_language_lacks_a_letter_of_its_own() -> None:
    for language in every_language():
        letters, others = own_letters(language)
        assert not letters & others, language
