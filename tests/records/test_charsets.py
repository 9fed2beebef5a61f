"""Bytes to text: the right character set, whatever is declared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.records.charsets import character_set, charset_of_content_type, decode

GERMAN = "Größe über alles, sagte der Präsident. " * 5
SAMPLES = {
    "utf-8": GERMAN, "utf-16": GERMAN, "cp1252": "“Größe”", "iso-8859-2": "Łódź, powiedział",
    "cp1250": "Łódź, powiedział", "cp1251": "Министр заявил", "koi8-r": "Министр заявил",
    "cp1256": "رئيس الوزراء", "gb18030": "总理表示", "big5": "總統表示", "euc-kr": "대통령은",
    "shift_jis": "首相は述べた", "cp1254": "Başbakan açıkladı", "iso-8859-9": "Başbakan açıkladı",
}  # fmt: skip


@pytest.mark.parametrize("charset", SAMPLES)
def test_a_declared_set_is_read(charset: str) -> None:
    text = SAMPLES[charset]
    assert decode(text.encode(charset), (charset,)) == text


@pytest.mark.parametrize(
    ("label", "charset", "text"),
    [
        ("iso-8859-1", "cp1252", "“Nein”, sagte er"),
        ("ISO-8859-1", "cp1252", "it’s – that"),
        ("us-ascii", "cp1252", "“No”"),
        ("gb2312", "gb18030", "镕基"),
        ("euc-kr", "cp949", "뷁"),
        ("iso-8859-9", "cp1254", "“Hayır”"),
        ("iso88591", "cp1252", "“Nein”"), ("cp819", "cp1252", "“Nein”"),
        ("ansi_x3.4-1968", "cp1252", "“Nein”"), ("csISOLatin1", "cp1252", "“Nein”"),
        ("l5", "cp1254", "“Hayır”"), ("iso-ir-148", "cp1254", "“Hayır”"),
        ("x-cp1251", "cp1251", "«Нет»"), ("x-mac-cyrillic", "mac-cyrillic", "Министр"),
        ("koi8-ru", "koi8-u", "Міністр"), ("chinese", "gb18030", "镕基"),
        ("x-x-big5", "big5", "總統"), ("cn-big5", "big5", "總統"),
        ("windows-31j", "cp932", "①首相"),
        ("x-euc-jp", "euc-jp", "首相は"), ("ks_c_5601-1989", "cp949", "뷁"),
        ("windows-949", "cp949", "뷁"), ("iso-8859-8-i", "iso-8859-8", "שלום"),
        ("visual", "iso-8859-8", "שלום"), ("asmo-708", "iso-8859-6", "وزير"),
        ("iso88592", "iso-8859-2", "Łódź"), ("dos-874", "cp874", "นายก"),
    ],
)  # fmt: skip
def test_a_label_means_what_browsers_read(label: str, charset: str, text: str) -> None:
    assert decode(text.encode(charset), (label,)) == text


@pytest.mark.parametrize("charset", ["utf-7", "idna", "unicode_escape", "nonsense", "", "utf-16"])
def test_a_label_of_no_document_is_ignored(charset: str) -> None:
    assert decode(GERMAN.encode(), (charset,)) == GERMAN


@pytest.mark.parametrize(
    ("byte", "character"), [(0x92, "’"), (0xB0, "°"), (0x93, "“"), (0x85, "…"), (0xE9, "é")]
)
@pytest.mark.parametrize("others", ["", "Größe ", "Größe über ☺ "])
@pytest.mark.parametrize("declared", [None, "utf-8"])
def test_a_stray_byte_changes_nothing_else(
    byte: int, character: str, others: str, declared: str | None
) -> None:
    body = f"<p>{others}".encode() + b"It" + bytes([byte]) + b"s here</p>"
    assert decode(body, (declared,)) == f"<p>{others}It{character}s here</p>"


def test_a_byte_order_mark_decides_and_is_removed() -> None:
    assert decode(b"\xef\xbb\xbf" + GERMAN.encode(), ("cp1251",)) == GERMAN


def test_text_of_another_set_under_a_label_of_utf8_is_detected() -> None:
    text = "Министр иностранных дел заявил в понедельник, что переговоры продолжатся. " * 4
    assert decode(text.encode("cp1251"), ("utf-8",)) == text


@given(st.binary(max_size=300), st.sampled_from([None, "utf-8", "cp1252", "gbk", "big5", "x"]))
def test_any_bytes_are_text(body: bytes, declared: str | None) -> None:
    assert isinstance(decode(body, (declared,)), str)
    assert isinstance(character_set(body, (declared,)), str)


def test_the_content_type_names_the_set_in_any_spelling() -> None:
    assert charset_of_content_type('text/html; Charset = "ISO-8859-2"') == "ISO-8859-2"
    assert charset_of_content_type("text/html") is None


@pytest.mark.parametrize("declared", [None, "utf-8"])
@pytest.mark.parametrize(
    "text",
    ["Le café était fermé, dit-il.", "Señor, el año próximo", "“We go” – he’s sure", "naïve, là"],
)  # fmt: skip
def test_latin_text_under_a_label_of_utf8_is_windows_1252(text: str, declared: str | None) -> None:
    assert decode(text.encode("cp1252"), (declared,)) == text


@given(st.characters(min_codepoint=0x10000), st.sampled_from(["", "é", "“a”"]))
def test_a_character_in_two_halves_is_one(character: str, others: str) -> None:
    halves = character.encode("utf-16-be")
    pair = b"".join(
        chr(int.from_bytes(half, "big")).encode("utf-8", "surrogatepass")
        for half in (halves[:2], halves[2:])
    )
    assert decode(others.encode() + pair, ("utf-8",)) == others + character
