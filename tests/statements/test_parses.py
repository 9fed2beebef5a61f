"""A user's own parser feeds the same grammar with sentences and subjects, nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from monitor.statements import parser_from_spacy, read_statements, register_parser
from monitor.statements.parses import Parse, Subject

TEXT = "Talks\n\nThe clerk Anna Berg met in the hall said the bridge would open."


@pytest.fixture(autouse=True)
def no_parser() -> Iterator[None]:
    yield
    register_parser("en", None)


def a_parse(text: str) -> Parse:
    clerk, said = text.index("The clerk"), text.index("said")
    subject = Subject((clerk, said - 1), (clerk, clerk + len("The clerk")))
    return Parse(frozenset((0, clerk)), {said: subject})


def test_a_parsed_subject_replaces_the_one_that_the_grammar_would_find() -> None:
    [without] = read_statements(TEXT, "en")
    register_parser("en", a_parse)
    [statement] = read_statements(TEXT, "en")
    assert statement.speaker is not None
    assert statement.speaker.text == "The clerk Anna Berg met in the hall"
    assert statement.speaker.name == "The clerk"
    assert statement.text == without.text == "the bridge would open"


def test_parsed_sentences_replace_the_tokenizer_s() -> None:
    text = "Title\n\nHe moved to No. 10 Anna Berg said the bridge would open."
    begins = text.index("Anna")
    register_parser("en", lambda _: Parse(frozenset((0, 7, begins)), {}))
    [statement] = read_statements(text, "en")
    assert statement.speaker is not None
    assert statement.speaker.text == "Anna Berg"


def test_another_language_is_not_touched() -> None:
    register_parser("en", a_parse)
    german = "„Wir bleiben“, sagte Anna Krug."
    assert read_statements(german, "de")[0].said_by == "Anna Krug"


@dataclass
class Token:
    """The attributes of a spaCy token that the adapter reads."""

    i: int
    idx: int
    text: str
    dep_: str = "dep"
    head: Any = None
    subtree: list[Any] = field(default_factory=list)


@dataclass
class Span:
    """The attributes of a spaCy span that the adapter reads."""

    tokens: list[Token]

    def __iter__(self) -> Iterator[Token]:
        return iter(self.tokens)

    @property
    def start_char(self) -> int:
        return self.tokens[0].idx

    @property
    def end_char(self) -> int:
        return self.tokens[-1].idx + len(self.tokens[-1].text)


class Doc:
    """The spaCy document of “Anna Berg said so.”"""

    def __init__(self, *, has_chunks: bool) -> None:
        anna, berg, said, so = self._tokens = [
            Token(0, 0, "Anna"),
            Token(1, 5, "Berg"),
            Token(2, 10, "said"),
            Token(3, 15, "so"),
        ]
        berg.dep_, berg.head, berg.subtree = "nsubj", said, [anna, berg]
        anna.dep_, anna.head, so.head = "compound", berg, said
        self.sents = [Span(self._tokens)]
        self._has_chunks = has_chunks

    def __iter__(self) -> Iterator[Token]:
        return iter(self._tokens)

    @property
    def noun_chunks(self) -> list[Span]:
        if not self._has_chunks:
            raise NotImplementedError
        return [Span(self._tokens[:2])]


@pytest.mark.parametrize(("has_chunks", "head"), [(True, (0, 9)), (False, (5, 9))])
def test_a_spacy_pipeline_gives_sentences_and_subjects(
    has_chunks: bool, head: tuple[int, int]
) -> None:
    parse = parser_from_spacy(lambda _: Doc(has_chunks=has_chunks))("Anna Berg said so")
    assert parse.sentence_starts == {0}
    assert parse.subjects == {10: Subject((0, 9), head)}
