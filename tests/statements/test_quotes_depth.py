"""Languages without a grammar of their own: direct quotations and the reading depth."""

import pytest

from monitor.statements import read_statements, reading_depth

QUOTED = [
    (
        "it",
        "«Non ce ne andremo da qui», ha dichiarato lunedì la ministra Anna Bruni.",
        "Anna Bruni",
    ),
    ("pt", "“Não vamos sair daqui hoje”, disse o ministro Paulo Lima.", "Paulo Lima"),
    ("nl", '"Wij blijven hier tot morgen", zegt minister Peter de Wit.', "Peter de Wit"),
    ("pl", "– Zostaniemy tutaj do jutra – mówił w Sejmie minister Piotr Lis.", "Piotr Lis"),
    ("id", '"Kami akan tetap tinggal di sini," kata Menteri Anton Wijaya.', "Anton Wijaya"),
    ("zh", "“我们会一直留在这里。”村民陈小明说。", "陈小明"),
    ("ja", "山田氏は「私たちはここに残るつもりだ」と述べた。", "山田氏"),
    ("fi", "”Me jäämme tänne huomiseen asti”, totesi Maria Virtanen.", "Maria Virtanen"),
]


@pytest.mark.parametrize(("language", "text", "speaker"), QUOTED)
def test_a_quotation_has_its_speaker(language: str, text: str, speaker: str) -> None:
    [statement] = read_statements(text, language)
    assert (statement.kind, statement.said_by) == ("direct", speaker)
    assert statement.content[0].text == text[statement.content[0].start : statement.content[0].end]


def test_reported_speech_is_omitted_in_languages_read_for_quotations_only() -> None:
    assert read_statements("Ministern Peter Lund säger att vägen är stängd.", "sv") == ()


@pytest.mark.parametrize(
    ("language", "depth"), [("en", "full"), ("de", "plain"), ("nl", "plain"), ("sv", "quotes")]
)
def test_each_language_has_its_reading_depth(language: str, depth: str) -> None:
    assert reading_depth(language) == depth
