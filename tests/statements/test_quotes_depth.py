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
    ("zh", "大学教授桑百川在接受采访时指出：“结构正在发生变化。”", "桑百川"),
    ("zh", "观察人士Catherine表示，“目前当局并没有成功”。", "Catherine"),
    ("zh", "普林斯顿大学教授余英时曾表示：“从来没有真正的历史。”", "余英时"),
    ("ja", "青嶺市の大森由紀市長は会見で「橋は必ず架け直す」と述べた。", "大森由紀"),
    ("ur", "’’مجھ سے روز پوچھا جاتا ہے‘‘، شازیہ درانی نے کہا۔", "شازیہ درانی"),
    ("ur", "‘‘مجھ سے روز پوچھا جاتا ہے’’، شازیہ درانی نے کہا۔", "شازیہ درانی"),
    ("ja", "山田氏は「私たちはここに残るつもりだ」と述べた。", "山田"),
    ("fi", "”Me jäämme tänne huomiseen asti”, totesi Maria Virtanen.", "Maria Virtanen"),
]


@pytest.mark.parametrize(("language", "text", "speaker"), QUOTED)
def test_a_quotation_has_its_speaker(language: str, text: str, speaker: str) -> None:
    [statement] = read_statements(text, language)
    assert (statement.kind, statement.said_by) == ("direct", speaker)
    assert statement.content[0].text == text[statement.content[0].start : statement.content[0].end]


def test_a_chinese_pronoun_means_the_last_speaker() -> None:
    text = "市长高伯年说：“大桥年底通车了。”他还强调：“不会再次延期了。”"
    assert [statement.said_by for statement in read_statements(text, "zh")] == ["高伯年"] * 2


def test_reported_speech_is_omitted_in_languages_read_for_quotations_only() -> None:
    assert read_statements("Ο υπουργός Νίκος Παππάς λέει ότι ο δρόμος είναι κλειστός.", "el") == ()


@pytest.mark.parametrize(
    ("language", "depth"), [("en", "full"), ("de", "plain"), ("sv", "plain"), ("el", "quotes")]
)
def test_each_language_has_its_reading_depth(language: str, depth: str) -> None:
    assert reading_depth(language) == depth
